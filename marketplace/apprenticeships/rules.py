"""Who may be a mentor, how long a pair lasts, and when it counts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from marketplace.apprenticeships.models import Apprenticeship, PairState
from marketplace.core.i18n import _
from marketplace.core.verdict import Verdict, not_until, unless
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.studios import rules as studios
from marketplace.studios.models import Studio

MOST_APPRENTICES = 3
COUNTS_AFTER = 6  # months active within one year
# 高级工 / 工程师 or above
MENTORS = frozenset(
    {"高级工", "技师", "高级技师", "特级技师", "首席技师", "工程师", "高级工程师", "正高级工程师"}
)


def may_record(person: Person, studio: Studio) -> Verdict:
    """The studio lead records an agreement."""
    return studios.leads(person, studio) and studios.listed(studio)


def may_mentor(mentor: Person) -> Verdict:
    """Only those who have come far enough themselves may teach."""
    return unless(
        mentor.ladder in MENTORS,
        _("A mentor is at least a senior worker (高级工) or engineer (工程师); %(name)s is %(ladder)s.",
          name=mentor.name, ladder=mentor.ladder or _("without a grade")),
    )  # fmt: skip


def may_agree(person: Person, pair: Apprenticeship) -> Verdict:
    """The apprentice says yes for themselves."""
    return unless(
        person.id == pair.apprentice_id, _("Only the apprentice may agree or decline.")
    ) and not_until(pair.state is PairState.PROPOSED, _("This has been answered."))


def may_end(person: Person, pair: Apprenticeship) -> Verdict:
    """Lead, mentor, or HR of the mentor's unit end a pair before its time."""
    concerned = person.id in (pair.mentor_id, pair.studio.lead_id) or holds(
        person, Role.HR, pair.studio.home_unit
    )
    return unless(concerned, _("Only the studio lead, the mentor or HR may end a pair.")) and not_until(
        pair.state in (PairState.PROPOSED, PairState.ACTIVE), _("The pair has ended.")
    )


def months_later(day: date, months: int) -> date:
    """The same day some months on; the month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counts_on(pair: Apprenticeship, year: int) -> date | None:
    """The day on which the pair has been active for six months within the year; None if it never will."""
    begin = pair.active_from
    if begin is None:
        return None
    first = max(begin, date(year, 1, 1))
    reached = months_later(first, COUNTS_AFTER) - timedelta(days=1)
    return reached if reached.year == year and reached <= pair.last_day else None
