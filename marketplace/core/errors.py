"""Refusals. Whatever is raised here rolls the transaction back and becomes a page (or JSON) with a reason."""

from __future__ import annotations


class DomainError(Exception):
    """Something the business does not allow; `status` is what the web answers."""

    status = 400

    def __init__(self, reason: str = "", field: str | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.field = field


class NotAllowed(DomainError):
    """Not this person."""

    status = 403


class NotFound(DomainError):
    """Missing, or not for these eyes: the answer is the same."""

    status = 404


class WrongMoment(DomainError):
    """Not now, or no longer: the state or the hour forbids it."""

    status = 409


class Invalid(DomainError):
    """What was typed breaks a rule; `field` names the place."""

    status = 422


class Busy(DomainError):
    """The database had no time: sending again is safe, the form key makes it one deed."""

    status = 503
