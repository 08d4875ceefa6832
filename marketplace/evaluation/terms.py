"""What the deeds of the year's end take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from marketplace.core.terms import Terms

Text = Annotated[str, Field(min_length=10, max_length=5000)]


class Report(Terms):
    """The studio's own view of its year."""

    self_report: Annotated[str, Field(min_length=10, max_length=5000)]


class Judgement(StrEnum):
    """How a year is decided."""

    COUNTS = "counts"  # met or missed, as the four counts say
    EXEMPT = "exempt"


class Decision(Terms):
    """The leading group's result for one studio."""

    judgement: Judgement
    reason: Annotated[str, Field(max_length=1000)] = ""


class Plan(Terms):
    """What a warned studio will do."""

    plan: Annotated[str, Field(min_length=10, max_length=5000)]


class Review(Terms):
    """Go on with the delisting, or drop it, and why."""

    go_on: bool
    review: Text


class Reply(Terms):
    """The studio's answer."""

    reply: Text


class Ruling(Terms):
    """The chair's decision; running projects need a successor."""

    go_on: bool
    decision: Text
    successor_no: Annotated[str, Field(max_length=32)] = ""
