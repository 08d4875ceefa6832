"""Telling people: notices, to-dos, followers. Facts are stored; words are found when they are read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, cast

import sqlalchemy as sa

from marketplace.core import clock, outbox, reads
from marketplace.core.addresses import caption
from marketplace.core.audit import ref
from marketplace.core.db import Base, db
from marketplace.core.i18n import _
from marketplace.core.verdict import require, unless
from marketplace.inbox.models import Follow, Notice, Todo
from marketplace.people.models import Person


def tell(people: Iterable[Person], kind: str, about: Base, **detail: Any) -> None:
    """Put a notice in each inbox now; the mail follows once this is committed."""
    told = sorted({person.id for person in people})
    db.session.flush()
    if told:
        fact = {"kind": kind, "about": ref(about), "detail": _facts(about, detail), "created_at": clock.now()}
        notices = db.session.connection().execute(_TELL, [{"to_id": one, **fact} for one in told]).scalars()
        mails = {f"notice-{key}": {"notice_id": key} for key in notices}
        outbox.put_off_each("inbox.mail_notice", mails, new=True)


# statements on the tables: nothing in a deed looks at a notice or a to-do again
_NOTICE, _TODO = cast("sa.Table", Notice.__table__), cast("sa.Table", Todo.__table__)
_TELL, _ASK = sa.insert(_NOTICE).returning(_NOTICE.c.id), sa.insert(_TODO)


def ask(
    people: Iterable[Person] | Person,
    kind: str,
    about: Base | str,
    *,
    due: datetime | None = None,
    **detail: Any,
) -> None:
    """Give somebody a to-do; the same open to-do is given once. `about`: a thing, or an address."""
    address = about if isinstance(about, str) else ref(about)
    asked = {people.id} if isinstance(people, Person) else {person.id for person in people}
    db.session.flush()
    connection, same = db.session.connection(), {"kind": kind, "about": address}
    there = connection.execute(_ASKED, {"people": sorted(asked), **same}).scalars()
    if missing := sorted(asked.difference(there)):
        duty = {**same, "detail": _facts(about, detail), "due_at": due, "created_at": clock.now()}
        connection.execute(_ASK, [{"person_id": one, **duty} for one in missing])


_ASKED = sa.select(Todo.person_id).where(
    Todo.person_id.in_(sa.bindparam("people", expanding=True)),
    Todo.kind == sa.bindparam("kind"),
    Todo.about == sa.bindparam("about"),
    Todo.settled_at.is_(None),
)


def settle(about: Base | str, *kinds: str, person: Person | None = None) -> None:
    """End the to-dos of these kinds about a thing (of everybody, or of one person); no kinds: all of them."""
    db.session.flush()
    values: dict[str, Any] = {"thing": about if isinstance(about, str) else ref(about), "now": clock.now()}
    if kinds:
        values["kinds"] = kinds
    if person is not None:
        values["person"] = person.id
    db.session.connection().execute(_settled("kinds" in values, "person" in values), values)


@cache
def _settled(of_kinds: bool, of_person: bool) -> sa.Update:
    todo = _TODO
    chosen = [todo.c.about == sa.bindparam("thing"), todo.c.settled_at.is_(None)]
    if of_kinds:
        chosen.append(todo.c.kind.in_(sa.bindparam("kinds", expanding=True)))
    if of_person:
        chosen.append(todo.c.person_id == sa.bindparam("person"))
    now = sa.bindparam("now", type_=todo.c.settled_at.type)
    return sa.update(todo).where(*chosen).values(settled_at=now)


def pass_on(old: Person, new: Person, things: Iterable[str]) -> None:
    """What waited for one person about these things (`studio/7`) waits for another from now on."""
    waiting = sa.select(Todo).where(Todo.about.in_(list(things)), Todo.settled_at.is_(None))
    theirs = {(todo.kind, todo.about) for todo in db.session.scalars(waiting.where(Todo.person_id == new.id))}
    for todo in db.session.scalars(waiting.where(Todo.person_id == old.id)).all():
        if (todo.kind, todo.about) in theirs:
            todo.settled_at = clock.now()
        else:
            todo.person_id = new.id
    db.session.flush()


def follow(person: Person, about: Base) -> None:
    """The person wants news of a thing (again: no change)."""
    if db.session.get(Follow, (person.id, ref(about))) is None:
        db.session.add(Follow(person_id=person.id, about=ref(about), since=clock.now()))
        db.session.flush()


def unfollow(person: Person, about: Base) -> None:
    """No more news of a thing."""
    db.session.execute(sa.delete(Follow).where(Follow.person_id == person.id, Follow.about == ref(about)))


def mark_read(notice: Notice, *, by: Person) -> None:
    """The person has read it (again: no change). No audit line: reading one's own notices is no deed."""
    require(unless(notice.to_id == by.id, _("This notice is for somebody else.")))
    if notice.read_at is None:
        notice.read_at = clock.now()


def mark_all_read(*, by: Person) -> int:
    """Everything unread is read now; answers how many."""
    unread = sa.update(Notice).where(Notice.to_id == by.id, Notice.read_at.is_(None))
    done = db.session.execute(unread.values(read_at=clock.now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def _facts(about: Base | str, detail: dict[str, Any]) -> dict[str, Any]:
    # the title as it was then: a list of notices need not fetch twenty kinds of things
    if isinstance(about, str):
        return {"title": "", **detail}
    kept = {"kept": True} if reads.root_of(about) is not None else {}
    return {"title": caption(about), **detail, **kept}
