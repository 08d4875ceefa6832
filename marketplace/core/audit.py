"""One line per deed, in the same transaction, chained by hash (see `chain` for the arithmetic)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import sqlalchemy as sa
from flask import g, has_request_context, request
from sqlalchemy.orm import Session

from marketplace.core import canonical, chain, clock
from marketplace.core.db import BEFORE_COMMIT, Base, db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.models import AuditEvent, AuditHead, ReadEvent, ReadHead

SET_BACK = timedelta(seconds=2)
REPORT_EVERY = 5000


def _table(model: type[Base]) -> sa.Table:
    return cast("sa.Table", model.__table__)


@dataclass(frozen=True)
class Book:
    """A chain with its lines, its end, and the place in a transaction where new lines wait."""

    lines: type[AuditEvent | ReadEvent]
    end: type[AuditHead | ReadHead]
    waiting: str

    # statements on the tables: nothing in a deed looks at its lines again, so the ORM need not know them

    @cached_property
    def at_its_end(self) -> sa.Select[Any]:
        """The head, locked."""
        return sa.select(_table(self.end)).with_for_update()

    @cached_property
    def more(self) -> sa.Insert:
        """New lines."""
        return sa.insert(_table(self.lines))

    @cached_property
    def moved_on(self) -> sa.Update:
        """A later head."""
        return sa.update(_table(self.end))


DEEDS = Book(AuditEvent, AuditHead, "audit")
READS = Book(ReadEvent, ReadHead, "reads")
BOOKS = {"deeds": DEEDS, "reads": READS}


def ref(thing: Base) -> str:
    """The address of a thing in the books: `bid/17`."""
    identity = sa.inspect(thing, raiseerr=True).identity
    if identity is None:
        raise ValueError(f"{thing.__tablename__} has no id before it is flushed")
    return f"{thing.__tablename__}/{identity[0]}"


def record(action: str, about: Base | str, *, by: Any, note: str = "", **payload: Any) -> None:
    """Note a deed; it is written at the commit. `payload` never holds anything sealed."""
    if not isinstance(about, str) and sa.inspect(about).identity is None:
        db.session.flush()
    if has_request_context() and g.get("acknowledged"):
        payload["acknowledged"] = True  # “no state secrets in it”, ticked with this very form
    write(DEEDS, action, about, by_id=by.id if by is not None else None, note=note, **payload)


def write(
    book: Book, action: str, about: Base | str, *, by_id: int | None, note: str = "", **payload: Any
) -> None:
    """Put a line into a book; it is chained at the commit."""
    db.session.info.setdefault(book.waiting, []).append(
        {
            "action": action,
            "about": about if isinstance(about, str) else ref(about),
            "actor_id": by_id,
            "reason": note,
            "payload": payload,
        }
    )


def append(session: Session) -> None:
    """Write the lines of this transaction to their chains: the last thing before the commit."""
    for book in BOOKS.values():
        _append(session, book, session.info.pop(book.waiting, []))


def _append(session: Session, book: Book, deeds: list[dict[str, Any]]) -> None:
    if not deeds:
        return
    connection = session.connection()
    head = connection.execute(book.at_its_end).one_or_none()
    moment = clock.now()
    if head is not None and head.at is not None and moment < head.at - SET_BACK:
        raise WrongMoment(
            _("The server's clock has been set back. Nothing was changed; tell the administrator.")
        )
    log_id = secrets.token_hex(8) if head is None else head.log_id
    seq, last = (0, chain.GENESIS) if head is None else (head.seq, head.hash)
    where, lines = _where(), []
    for n, deed in enumerate(deeds, 1):
        lines.append(_link({**deed, **where, "at": moment}, log_id, seq + n, last))
        last = lines[-1]["hash"]
    connection.execute(book.more, lines)
    values = {"seq": seq + len(lines), "hash": last, "at": moment}
    if head is None:
        connection.execute(sa.insert(_table(book.end)), {"id": 1, "log_id": log_id, **values})
    else:
        connection.execute(book.moved_on, values)


def _link(line: dict[str, Any], log_id: str, seq: int, last: str) -> dict[str, Any]:
    """The columns of a new line on top of the line whose hash is `last`."""
    line["salt"] = secrets.token_hex(16)
    line["payload_hash"] = chain.payload_hash(line["payload"], line["salt"])
    line |= {"seq": seq, "prev_hash": last}
    line["hash"] = chain.event_hash(last, seq, as_row(SimpleNamespace(**line), log_id))
    return line


def _where() -> dict[str, str | None]:
    if not has_request_context():
        return {"session_ref": None, "address": None, "request_id": None}
    return {
        "session_ref": g.get("session_ref"),
        "address": request.remote_addr,
        "request_id": g.get("request_id"),
    }


def as_row(event: Any, log_id: str) -> dict[str, Any]:
    """What the hash of an event covers."""
    return {
        "log": log_id,
        "at": canonical.instant(event.at),
        "actor": event.actor_id,
        "session": event.session_ref,
        "address": event.address,
        "action": event.action,
        "about": event.about,
        "reason": event.reason,
        "salt": event.salt,
        "payload_hash": event.payload_hash,
        "request": event.request_id,
    }


def all_rows(book: Book = DEEDS, batch: int = 5000) -> Iterator[AuditEvent | ReadEvent]:
    """The whole chain in order, in batches."""
    last, lines = 0, book.lines
    while True:
        some: Sequence[Any] = db.session.scalars(
            sa.select(lines).where(lines.seq > last).order_by(lines.seq).limit(batch)
        ).all()
        if not some:
            return
        yield from some
        last = some[-1].seq
        db.session.expunge_all()


def faults(
    report: Callable[[int, int], None] = lambda _done, _total: None, *, book: Book = DEEDS
) -> tuple[int, list[chain.Fault]]:
    """Walk a chain to where it ends now: how many lines there are, and what is wrong with them."""
    head: Any = db.session.get(book.end, 1)
    if head is None:
        return 0, []
    end, log_id = chain.Head(head.seq, head.hash), head.log_id

    def rows() -> Iterator[dict[str, Any]]:
        for event in all_rows(book):
            if event.seq > end.seq and (db.session.scalar(sa.select(book.end.seq)) or 0) > end.seq:
                return  # written while we walked
            yield as_row(event, log_id) | {
                "seq": event.seq, "prev_hash": event.prev_hash, "hash": event.hash, "payload": event.payload
            }  # fmt: skip
            if event.seq % REPORT_EVERY == 0:
                report(event.seq, end.seq)

    return end.seq, chain.verify(rows(), end)


BEFORE_COMMIT.append(append)
