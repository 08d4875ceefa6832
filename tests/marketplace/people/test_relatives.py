"""Relatives are declared on one's own page and read by the two of them."""

import pytest

from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed
from marketplace.people.actions import declare_relative, end_relative
from marketplace.people.models import Person, Tie
from marketplace.people.queries.ties import relatives_of
from marketplace.people.terms import RelativeTerms
from tests import make


def pair():
    home = make.unit(make.company())
    return make.person(home, name="甲"), make.person(home, name="乙")


def declare(who, number):
    with transaction():
        tie = declare_relative(RelativeTerms(employee_no=number), by=db.session.get_one(Person, who.id))
        key = tie.id
    return db.session.get_one(Tie, key)


def test_both_see_it_and_only_the_declarer_takes_it_back(app):
    one, other = pair()
    tie = declare(one, other.employee_no)
    assert [(row.name, bool(row.own)) for row in relatives_of(one)] == [("乙", True)]
    assert [(row.name, bool(row.own)) for row in relatives_of(other)] == [("甲", False)]
    with pytest.raises(NotAllowed), transaction():
        end_relative(db.session.get_one(Tie, tie.id), by=db.session.get_one(Person, other.id))
    with transaction():
        end_relative(db.session.get_one(Tie, tie.id), by=db.session.get_one(Person, one.id))
    assert relatives_of(one) == []
    declare(one, other.employee_no)
    assert len(relatives_of(other)) == 1


def test_unknown_own_and_repeated_numbers_are_refused(app):
    one, other = pair()
    declare(one, other.employee_no)
    for number, why in (
        ("0000x", "Nobody here"),
        (one.employee_no, "your own"),
        (other.employee_no, "already"),
    ):
        with pytest.raises(Invalid, match=why):
            declare(one, number)


def test_the_page_is_ones_own(app):
    one, other = pair()
    client = make.browser(app, one)
    sent = client.post("/account/relatives", data={"form_key": "a", "employee_no": other.employee_no})
    assert (sent.status_code, sent.location) == (303, "/account/relatives")
    assert "乙" in client.get("/account/relatives").text
    again = client.post("/account/relatives", data={"form_key": "b", "employee_no": other.employee_no})
    assert again.status_code == 422
    assert f'value="{other.employee_no}"' in again.text
