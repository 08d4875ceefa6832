"""A database that lives long keeps statistics to plan by."""

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.upkeep import gather_statistics
from tests import make


def test_sqlite_plans_by_what_is_there(app):
    if db.engine.dialect.name != "sqlite":
        gather_statistics()  # nothing to do, nothing goes wrong
        return
    home = make.company()
    for _n in range(30):
        make.person(home)
    gather_statistics()
    known = db.session.execute(sa.text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'person'")).scalars().all()
    assert known, "no statistics of people were kept"
    assert all(int(stat.split()[0]) >= 30 for stat in known)
