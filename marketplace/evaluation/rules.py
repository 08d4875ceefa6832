"""When a year may be reported and judged, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from marketplace.core import clock
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.evaluation.models import (
    Delisting,
    DelistingState,
    Evaluation,
    EvaluationRound,
    NoticeState,
    Result,
    RiskNotice,
)
from marketplace.people.models import Person, Role
from marketplace.people.queries import roles_of
from marketplace.studios import rules as studios

ANSWER_WD = 10  # working days to acknowledge a risk notice with a plan
REVIEW_DAYS = 15  # calendar days for the leading group's review
REPLY_WD = 5
NOTICE_WD = 3
LAST_MINUTE = timedelta(minutes=1)  # a duty ends at 23:59 of the day people read, not at 0:00 of the next


def report_opens(year: int) -> datetime:
    """Self-reports are written from 1 December …"""
    return clock.at(date(year, 12, 1))


def report_closes(year: int) -> datetime:
    """… to the end of 20 December."""
    return clock.at(date(year, 12, 20), 23, 59)


def decide_by(year: int) -> datetime:
    """Results stand by the end of 31 January."""
    return clock.at(date(year + 1, 1, 31), 23, 59)


def may_report(person: Person, evaluation: Evaluation) -> Verdict:
    """The lead reports between 1 and 20 December; until then the text may be changed."""
    at = clock.now()
    return (
        studios.leads(person, evaluation.studio)
        and not_until(evaluation.result is None, _("The year has been decided."))
        and not_until(at >= report_opens(evaluation.year), _("Self-reports are written from 1 December."))
        and not_until(at < evaluation.report_due, _("The time for self-reports ended on 20 December."))
    )


def may_decide(person: Person, evaluation: Evaluation) -> Verdict:
    """The leading group at the studio's tier, once the year is over, once."""
    return (
        studios.in_leading_group(person, evaluation.studio)
        and not_until(evaluation.result is None, _("The year has been decided."))
        and not_until(
            clock.year() > evaluation.year, _("The year is decided from 1 January on, when it is over.")
        )
    )


def may_decide_round(person: Person, round_: EvaluationRound) -> Verdict:
    """The leading group of the round's unit."""
    seats = {h.unit_id for h in roles_of(person) if h.role in (Role.LEADING_GROUP, Role.CHAIR)}
    return unless(
        round_.unit_id in seats, _("Only the leading group of %(unit)s may do this.", unit=round_.unit.name)
    )


def by_counts(counts: Mapping[str, tuple[int, int] | list[int]]) -> Result:
    """Met: all four counts reached."""
    return Result.MET if all(count >= target for count, target in counts.values()) else Result.MISSED


def grounds(evaluation: Evaluation) -> list[str]:
    """Facts that speak for an exemption; the leading group decides."""
    studio, found = evaluation.studio, []
    if studio.founded_on and studio.founded_on > date(evaluation.year, 6, 30):
        found.append(_("Founded after 30 June (%(day)s).", day=studio.founded_on.isoformat()))
    if studio.state == "suspended":
        found.append(_("The studio is suspended."))
    return found


def may_acknowledge(person: Person, notice: RiskNotice) -> Verdict:
    """The lead acknowledges, with a plan."""
    return studios.leads(person, notice.evaluation.studio) and not_until(
        notice.state is NoticeState.ISSUED, _("The notice has been answered or cleared.")
    )


def may_review(person: Person, delisting: Delisting) -> Verdict:
    """The leading group looks at the two years."""
    return studios.in_leading_group(person, delisting.studio) and _at(delisting, DelistingState.PROPOSED)


def may_reply(person: Person, delisting: Delisting) -> Verdict:
    """The studio speaks for itself, within five working days."""
    return (
        studios.leads(person, delisting.studio)
        and _at(delisting, DelistingState.REPLY)
        and not_until(
            delisting.reply_due and clock.now() < delisting.reply_due, _("The time for the reply is over.")
        )
    )


def may_decide_delisting(person: Person, delisting: Delisting) -> Verdict:
    """The chair decides after the reply, or after its time has passed."""
    return studios.chairs(person, delisting.studio) and _at(delisting, DelistingState.DECISION)


def _at(delisting: Delisting, state: DelistingState) -> Verdict:
    return not_until(
        delisting.state is state,
        _("This is not the present step; it stands at “%(state)s”.", state=delisting.state.label),
    )


def notice_over(delisting: Delisting) -> bool:
    """Have the working days of the notice passed?"""
    return delisting.notice_ends_at is not None and clock.now() >= delisting.notice_ends_at


def may_execute(delisting: Delisting) -> Verdict:
    """The clock removes the plaque when the notice is over."""
    return _at(delisting, DelistingState.ON_NOTICE) and not_until(
        notice_over(delisting), _("The notice is still running.")
    )
