"""Exchanges: planned, held, called off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from marketplace.core import audit, clock, files
from marketplace.core.audit import ref
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.verdict import require
from marketplace.exchanges import queries, rules
from marketplace.exchanges.models import Attendance, Exchange, ExchangeState
from marketplace.exchanges.terms import HeldTerms, PlanTerms
from marketplace.inbox import actions as inbox
from marketplace.ledger import actions as ledger
from marketplace.ledger.models import Metric
from marketplace.people.models import Person
from marketplace.studios.models import Studio
from marketplace.studios.queries import member_ids

BACK = timedelta(days=60)  # longer ago nobody remembers who was there
RECORD_WITHIN = timedelta(days=7)


def plan(studio: Studio, terms: PlanTerms, *, by: Person) -> Exchange:
    """An exchange is arranged; the lead is asked to record it after its day."""
    require(rules.may_plan(by, studio))
    if terms.planned_on < clock.today() - BACK:
        raise Invalid(_("This day is too long ago."), field="planned_on")
    exchange = Exchange(
        studio_id=studio.id, created_at=clock.now(), state=ExchangeState.PLANNED, **terms.model_dump()
    )
    db.session.add(exchange)
    db.session.flush()
    audit.record("planned", exchange, by=by)
    ledger.expect(studio, Metric.EXCHANGES, source=ref(exchange), due_on=terms.planned_on)
    inbox.ask(studio.lead, "record_exchange", exchange, due=clock.at(terms.planned_on) + RECORD_WITHIN)
    return exchange


def hold(exchange: Exchange, terms: HeldTerms, *, by: Person) -> None:
    """It was held, with place, people and summary: it counts, once."""
    require(rules.may_record(by, exchange))
    if not clock.today() - BACK <= terms.held_on <= clock.today():
        raise Invalid(_("The day lies within the last 60 days."), field="held_on")
    people = _people(exchange, terms)
    exchange.held_on, exchange.place, exchange.summary = terms.held_on, terms.place, terms.summary
    db.session.add_all(Attendance(exchange_id=exchange.id, person_id=key) for key in sorted(people))
    move(exchange, ExchangeState.HELD, by=by, people=len(people))
    inbox.settle(exchange)
    ledger.credit(
        exchange.studio, Metric.EXCHANGES, source=ref(exchange), title=exchange.title, on=terms.held_on, by=by
    )


def _people(exchange: Exchange, terms: HeldTerms) -> set[int]:
    """Ticked members and the guests' employee numbers; enough of them."""
    here = set(member_ids([exchange.studio_id]).get(exchange.studio_id, []))
    numbers = [one for one in re.split(r"[\s,，;；、]+", terms.guests) if one]
    known = queries.people_numbered(numbers)
    if missing := [number for number in numbers if number not in known]:
        raise Invalid(
            _("Nobody with these employee numbers works here: %(no)s.", no=", ".join(missing)), field="guests"
        )
    people = (set(terms.members) & here) | set(known.values())
    if len(people) < rules.FEWEST:
        raise Invalid(_("At least %(n)s people take part in an exchange.", n=rules.FEWEST), field="members")
    return people


def call_off(exchange: Exchange, *, reason: str, by: Person) -> None:
    """It will not be held."""
    require(rules.may_record(by, exchange))
    move(exchange, ExchangeState.CANCELLED, by=by, note=reason)
    inbox.settle(exchange)
    ledger.forget(ref(exchange))


def add_pictures(exchange: Exchange, uploads: list[Any], *, by: Person) -> int:
    """Pictures and papers of the day."""
    require(rules.may_add_pictures(by, exchange))
    for upload in uploads:
        files.keep(upload, exchange, by=by)
    return len(uploads)
