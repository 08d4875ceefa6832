"""A group that tables are brought to."""

from __future__ import annotations

import pytest

from marketplace.core.db import transaction
from marketplace.people import actions as people_actions
from marketplace.people.models import (
    Role,
    UnitLevel,
)
from tests import make
from tests.marketplace.home.imports.tables import (
    DEMO,
    bring,
    confirm,
)


@pytest.fixture
def world(app):
    """A group with its administrator, who is logged in."""
    group = make.unit(name="北岭集团")
    with transaction():
        people_actions.put_in_unit_types()
    admin = make.officer(Role.SYSTEM_ADMIN, group, name="管理员")
    return group, admin, make.browser(app, admin)


@pytest.fixture
def staffed(world):
    """Units, two families of skills and twenty people whose numbers have six digits."""
    group, admin, browser = world
    plant = make.unit(group, name="铸钢分厂", level=UnitLevel.COMPANY)
    make.unit(plant, name="清理班", level=UnitLevel.TEAM)
    other = make.unit(group, name="锻造分公司", level=UnitLevel.COMPANY)
    make.unit(other, name="清理班", level=UnitLevel.TEAM)
    family = make.skill("CAST")
    sand, sim = make.skill("CAST-SAND", family), make.skill("CAST-SIM", family)
    for _n in range(20):
        make.person(plant)
    return group, admin, browser, plant, sand, sim


@pytest.fixture
def listed(world):
    """The catalogue is in; nothing else."""
    group, admin, browser = world
    location, _page = bring(browser, "skills", (DEMO / "skills.csv").read_bytes(), "skills.csv")
    confirm(browser, location)
    return group, admin, browser
