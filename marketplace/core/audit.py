"""One line per deed, in the same transaction, chained by hash (see `chain` for the arithmetic)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import g, has_request_context, request
from sqlalchemy.orm import Session

from marketplace.core import canonical, chain, clock
from marketplace.core.db import BEFORE_COMMIT, Base, db
from marketplace.core.errors import WrongMoment
from marketplace.core.i18n import _
from marketplace.core.models import AuditEvent, AuditHead

SET_BACK = timedelta(seconds=2)
REPORT_EVERY = 5000


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
    db.session.info.setdefault("audit", []).append(
        {
            "action": action,
            "about": about if isinstance(about, str) else ref(about),
            "actor_id": by.id if by is not None else None,
            "reason": note,
            "payload": payload,
        }
    )


def append(session: Session) -> None:
    """Write the deeds of this transaction to the chain: the last thing before the commit."""
    deeds = session.info.pop("audit", [])
    if not deeds:
        return
    head = session.scalars(sa.select(AuditHead).with_for_update()).one_or_none()
    if head is None:
        head = AuditHead(id=1, log_id=secrets.token_hex(8), seq=0, hash=chain.GENESIS, at=None)
        session.add(head)
    moment = clock.now()
    if head.at is not None and moment < head.at - SET_BACK:
        raise WrongMoment(
            _("The server's clock has been set back. Nothing was changed; tell the administrator.")
        )
    for deed in deeds:
        session.add(_link(head, deed, moment))
    head.at = moment
    session.flush()


def _link(head: AuditHead, deed: dict[str, Any], moment: Any) -> AuditEvent:
    salt = secrets.token_hex(16)
    event = AuditEvent(
        **deed,
        **_where(),
        seq=head.seq + 1,
        at=moment,
        salt=salt,
        payload_hash=chain.payload_hash(deed["payload"], salt),
        prev_hash=head.hash,
    )
    event.hash = chain.event_hash(head.hash, event.seq, as_row(event, head.log_id))
    head.seq, head.hash = event.seq, event.hash
    return event


def _where() -> dict[str, str | None]:
    if not has_request_context():
        return {"session_ref": None, "address": None, "request_id": None}
    return {
        "session_ref": g.get("session_ref"),
        "address": request.remote_addr,
        "request_id": g.get("request_id"),
    }


def as_row(event: AuditEvent, log_id: str) -> dict[str, Any]:
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


def all_rows(batch: int = 5000) -> Iterator[AuditEvent]:
    """The whole chain in order, in batches."""
    last = 0
    while True:
        some: Sequence[AuditEvent] = db.session.scalars(
            sa.select(AuditEvent).where(AuditEvent.seq > last).order_by(AuditEvent.seq).limit(batch)
        ).all()
        if not some:
            return
        yield from some
        last = some[-1].seq
        db.session.expunge_all()


def faults(report: Callable[[int, int], None] = lambda _done, _total: None) -> tuple[int, list[chain.Fault]]:
    """Walk the chain to where it ends now: how many lines there are, and what is wrong with them."""
    head = db.session.get(AuditHead, 1)
    if head is None:
        return 0, []
    end, log_id = chain.Head(head.seq, head.hash), head.log_id

    def rows() -> Iterator[dict[str, Any]]:
        for event in all_rows():
            if event.seq > end.seq and (db.session.scalar(sa.select(AuditHead.seq)) or 0) > end.seq:
                return  # written while we walked
            yield as_row(event, log_id) | {
                "seq": event.seq, "prev_hash": event.prev_hash, "hash": event.hash, "payload": event.payload
            }  # fmt: skip
            if event.seq % REPORT_EVERY == 0:
                report(event.seq, end.seq)

    return end.seq, chain.verify(rows(), end)


BEFORE_COMMIT.append(append)
