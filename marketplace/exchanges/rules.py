"""Who plans and records exchanges."""

from __future__ import annotations

from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.exchanges.models import Exchange, ExchangeState
from marketplace.people.models import Person
from marketplace.studios import rules as studios
from marketplace.studios.models import Studio
from marketplace.studios.queries import is_member

FEWEST = 3  # people, the studio's own included: fewer is a chat


def may_plan(person: Person, studio: Studio) -> Verdict:
    """Any member of a listed studio plans exchanges."""
    return unless(is_member(person, studio), _("Only members of the studio may do this.")) and studios.listed(
        studio
    )


def may_record(person: Person, exchange: Exchange) -> Verdict:
    """The lead says that it was held: it counts then."""
    return studios.leads(person, exchange.studio) and not_until(
        exchange.state is ExchangeState.PLANNED, _("This exchange has been held or called off.")
    )


def may_add_pictures(person: Person, exchange: Exchange) -> Verdict:
    """Members add pictures and papers, unless it was called off."""
    return unless(
        is_member(person, exchange.studio), _("Only members of the studio may do this.")
    ) and not_until(exchange.state is not ExchangeState.CANCELLED, _("This exchange was called off."))
