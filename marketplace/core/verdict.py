"""A rule's answer: yes, or no with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.core.errors import DomainError, NotAllowed, WrongMoment


@dataclass(frozen=True)
class Verdict:
    """Falsy with a reason a person can read; verdicts join with plain `and`, the first reason wins."""

    reason: str = ""
    refusal: type[DomainError] = NotAllowed
    # where the thing that opens the button is done, if there is such a page
    opens_at: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def __str__(self) -> str:
        return str(self.reason)


YES = Verdict()


def unless(ok: object, reason: str, *, opens_at: str = "") -> Verdict:
    """No, for this person, unless `ok`."""
    return YES if ok else Verdict(reason, NotAllowed, opens_at)


def not_until(ok: object, reason: str, *, opens_at: str = "") -> Verdict:
    """No, at this moment, unless `ok`."""
    return YES if ok else Verdict(reason, WrongMoment, opens_at)


def require_right(verdict: Verdict) -> None:
    """Refuse whoever never may, before a form is looked at; what the moment forbids is said at the form."""
    if verdict.refusal is NotAllowed:
        require(verdict)


def require(verdict: Verdict) -> None:
    """Raise the refusal of a verdict that says no."""
    if not verdict:
        raise verdict.refusal(verdict.reason)
