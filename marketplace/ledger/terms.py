"""What the deeds of the ledger take."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms

Target = Annotated[int, Field(ge=0, le=99)]


class Targets(Terms):
    """The four numbers of a letter."""

    projects: Target
    tackled: Target
    pairs: Target
    exchanges: Target


class ProposalLine(Targets):
    """The targets of one studio on the page for all."""

    studio_id: int
    take: bool = True


class Proposal(Terms):
    """Targets for many studios at once."""

    lines: Annotated[tuple[ProposalLine, ...], Field(min_length=1, max_length=400)]


class PlannedExchange(Terms):
    """One line of the exchange plan."""

    on: date
    title: Annotated[str, Field(min_length=2, max_length=128)]


class LeadSignature(Terms):
    """The lead signs, with a dated plan of exchanges."""

    plan: Annotated[tuple[PlannedExchange, ...], Field(max_length=99)]


class Reason(Terms):
    """Why something is undone or sent back."""

    reason: Annotated[str, Field(min_length=4, max_length=1000)]
