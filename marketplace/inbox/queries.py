"""Reading the inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.audit import ref
from marketplace.core.db import AFTER_COMMIT, Base, db, forget, remember, rows
from marketplace.core.gathered import listed
from marketplace.core.lists import Page, page
from marketplace.inbox.models import Follow, Notice, Todo
from marketplace.people.models import Account, Person


def followers(about: Base) -> Sequence[Person]:
    """Who wants news of a thing."""
    found = sa.select(Person).join(Follow, Follow.person_id == Person.id).where(Follow.about == ref(about))
    return db.session.scalars(found.order_by(Person.id)).all()


def counts(person: Person) -> tuple[dict[str, int], int]:
    """Open to-dos by kind, and unread notices: on every page, read with the page's first statement."""
    kinds, unread = _shown(person.id, "open"), _shown(person.id, "unread")
    return Counter(kind for (kind,) in kinds or ()), unread


def _shown(person_id: int, name: str) -> Any:
    def read() -> Any:
        return rows(sa.select(SHOWN[name](sa.literal(person_id)))).scalar()

    return remember(f"inbox/{person_id}/{name}", read)


def _open_kinds(person_id: Any) -> Any:
    mine = (Todo.person_id == person_id, Todo.settled_at.is_(None))
    return sa.select(listed(Todo.kind)).where(*mine).scalar_subquery()


def _unread(person_id: Any) -> Any:
    mine = (Notice.to_id == person_id, Notice.read_at.is_(None))
    return sa.select(sa.func.count()).where(*mine).scalar_subquery()


#: Columns for a page's first statement, from the person's id; what they read is kept until the next deed.
SHOWN: dict[str, Callable[[Any], Any]] = {"open": _open_kinds, "unread": _unread}


def know(name: str, person_id: int, value: Any) -> None:
    """Keep what that statement has read."""
    remember(f"inbox/{person_id}/{name}", lambda: value)


AFTER_COMMIT.append(lambda _info: forget("inbox/"))


def open_todos(person: Person, limit: int = 100) -> Sequence[Todo]:
    """The duties of a person, by deadline."""
    found = (
        sa.select(Todo)
        .where(Todo.person_id == person.id, Todo.settled_at.is_(None))
        .order_by(Todo.due_at.is_(None), Todo.due_at, Todo.id)
        .limit(limit)
    )
    return db.session.scalars(found).all()


def settled_todos(person: Person, limit: int = 50) -> Sequence[Todo]:
    """What a person has done, latest first."""
    done = (Todo.person_id == person.id, Todo.settled_at.is_not(None))
    return db.session.scalars(
        sa.select(Todo).where(*done).order_by(Todo.settled_at.desc(), Todo.id).limit(limit)
    ).all()


def notices(person: Person, *, unread_only: bool = False) -> Page[Notice]:
    """One page of a person's notices, unread first, then newest first."""
    found = sa.select(Notice).where(Notice.visible_to(person))
    if unread_only:
        found = found.where(Notice.read_at.is_(None))
    return page(found.order_by(Notice.read_at.is_not(None), Notice.id.desc()), scalars=True)


def unsent(notice_id: int) -> tuple[Notice, str] | None:
    """A notice whose mail has not gone out, with the language its reader has chosen."""
    found = (
        sa.select(Notice, Account.locale)
        .outerjoin(Account, Account.person_id == Notice.to_id)
        .where(Notice.id == notice_id, Notice.mailed_at.is_(None))
        .options(joinedload(Notice.to))
    )
    row = db.session.execute(found).one_or_none()
    return (row[0], row[1] or "") if row else None
