"""What can be taken in: for each kind its columns, who may, and what a file would change."""

from marketplace.home.imports.kinds.base import Asking, Kind, Work
from marketplace.home.imports.kinds.outcomes import OUTCOMES
from marketplace.home.imports.kinds.people import PEOPLE
from marketplace.home.imports.kinds.problems import PROBLEMS
from marketplace.home.imports.kinds.skills import SKILLS
from marketplace.home.imports.kinds.studios import STUDIOS
from marketplace.home.imports.kinds.units import UNITS

KINDS: dict[str, Kind] = {kind.code: kind for kind in (UNITS, SKILLS, PEOPLE, STUDIOS, PROBLEMS, OUTCOMES)}

__all__ = ["KINDS", "Asking", "Kind", "Work"]
