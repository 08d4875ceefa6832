"""What is typed about outcomes."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from marketplace.core.i18n import _
from marketplace.core.terms import Terms
from marketplace.outcomes.models import OutcomeKind


class CertifyTerms(Terms):
    """What finance found: the only figure that ranks."""

    certified: Annotated[int, Field(ge=0, le=10**10)]


class OutcomeTerms(Terms):
    """What came of an accepted project, and who made it."""

    kind: OutcomeKind
    summary: Annotated[str, Field(min_length=10, max_length=2000)]
    replicable: bool = False
    replicable_where: Annotated[str, Field(max_length=500)] = ""
    claimed: Annotated[int, Field(ge=0, le=10**10)] = 0
    shares: dict[int, Annotated[int, Field(ge=0, le=100)]]

    @model_validator(mode="after")
    def _whole(self) -> OutcomeTerms:
        if sum(self.shares.values()) != 100:
            raise ValueError(
                _("The shares must add up to 100 %; now it is %(n)s.", n=sum(self.shares.values()))
            )
        if self.replicable and not self.replicable_where:
            raise ValueError(_("Say where else it could be used."))
        return self


class OutcomeRow(Terms):
    """An outcome of earlier years as a list brings it, matched by its number; None: the list says nothing."""

    code: Annotated[str, Field(min_length=1, max_length=32)]
    title: Annotated[str, Field(min_length=2, max_length=120)]
    kind: OutcomeKind
    studio_id: int
    unit_id: int
    family_id: int | None = None
    accepted_on: date
    summary: Annotated[str, Field(max_length=4000)] | None = None
    claimed: Annotated[int, Field(ge=0, le=10**10)] | None = None
    certified: Annotated[int, Field(ge=0, le=10**10)] | None = None
    certified_on: date | None = None
    shares: tuple[tuple[int, Annotated[int, Field(ge=0, le=100)]], ...] = ()
