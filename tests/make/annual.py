"""Letters, pairs, exchanges and years for tests, by real deeds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marketplace.core import clock, jobs
from marketplace.core.db import db, transaction
from marketplace.ledger import actions as ledger
from marketplace.ledger import queries
from marketplace.ledger.models import AnnualLetter, LetterState
from marketplace.ledger.terms import LeadSignature, PlannedExchange, Proposal, ProposalLine
from marketplace.people.models import Person, Role, Unit
from marketplace.studios.models import Studio
from marketplace.studios.queries import seated
from tests.make.people import officer


def again(thing: Any) -> Any:
    """The thing as it stands now."""
    return db.session.get_one(type(thing), thing.id, populate_existing=True)


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """Stop the clock at this moment and let everything due happen."""
    moment = datetime(year, month, day, hour, tzinfo=clock.HERE)
    clock.freeze(moment)
    db.session.rollback()
    jobs.run_due()
    return moment


def chair_of(studio: Studio) -> Person:
    """The chair of the leading group at the studio's tier (made where there is none)."""
    there = seated(again(studio).leading_unit_id, Role.CHAIR)
    return there[0] if there else officer(Role.CHAIR, db.session.get_one(Unit, studio.leading_unit_id))


def proposed_letter(studio: Studio, *targets: int) -> AnnualLetter:
    """A letter proposed by the leading group, with these targets or the usual 1, 1, 1, 1."""
    chair, year = chair_of(studio), clock.year()
    with transaction():
        round_ = queries.round_of(again(studio).leading_unit_id, year) or ledger.open_round(
            studio.leading_unit_id, year
        )
        numbers = dict(
            zip(("projects", "tackled", "pairs", "exchanges"), targets or (1, 1, 1, 1), strict=True)
        )
        line = ProposalLine(studio_id=studio.id, **numbers)
        made = ledger.propose(again(round_), Proposal(lines=(line,)), by=again(chair))
    return made[0]


def signed_letter(studio: Studio, *targets: int) -> AnnualLetter:
    """A letter signed by both for the year the clock stands in."""
    letter = proposed_letter(studio, *targets)
    year, n = letter.year, letter.exchanges
    plan = tuple(PlannedExchange(on=date(year, 1 + i % 12, 15), title=f"交流{i + 1}") for i in range(n))
    with transaction():
        found = again(letter)
        ledger.sign_as_lead(found, LeadSignature(plan=plan), by=found.studio.lead)
        ledger.sign_as_chair(found, by=again(chair_of(studio)))
    assert again(letter).state is LetterState.SIGNED
    return again(letter)


__all__ = ["again", "at", "chair_of", "proposed_letter", "signed_letter"]
