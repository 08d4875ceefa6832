"""Things for tests, made the way they come about: one module a wing."""

from tests.make.challenges import (
    approved_challenge,
    company,
    department,
    draft_challenge,
    needed_skill,
    open_challenge,
    secret_challenge,
    submitted_challenge,
    who,
)
from tests.make.annual import at, chair_of, proposed_letter, signed_letter
from tests.make.people import grant, officer, person, saved, skill, unit, unit_type
from tests.make.studios import studio
from tests.make.web import browser

__all__ = [
    "approved_challenge",
    "at",
    "browser",
    "chair_of",
    "company",
    "department",
    "draft_challenge",
    "grant",
    "needed_skill",
    "officer",
    "open_challenge",
    "person",
    "proposed_letter",
    "saved",
    "secret_challenge",
    "signed_letter",
    "skill",
    "studio",
    "submitted_challenge",
    "unit",
    "unit_type",
    "who",
]  # fmt: skip
