"""Reading the inbox."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.audit import ref
from marketplace.core.db import Base, db
from marketplace.inbox.models import Follow, Notice, Todo
from marketplace.people.models import Person


def followers(about: Base) -> Sequence[Person]:
    """Who wants news of a thing."""
    found = sa.select(Person).join(Follow, Follow.person_id == Person.id).where(Follow.about == ref(about))
    return db.session.scalars(found.order_by(Person.id)).all()


def counts(person: Person) -> tuple[int, int]:
    """Open to-dos and unread notices: one statement, on every page."""
    todos = sa.select(sa.func.count()).where(Todo.person_id == person.id, Todo.settled_at.is_(None))
    unread = sa.select(sa.func.count()).where(Notice.to_id == person.id, Notice.read_at.is_(None))
    row = db.session.execute(sa.select(todos.scalar_subquery(), unread.scalar_subquery())).one()
    return int(row[0]), int(row[1])


def open_todos(person: Person, limit: int = 100) -> Sequence[Todo]:
    """The duties of a person, by deadline."""
    found = (
        sa.select(Todo)
        .where(Todo.person_id == person.id, Todo.settled_at.is_(None))
        .order_by(Todo.due_at.is_(None), Todo.due_at, Todo.id)
        .limit(limit)
    )
    return db.session.scalars(found).all()


def unsent(notice_id: int) -> Notice | None:
    """A notice whose mail has not gone out."""
    found = sa.select(Notice).where(Notice.id == notice_id, Notice.mailed_at.is_(None))
    return db.session.scalars(found.options(joinedload(Notice.to))).one_or_none()
