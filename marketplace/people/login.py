"""Who is asking: the server-side session behind Flask-Login, and `me()`."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.core import clock
from marketplace.core.db import columns_of, db, loaded, rows, transaction
from marketplace.core.errors import NotAllowed
from marketplace.core.i18n import LOCALES, _
from marketplace.people import roles
from marketplace.people.models import Account, LoginSession, Person, Unit

IDLE = timedelta(minutes=30)
# What higher wings show on every page: a column for the page's first statement, made from the person's id,
# and who keeps what it read (person's id, value). The composition root fills it before the first request.
BESIDE: list[tuple[Callable[[Any], Any], Callable[[int, Any], None]]] = []
LONGEST = timedelta(hours=8)
SEEN_EVERY = timedelta(minutes=1)
CONFIRMED_FOR = timedelta(minutes=5)

PERSON, UNIT = columns_of(Person), columns_of(Unit)
OWN, WHO = 5, len(PERSON) + len(UNIT)  # columns of a page's first statement: the session's own, the person's

manager = LoginManager()


class User(UserMixin):  # type: ignore[misc]
    """What Flask-Login wants; the person is behind it."""

    def __init__(self, row: Any, person: Person) -> None:
        self.kept = person  # a session forgets what nobody holds
        self.row_id = row.id
        self.id = row.person_id
        self.seen_at = row.seen_at
        self.confirmed_at = row.confirmed_at

    @property
    def person(self) -> Person:
        """Loaded anew in every transaction."""
        state = sa.inspect(self.kept)
        if state.expired or state.session is not db.session():
            self.kept = db.session.get_one(Person, self.id, options=[joinedload(Person.unit)])
        return self.kept


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def load() -> User | None:
    """The session row behind the cookie, if it is still good; leaving the group ends it the same day."""
    token = session.get("sid")
    if not isinstance(token, str):
        return None
    moment = clock.real()
    row = rows(
        _good_session(db.engine.dialect.name),
        token=hashed(token),
        idle=moment - IDLE,
        longest=moment - LONGEST,
    ).one_or_none()
    if row is None:
        return None
    moment, ahead, grants, *more = row[OWN + WHO :]
    clock.know(moment, ahead)
    roles.know(row.person_id, grants)
    for (_columns, know), value in zip(BESIDE, more, strict=True):
        know(row.person_id, value)
    person = _person(row[OWN : OWN + WHO])
    if person.left_on is not None and person.left_on <= clock.today():
        return None
    g.session_ref = row.token_hash[:16]
    return User(row, person)


def _person(columns: Sequence[Any]) -> Person:
    """The person with their unit, out of the columns read for them."""
    person = loaded(Person, columns[: len(PERSON)])
    unit = loaded(Unit, columns[len(PERSON) :])
    set_committed_value(person, "unit", unit)
    return person


@cache
def _good_session(_dialect: str) -> sa.Select[Any]:
    """The page's first statement: whose session it is, which roles they hold, and what time it is."""
    session = LoginSession
    return (
        sa.select(
            session.id, session.person_id, session.token_hash, session.seen_at, session.confirmed_at,
            *PERSON, *UNIT, *clock.reading(), roles.granted(Person.id),
            *(column(Person.id) for column, _know in BESIDE),
        )
        .join(Person, Person.id == session.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            session.token_hash == sa.bindparam("token"),
            session.seen_at > sa.bindparam("idle"),
            session.created_at > sa.bindparam("longest"),
            Account.disabled.is_(False),
        )
    )  # fmt: skip


def install(app: Any) -> None:
    """Flask-Login as glue; no remember cookie, no session protection of its own."""
    manager.init_app(app)
    manager.session_protection = None
    manager.login_view = "people.log_in"

    @manager.request_loader  # type: ignore[untyped-decorator]
    def _load(_request: Any) -> User | None:
        return load()

    app.after_request(_seen)
    app.after_request(_language)


def _seen(response: Any) -> Any:
    """Note that the session lives, at most once a minute and outside the page's transaction."""
    user = g.get("_login_user")
    if isinstance(user, User) and clock.real() - user.seen_at > SEEN_EVERY:
        db.session.rollback()
        with transaction():
            db.session.execute(
                sa.update(LoginSession).where(LoginSession.id == user.row_id).values(seen_at=clock.real())
            )
    return response


def _language(response: Any) -> Any:
    """Keep the language somebody chose, so that letters come in it."""
    if request.endpoint != "language":
        return response
    chosen = session.get("locale")
    if chosen in LOCALES and current_user.is_authenticated:
        mine = Account.person_id == current_user.id
        db.session.rollback()
        with transaction():
            db.session.execute(sa.update(Account).where(mine).values(locale=chosen))
    return response


def begin(person: Person) -> None:
    """A new session for this person (inside a deed); whatever the browser had is forgotten."""
    token, moment = secrets.token_urlsafe(32), clock.real()
    locale = session.get("locale")
    session.clear()
    session["sid"] = token
    if locale:
        session["locale"] = locale
    db.session.add(
        LoginSession(
            token_hash=hashed(token),
            person_id=person.id,
            created_at=moment,
            seen_at=moment,
            confirmed_at=moment,
            address=request.remote_addr or "",
            agent=(request.user_agent.string or "")[:255],
        )
    )


def end() -> None:
    """Log out for good (inside a deed)."""
    token = session.pop("sid", None)
    if isinstance(token, str):
        db.session.execute(sa.delete(LoginSession).where(LoginSession.token_hash == hashed(token)))
    session.clear()


def me() -> Person:
    """The person asking; pages need a login unless they are marked public."""
    user = current_user._get_current_object()
    if not isinstance(user, User):
        raise NotAllowed(_("Please log in."))
    return user.person


def freshly_confirmed() -> bool:
    """Was the password typed within the last five minutes?"""
    at = current_user.confirmed_at if current_user.is_authenticated else None
    return at is not None and clock.real() - at < CONFIRMED_FOR


def asks_password(form: Any) -> bool:
    """Was it typed too long ago? The form then says so, leads there in a new window and keeps its text."""
    if freshly_confirmed():
        return False
    form.form_errors.append(
        _("Your password was typed too long ago. Confirm it in another window, then send again.")
    )
    form.leads_to = (_("Your password once more"), url_for("people.confirm"))
    return True


def is_demo() -> bool:
    """Is this the demo?"""
    return bool(current_app.config["DEMO"])
