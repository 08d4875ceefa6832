"""Pairs: recorded, agreed, counted, completed, ended."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from marketplace.apprenticeships import queries, rules
from marketplace.apprenticeships.models import Apprenticeship, PairState
from marketplace.apprenticeships.terms import PairTerms
from marketplace.core import audit, clock
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.inbox import actions as inbox
from marketplace.ledger import actions as ledger
from marketplace.ledger.models import Metric
from marketplace.people.models import Person, Skill, Tie
from marketplace.studios.actions import person_numbered
from marketplace.studios.models import Studio
from marketplace.studios.queries import is_member

BACK = timedelta(days=31)  # an agreement is written down within the month
AHEAD = timedelta(days=92)


def record(studio: Studio, terms: PairTerms, *, by: Person) -> Apprenticeship:
    """The lead writes an agreement down; it begins to live when the apprentice agrees."""
    require(rules.may_record(by, studio))
    mentor, apprentice = (
        _mentor(studio, terms.mentor_id),
        person_numbered(terms.apprentice_no, "apprentice_no"),
    )
    if apprentice.id == mentor.id:
        raise Invalid(_("Mentor and apprentice are two people."), field="apprentice_no")
    if queries.already_paired(apprentice):
        raise Invalid(_("%(name)s has a mentor already.", name=apprentice.name), field="apprentice_no")
    if db.session.get(Skill, terms.skill_id) is None:
        raise Invalid(_("Please choose one of the list."), field="skill_id")
    if not clock.today() - BACK <= terms.starts_on <= clock.today() + AHEAD:
        raise Invalid(_("The start lies between a month ago and three months ahead."), field="starts_on")
    pair = Apprenticeship(
        studio_id=studio.id, mentor_id=mentor.id, apprentice_id=apprentice.id, skill_id=terms.skill_id,
        goal=terms.goal,
        starts_on=terms.starts_on,
        ends_on=rules.months_later(terms.starts_on, terms.months) - timedelta(days=1),
        state=PairState.PROPOSED, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(pair)
    db.session.flush()
    audit.record("recorded", pair, by=by)
    inbox.ask(apprentice, "agree_pair", pair, due=clock.now() + timedelta(days=7))
    inbox.tell([mentor], "pair_recorded", pair)
    return pair


def _mentor(studio: Studio, mentor_id: int) -> Person:
    mentor = db.session.get(Person, mentor_id)
    if mentor is None or not is_member(mentor, studio):
        raise Invalid(_("The mentor is a member of the studio."), field="mentor_id")
    verdict = rules.may_mentor(mentor)
    if not verdict:
        raise Invalid(verdict.reason, field="mentor_id")
    if queries.apprentices_now(mentor) >= rules.MOST_APPRENTICES:
        raise Invalid(
            _(
                "%(name)s has %(n)s apprentices already, the most allowed.",
                name=mentor.name,
                n=rules.MOST_APPRENTICES,
            ),
            field="mentor_id",
        )
    return mentor


def agree(pair: Apprenticeship, *, by: Person) -> None:
    """The apprentice says yes: the pair is under way and stands in the studio's pipeline."""
    require(rules.may_agree(by, pair))
    pair.agreed_on = clock.today()
    move(pair, PairState.ACTIVE, by=by)
    inbox.settle(pair, "agree_pair")
    inbox.tell([pair.mentor, pair.studio.lead], "pair_agreed", pair)
    _tie(pair)
    for year in range(pair.starts_on.year, pair.ends_on.year + 1):
        if day := rules.counts_on(pair, year):
            ledger.expect(pair.studio, Metric.PAIRS, source=_source(pair, year), due_on=day)


def _source(pair: Apprenticeship, year: int) -> str:
    return f"{ref(pair)}/{year}"


def _tie(pair: Apprenticeship) -> None:
    """Mentor and apprentice do not judge each other's bids: the relation is kept for the panels."""
    same = (Tie.person_id == pair.mentor_id, Tie.other_id == pair.apprentice_id, Tie.kind == "mentor")
    tie = db.session.scalars(sa.select(Tie).where(*same)).one_or_none()
    if tie is None:
        tie = Tie(person_id=pair.mentor_id, other_id=pair.apprentice_id, kind="mentor", since=pair.agreed_on)
        db.session.add(tie)
    tie.until = pair.ends_on


def decline(pair: Apprenticeship, *, reason: str, by: Person) -> None:
    """The apprentice says no."""
    require(rules.may_agree(by, pair))
    pair.result = reason
    move(pair, PairState.ENDED, by=by, note=reason)
    inbox.settle(pair)
    inbox.tell([pair.mentor, pair.studio.lead], "pair_declined", pair, reason=reason)


def count(pair: Apprenticeship, year: int) -> bool:
    """Six months of the year are full: the studio's year gains one pair, once."""
    day = rules.counts_on(pair, year)
    if day is None or day >= clock.today():
        return False
    entry = ledger.credit(
        pair.studio, Metric.PAIRS, source=_source(pair, year), title=pair.title, on=day, by=None
    )
    return entry is not None


def complete(pair: Apprenticeship) -> None:
    """The agreed time is over."""
    move(pair, PairState.COMPLETED, by=None)
    inbox.tell([pair.mentor, pair.apprentice, pair.studio.lead], "pair_completed", pair)


def end(pair: Apprenticeship, *, reason: str, by: Person) -> None:
    """Over before its time, with the reason; what was not yet counted leaves the pipeline."""
    require(rules.may_end(by, pair))
    pair.ended_on, pair.result = clock.today(), reason
    move(pair, PairState.ENDED, by=by, note=reason)
    inbox.settle(pair)
    for year in range(pair.starts_on.year, pair.ends_on.year + 1):
        ledger.forget(_source(pair, year))
    _untie(pair, pair.ended_on)
    inbox.tell([pair.mentor, pair.apprentice, pair.studio.lead], "pair_ended", pair, reason=reason)


def _untie(pair: Apprenticeship, day: date) -> None:
    same = (Tie.person_id == pair.mentor_id, Tie.other_id == pair.apprentice_id, Tie.kind == "mentor")
    db.session.execute(sa.update(Tie).where(*same).values(until=day))
