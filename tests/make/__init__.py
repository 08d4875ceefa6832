"""Things for tests, made the way they come about: one module a wing."""

from tests.make.people import grant, officer, person, saved, skill, unit, unit_type
from tests.make.studios import studio
from tests.make.web import browser

__all__ = ["browser", "grant", "officer", "person", "saved", "skill", "studio", "unit", "unit_type"]
