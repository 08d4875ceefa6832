"""Many stories told at once, in the order of their hours: each yields when it goes on."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import Base, db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.jobs import run_due

Story = Generator[datetime, None, None]
T = TypeVar("T", bound=Base)


@dataclass
class Stage:
    """Runs stories up to an hour; the clock stands still while a deed is done and only goes forward."""

    until: datetime
    tell: Callable[[datetime], None]
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    waiting: list[Any] = field(default_factory=list)
    ended_early: list[str] = field(default_factory=list)
    turn: Any = field(default_factory=count)

    def add(self, story: Story) -> None:
        """A story begins; what would happen after `until` is left for the living."""
        self._go_on(story)

    def _go_on(self, story: Story) -> None:
        try:
            at = next(story, None)
        except DomainError as refused:
            # on some days a deed is refused (a holiday, a busy person): that tale ends there
            self.ended_early.append(
                f"{self.now:%Y-%m-%d} {getattr(story, '__qualname__', '')}: {refused.reason}"
            )
            return
        if at is not None:
            # a story never goes back: what it asks for earlier happens now
            heapq.heappush(self.waiting, (max(at, self.now), next(self.turn), story))

    def play(self) -> None:
        """All stories, hour by hour."""
        # nobody else writes here: what was read for a deed is kept until its hour is over
        read: list[Base] = []
        sa.event.listen(db.session, "loaded_as_persistent", lambda _session, thing: read.append(thing))
        while self.waiting and self.waiting[0][0] <= self.until:
            at, _turn, story = heapq.heappop(self.waiting)
            self.now = at
            clock.freeze(at)
            self.tell(at)
            self._go_on(story)
            db.session.expunge_all()
            read.clear()


def clockwork(days: list[datetime]) -> Story:
    """What the clock does by itself, at these hours."""
    for at in days:
        yield at
        run_due()


def again(model: type[T], key: int) -> T:
    """The thing with this id, as it is now."""
    return db.session.get_one(model, key)


__all__ = ["Stage", "Story", "again", "clockwork", "transaction"]
