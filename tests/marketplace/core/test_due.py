"""What the clock does: one refused deed does not hold up the others."""

from functools import partial

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import WrongMoment
from marketplace.core.models import ClockOffset


def refuse_odd(_year: int, key: int) -> None:
    if key % 2:
        raise WrongMoment("not now")
    db.session.add(ClockOffset(id=key, seconds=0))


def test_a_refused_deed_is_passed_over_whatever_it_is_made_of(app):
    assert jobs.each([1, 2, 3, 4], partial(refuse_odd, 2030)) == 2
    assert jobs.each([5], lambda key: refuse_odd(2030, key)) == 0
    assert {row.id for row in db.session.query(ClockOffset)} == {2, 4}
