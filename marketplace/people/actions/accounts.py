"""Accounts, sessions, roles."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import passwords
from marketplace.people.models import Account, LoginAttempt, LoginSession, Person, Role, RoleGrant, Unit
from marketplace.people.rules import may_grant, may_issue_code

CODE_LASTS = timedelta(days=14)


def account_of(person: Person) -> Account:
    """The person's account, made at first need."""
    account = db.session.get(Account, person.id)
    if account is None:
        account = Account(person_id=person.id, changed_at=clock.real())
        db.session.add(account)
    return account


def note_failure(name: str, address: str) -> None:
    """Count a failed login, for known and unknown names alike; old ones are swept out."""
    moment = clock.real()
    db.session.execute(sa.delete(LoginAttempt).where(LoginAttempt.at < moment - timedelta(days=1)))
    db.session.add(LoginAttempt(name_hash=name_hash(name), address=address, at=moment))
    db.session.flush()


def name_hash(name: str) -> str:
    """Names typed at the login are counted, not kept."""
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()


def set_password(person: Person, password_hash: str, *, by: Person | None, keep: int | None = None) -> None:
    """A new password ends every session but the one that asked (`keep`)."""
    account = account_of(person)
    account.password_hash, account.changed_at = password_hash, clock.real()
    account.activation_hash = account.activation_until = None
    ended = sa.delete(LoginSession).where(LoginSession.person_id == person.id)
    db.session.execute(ended if keep is None else ended.where(LoginSession.id != keep))
    record("password_set", person, by=by)


def activate(person: Person, code: str, password_hash: str) -> None:
    """First entry: the one-time code is used up, the password is the person's own."""
    account = account_of(person)
    good = account.activation_hash == passwords.code_hash(code)
    if not good or account.activation_until is None or account.activation_until < clock.real():
        raise Invalid(
            _("Number and code do not fit together, or the code has expired. Ask your unit manager."), "code"
        )
    set_password(person, password_hash, by=person)


def issue_code(person: Person, *, by: Person) -> str:
    """A new one-time code, to be printed and handed over; an older one is void."""
    require(may_issue_code(by, person))
    code, account = passwords.new_code(), account_of(person)
    account.activation_hash = passwords.code_hash(code)
    account.activation_until = clock.real() + CODE_LASTS
    record("code_issued", person, by=by)
    return code


def end_session(session_row: LoginSession, *, by: Person) -> None:
    """End one session of one's own."""
    record("session_ended", session_row.person, by=by)
    db.session.delete(session_row)


def grant(  # noqa: PLR0913 - who, what, where and its dates
    person: Person,
    role: Role,
    unit: Unit,
    *,
    by: Person | None,
    until: date | None = None,
    since: date | None = None,
) -> RoleGrant:
    """Give a role over a unit; the same open grant is given once. `by` None: the installation itself."""
    if by is not None:
        require(may_grant(by, person, role, unit))
    same = (RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.unit_id == unit.id)
    first = since or clock.today()
    there = db.session.scalars(sa.select(RoleGrant).where(*same, RoleGrant.until.is_(None))).first()
    if there is not None and until is None and there.since <= first:
        return there
    made = RoleGrant(person_id=person.id, role=role, unit_id=unit.id, since=first, until=until)
    db.session.add(made)
    record("role_granted", person, by=by, role=str(role), unit=unit.code)
    return made


def end_grant(given: RoleGrant, *, by: Person) -> None:
    """Take a role back; it ends at once."""
    require(may_grant(by, given.person, given.role, given.unit))
    given.until = clock.today() - timedelta(days=1)
    record("role_ended", given.person, by=by, role=str(given.role), unit=given.unit.code)
