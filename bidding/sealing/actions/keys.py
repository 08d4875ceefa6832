"""Making keys: of officers, on paper, of challenges. What is slow or secret was computed before the deed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bidding.sealing import queries, rules, suite
from bidding.sealing.models import KeyPair, OfficerKey, PaperKey
from bidding.sealing.terms import OfflineKey, Pair
from marketplace.challenges.models import Challenge
from marketplace.challenges.rules import needs_quorum
from marketplace.core import audit, clock
from marketplace.core.calendar import after_workdays
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import not_until, require
from marketplace.inbox.actions import ask, settle
from marketplace.people.models import Person

MAKE_WD = 2  # working days in which an officer makes their pair


def ensure_key(challenge: Challenge) -> None:
    """The challenge's key pair, made when its first draft asks (the caller holds the challenge's row).

    A challenge that needs two holders has had its pair since before it opened for bids.
    """
    if db.session.get(KeyPair, challenge.id) is not None:
        return
    if needs_quorum(challenge):
        raise WrongMoment(_("The key of this challenge has not been made yet."))
    _store(suite.new_pair(challenge.id, suite.Clock(queries.server_keys().kek)), by=None)


def make_key(challenge: Challenge, officers: Sequence[OfficerKey], *, by: Person) -> KeyPair:
    """A pair in the hands of three officers and the paper; the whole key is here for this moment only."""
    holders = _holders(challenge, officers, by)
    return _store(suite.new_pair(challenge.id, suite.Quorum(holders)), by=by)


def take_offline_key(challenge: Challenge, made: OfflineKey, *, by: Person) -> KeyPair:
    """A pair that was made on a computer of its own: here it never existed whole."""
    found = sa.select(OfficerKey).where(OfficerKey.id.in_(made.officer_keys))
    officers = {key.id: key for key in db.session.scalars(found)}
    chosen = [officers[key] for key in made.officer_keys if key in officers]
    holders = _holders(challenge, chosen, by)
    if holders[-1].name != f"paper/{made.paper_key}" or not suite.well_formed(made.wrapped, holders):
        raise Invalid(_("The shares in this file are not for the holders of today."), "key")
    pair = suite.ChallengeKey(challenge.id, suite.Mode.QUORUM, made.public, made.wrapped)
    return _store(pair, by=by, offline=True)


def _holders(challenge: Challenge, officers: Sequence[OfficerKey], by: Person) -> list[suite.Holder]:
    paper = queries.paper_key()
    require(rules.may_make_key(by, challenge))
    require(rules.of_three_lines([key.person for key in officers], paper))
    for key in officers:
        require(rules.fit_to_hold(key.person, challenge))
        if key.retired_at is not None:
            raise Invalid(_("%(name)s has a new key by now; choose again.", name=key.person.name), "officers")
    assert paper is not None
    return queries.named(officers, paper)


def _store(made: suite.ChallengeKey, *, by: Person | None, offline: bool = False) -> KeyPair:
    row = db.session.get(KeyPair, made.challenge) or KeyPair(challenge_id=made.challenge)
    row.mode, row.public, row.wrapped, row.made_at = made.mode.value, made.public, made.wrapped, clock.now()
    db.session.add(row)
    # Not through the object: its version would rise, and a stale form would tell that somebody drafts.
    mine = sa.update(Challenge).where(Challenge.id == made.challenge)
    db.session.execute(mine.values(public_key=made.public))
    db.session.flush()
    # The clock's pair is made by a first draft: its line is of a bid, which nobody reads before the opening.
    about = f"challenge/{made.challenge}" if made.mode is suite.Mode.QUORUM else f"bid/key-{made.challenge}"
    said = {"challenge_id": row.challenge_id, "public": row.public, "wrapped": row.wrapped}
    audit.record(
        "key_made", about, by=by, mode=made.mode.value, offline=offline, **queries.facts.of_key(said)
    )
    return row


# --- officers and paper --------------------------------------------------------------------------


def make_pair(made: Pair, *, by: Person) -> OfficerKey:
    """An officer's own pair. One made before is retired: its shares open no more with the new passphrase."""
    require(rules.may_hold(by))
    moment, old = clock.now(), queries.key_of(by)
    if old is not None:
        old.retired_at = moment
        db.session.flush()
    key = OfficerKey(
        person_id=by.id, public=made.public, wrapped=made.wrapped, made_at=moment, changed_at=moment
    )
    db.session.add(key)
    db.session.flush()
    settle(queries.address(by.id), "make_opening_key")
    audit.record("officer_key_made", by, by=by, key=key.id, public=made.public.hex(), instead=old is not None)
    return key


def change_passphrase(made: Pair, *, by: Person) -> None:
    """The same pair under another passphrase; shares stay as they are."""
    require(rules.may_hold(by))
    key = queries.key_of(by)
    if key is None or key.public != made.public:
        raise WrongMoment(_("Your key was changed meanwhile; look at it first."))
    key.wrapped, key.changed_at = made.wrapped, clock.now()
    audit.record("officer_passphrase_changed", by, by=by, key=key.id)


def ask_for_pairs(challenge: Challenge) -> None:
    """Officers who may hold a share of this challenge's key and have no pair are asked to make one."""
    for person in queries.without_key(challenge):
        ask(person, "make_opening_key", queries.address(person.id), due=after_workdays(clock.now(), MAKE_WD))


def clear(key: OfficerKey) -> None:
    """The private half of a retired pair goes; that there was one stays in the books."""
    require(
        not_until(
            key.retired_at is not None and not queries.hanging_on(f"officer/{key.id}"),
            _("Something still hangs on this key."),
        )
    )
    key.wrapped = b""
    audit.record("officer_key_cleared", f"officer_key/{key.id}", by=None, person=key.person_id)


def note_test(paper: PaperKey, legible: bool, *, by: Person) -> None:
    """Somebody read the sheet; what was typed is kept nowhere."""
    require(rules.may_make_paper(by))
    audit.record("paper_key_tested", f"paper_key/{paper.id}", by=by, legible=legible)


def make_paper(public: bytes, *, by: Person) -> PaperKey:
    """A new recovery key; keys of challenges made before still open with the paper before."""
    require(rules.may_make_paper(by))
    old = queries.paper_key()
    if old is not None:
        old.retired_at = clock.now()
    key = PaperKey(public=public, made_by_id=by.id, made_at=clock.now())
    db.session.add(key)
    db.session.flush()
    audit.record("paper_key_made", f"paper_key/{key.id}", by=by, public=public.hex())
    return key
