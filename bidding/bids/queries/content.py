"""What a bid says: the working copy for its team, the opened text for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from bidding.bids.models import Bid, BidContent, TeamMember
from bidding.bids.queries.lists import team_of
from bidding.bids.queries.screened import ABOUT
from bidding.bids.rules import may_view_sealed
from bidding.bids.terms import FIELDS, Answer, BidTerms, ShareLine, TeamLine
from bidding.sealing import queries as sealing
from bidding.sealing.suite import DraftBinding
from marketplace.challenges.models import Operator, Target
from marketplace.core.db import db, find
from marketplace.core.errors import NotFound
from marketplace.core.forms import sentence
from marketplace.core.i18n import _
from marketplace.core.words import money
from marketplace.people.models import Person
from marketplace.secrecy.queries import held


@dataclass(frozen=True)
class Gap:
    """Something that is missing or wrong before the bid can be sealed, and where it is put right."""

    step: str
    label: str
    reason: str


@dataclass(frozen=True)
class Step:
    """One step of the working copy: as typed, and what was understood of it."""

    n: int = 0
    typed: Sequence[tuple[str, str]] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


def place(bid: Bid) -> DraftBinding:
    """What the bid's ciphertexts are bound to."""
    return DraftBinding(challenge=bid.challenge_id, bid=bid.id, studio=bid.studio_id)


def document(bid: Bid) -> dict[str, Any]:
    """The working copy (for the core team's eyes)."""
    return {"steps": {}, "files": [], **sealing.read_draft(place(bid))}


def step_in(document: Mapping[str, Any], key: str) -> Step:
    """One step of a working copy."""
    kept = document["steps"].get(key)
    if kept is None:
        return Step()
    return Step(kept["n"], [(name, value) for name, value in kept["typed"]], kept["values"])


def assembled(
    bid: Bid, document: Mapping[str, Any], team: Sequence[TeamMember] | None = None
) -> tuple[BidTerms | None, list[Gap]]:
    """The whole bid as it would be sealed; or, named one by one, what is missing."""
    values: dict[str, Any] = {}
    for kept in document["steps"].values():
        values |= kept["values"]
    gaps = list(_against_challenge(bid, values))
    try:
        whole = BidTerms.model_validate(
            {
                **values,
                "files": document["files"],
                "team": [_team_line(member) for member in (team_of(bid) if team is None else team)],
                "shares": [
                    ShareLine(studio_id=share.studio_id, studio=share.studio.name, percent=share.percent)
                    for share in bid.shares
                ],
            }
        )
    except ValidationError as errors:
        return None, [_gap(error) for error in errors.errors(include_input=True)] + gaps
    return (None if gaps else whole), gaps


def _gap(error: Mapping[str, Any]) -> Gap:
    first, *rest = error["loc"]
    step, label = FIELDS.get(str(first), ("idea", str(first)))
    said = str(label)
    for part in rest:
        said += f" {part + 1}" if isinstance(part, int) else f" · {FIELDS[part][1]}" if part in FIELDS else ""
    reason = _("Please confirm this.") if first == "secrecy" else sentence(error)
    return Gap(step, said, reason)


def _against_challenge(bid: Bid, values: Mapping[str, Any]) -> Iterator[Gap]:
    challenge = bid.challenge
    answers = {line.get("place"): line for line in values.get("responses", ())}
    for target in challenge.targets:
        yield from _target_gaps(target, answers.get(target.place))
    total = sum(_whole(line.get("amount")) for line in values.get("budget", ()))
    if challenge.budget and total > challenge.budget:
        more = {"total": money(total), "ceiling": money(challenge.budget)}
        yield Gap(
            "money",
            str(FIELDS["budget"][1]),
            _("The lines total %(total)s, the ceiling is %(ceiling)s.", **more),
        )
    latest = max((_whole(line.get("after_days")) for line in values.get("milestones", ())), default=0)
    if latest > challenge.work_days:
        yield Gap(
            "plan", str(FIELDS["milestones"][1]),
            _("The last milestone is on day %(n)s, delivery is due by day %(due)s.",
              n=latest, due=challenge.work_days),
        )  # fmt: skip


def _target_gaps(target: Target, line: Mapping[str, Any] | None) -> Iterator[Gap]:
    label = f"{FIELDS['responses'][1]} · {target.metric}"
    if line is None or not line.get("answer") or line.get("promised") in (None, ""):
        yield Gap("targets", label, _("Every technical target needs an answer and a promised value."))
        return
    if line.get("metric") != target.metric:
        yield Gap("targets", label, _("The target was changed; please look at the answer again."))
        return
    promised = _figure(line["promised"])
    if promised is None:
        return  # named by the limits of the field
    reached, beyond = _compare(target, promised)
    answer = line["answer"]
    if (answer == Answer.MEETS and not reached) or (answer == Answer.EXCEEDS and not beyond):
        yield Gap(
            "targets",
            label,
            _("The promised value does not do what the answer says. Choose “deviates” or change it."),
        )
    if answer == Answer.DEVIATES and not line.get("note"):
        yield Gap("targets", label, _("A deviation needs a remark that says why."))


def _whole(value: Any) -> int:
    """A whole number; what is not one counts nothing here, the limits of its field name it."""
    return value if isinstance(value, int) else 0


def _figure(typed: Any) -> Decimal | None:
    try:
        return Decimal(str(typed))
    except InvalidOperation:
        return None


def _compare(target: Target, promised: Decimal) -> tuple[bool, bool]:
    """Does the promised value reach the wanted one, and go beyond it?"""
    if target.operator is Operator.AT_MOST:
        return promised <= target.wanted, promised < target.wanted
    return promised >= target.wanted, promised > target.wanted


def _team_line(member: TeamMember) -> TeamLine:
    given = member.loan or member
    return TeamLine(
        person_id=member.person_id, name=member.person.name, unit=member.person.unit.name,
        category=member.person.category.value, role=member.role.value, skill_id=member.skill_id,
        skill=member.skill.name_zh if member.skill else "",
        days=given.days, starts_on=given.starts_on, ends_on=given.ends_on,
    )  # fmt: skip


def file_line(document: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """What the document says of one of its files, or 404."""
    for line in document["files"]:
        if line["number"] == number:
            return dict(line)
    raise NotFound(_("This page does not exist, or it is not meant for you."))


def sealed_files(bid: Bid, version: int) -> Sequence[Mapping[str, Any]]:
    """The files that went into a sealed version, as the team's own document remembers them."""
    kept: Sequence[Mapping[str, Any]] = document(bid).get("sealed", {}).get(str(version), [])
    return kept


def content_of(bid: Bid, *, seen_by: Person) -> BidTerms | None:
    """The opened bid; None before the opening and for one that did not open. Unseen bids are missing.
    One in which the secrecy officer still looks at a word, or found one, is for its own team."""
    find(Bid, bid.id, seen_by=seen_by)
    found = sa.select(BidContent).join(BidContent.bid).where(BidContent.bid_id == bid.id)
    if not may_view_sealed(seen_by, bid):
        found = found.where(~held(ABOUT))
    kept = db.session.scalars(found).one_or_none()
    return None if kept is None else BidTerms.model_validate(kept.body)


def read_file(bid: Bid, number: int) -> bytes:
    """The bytes of one file. Whoever calls has read the document that names it."""
    return sealing.read_file(place(bid), number)
