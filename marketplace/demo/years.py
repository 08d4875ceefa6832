"""The annual cycle of the invented studios: letters, pairs, exchanges, own projects, evaluation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.jobs import run_due
from marketplace.demo import cast, texts, works
from marketplace.demo.stage import Story, again, transaction
from marketplace.ledger import actions as ledger
from marketplace.ledger import queries as letters
from marketplace.ledger.models import AnnualLetter, LetterRound, LetterState
from marketplace.ledger.terms import LeadSignature, PlannedExchange, Proposal, ProposalLine
from marketplace.people.models import Role, Unit
from marketplace.rulebook.queries import in_force
from marketplace.studios.models import Studio

# studios by place in the list: 1 misses twice and is delisted, 2 misses last year and is warned,
# 3 missed and recovered
IDLE = {1: (-2, -1), 2: (-1,), 3: (-2,)}


def all_years(dice: random.Random, today: date, studio_ids: list[int]) -> Iterator[Story]:
    """Three years."""
    for year in range(today.year - 2, today.year + 1):
        yield _letters(year)
        for n, studio_id in enumerate(studio_ids):
            yield from _studio_year(dice, year, year - today.year, n, studio_id)


def _studio_year(dice: random.Random, year: int, offset: int, n: int, studio_id: int) -> Iterator[Story]:
    if (n >= 17 and offset == -2) or (n == 1 and offset == 0):
        return  # not founded yet; delisted
    idle = offset in IDLE.get(n, ())
    number = {0: (3, 8, 3), 5: (3, 6, 2), 10: (3, 6, 2)}.get(n, (2, 4, 1))  # pairs, exchanges, own projects
    plan = works.Year(studio_id, year, number[0], number[1])
    for k in range(number[0]):
        yield works.pair(plan, k, dice)
    for k, on in enumerate(texts.plan_days(year, number[1] if not idle else 1)):
        yield works.exchange(plan, on, k)
    if not idle:
        for k in range(number[2]):
            begins = clock.at(date(year, 2 + k * 2, 3 + n % 20), 10)
            yield works.own_project(studio_id, begins, dice)
        if offset == 0 and n % 4 == 3:  # some of this year's are still under way, one waits for its unit
            yield works.own_project(
                studio_id, clock.at(date(year, clock.real().month, 1), 10), dice, ends=False, approved=n != 7
            )


def _letters(year: int) -> Story:
    """Proposed, signed by leads and chairs in January; this year's last three wait for a signature."""
    yield clock.at(date(year, 1, 3), 9)
    run_due()
    for round_id in db.session.scalars(sa.select(LetterRound.id).where(LetterRound.year == year)).all():
        with transaction():
            round_ = again(LetterRound, round_id)
            chair = cast.holder(Role.CHAIR, round_.unit)
            waiting = letters.letterless(round_.unit_id, year)
            if waiting:
                ledger.propose(round_, Proposal(lines=tuple(_line(s) for s in waiting)), by=chair)
    yield clock.at(date(year, 1, 9), 10)
    with transaction():
        for letter in _letters_in(year, LetterState.PROPOSED):
            days = texts.plan_days(year, letter.exchanges)
            plan = tuple(
                PlannedExchange(on=on, title=texts.EXCHANGES[k % len(texts.EXCHANGES)])
                for k, on in enumerate(days)
            )
            ledger.sign_as_lead(letter, LeadSignature(plan=plan), by=letter.studio.lead)
    yield clock.at(date(year, 1, 15), 15)
    with transaction():
        for letter in _letters_in(year, LetterState.LEAD_SIGNED):
            seat = again(Unit, letter.studio.leading_unit_id)
            ledger.sign_as_chair(letter, by=cast.holder(Role.CHAIR, seat))


def _letters_in(year: int, state: LetterState) -> Sequence[AnnualLetter]:
    found = sa.select(AnnualLetter).where(AnnualLetter.year == year, AnnualLetter.state == state)
    return db.session.scalars(found.order_by(AnnualLetter.id)).all()


def _line(studio: Studio) -> ProposalLine:
    body = in_force("targets").body[str(studio.tier)]
    projects, tackled, pairs, exchanges = body
    return ProposalLine(
        studio_id=studio.id, projects=projects, tackled=tackled, pairs=pairs, exchanges=exchanges
    )
