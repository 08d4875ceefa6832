"""Pairs, shares and who holds them. The slow stretching of passphrases happens here, outside every deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from bidding.sealing import rules, suite
from bidding.sealing.models import KeyPair, OfficerKey, PaperKey
from bidding.sealing.terms import Held, OfflineKey, Pair, ShareTerms
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.core.canonical import NotCanonical, canonical, read
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, WrongMoment
from marketplace.core.i18n import _
from marketplace.people.models import Person, Role
from marketplace.people.queries import holders

S = ChallengeState
UNOPENED = (S.DRAFT, S.APPROVAL, S.SECRECY, S.OPEN, S.CLOSED)


@dataclass(frozen=True)
class KeyState:
    """How a challenge is sealed: by the clock, or in the hands of these holders."""

    pair: KeyPair
    officers: tuple[OfficerKey, ...] = ()

    @property
    def by_quorum(self) -> bool:
        """Does it take two holders to open?"""
        return self.pair.mode == suite.Mode.QUORUM.value


# --- an officer's own pair, the paper key --------------------------------------------------------


def about_pair(person_id: int, public: bytes) -> dict[str, object]:
    """What an officer's stored private key is bound to."""
    return {"person": person_id, "public": public.hex(), "use": "officer key"}


def new_pair(person_id: int, passphrase: str) -> Pair:
    """A fresh pair, its private half at once under the passphrase."""
    private = suite.new_private()
    public = suite.public_half(private)
    return Pair(public, suite.keep(private, passphrase, about_pair(person_id, public)))


def rewrapped(key: OfficerKey, old: str, new: str) -> Pair:
    """The same pair under another passphrase."""
    person_id, public, wrapped = key.person_id, key.public, key.wrapped
    db.session.rollback()  # no connection is held while a passphrase is stretched
    private = _regained(wrapped, old, about_pair(person_id, public), "old")
    return Pair(public, suite.keep(private, new, about_pair(person_id, public)))


def _regained(wrapped: bytes, passphrase: str, about: dict[str, object], field: str) -> bytes:
    try:
        return suite.regain(wrapped, passphrase, about)
    except suite.BrokenSeal as wrong:
        raise Invalid(_("This is not your opening passphrase."), field) from wrong


def key_of(person: Person) -> OfficerKey | None:
    """The pair in use."""
    found = sa.select(OfficerKey).where(OfficerKey.person_id == person.id, OfficerKey.retired_at.is_(None))
    return db.session.scalars(found).one_or_none()


def paper_key() -> PaperKey | None:
    """The recovery key in use."""
    found = sa.select(PaperKey).where(PaperKey.retired_at.is_(None)).order_by(PaperKey.id.desc()).limit(1)
    return db.session.scalars(found.options(joinedload(PaperKey.made_by))).one_or_none()


def reads_as(typed: str) -> PaperKey | None:
    """Which paper key these letters are of; None: of none that is known. A wrong letter is refused."""
    try:
        public = suite.public_half(suite.from_paper(typed))
    except suite.BrokenSeal as wrong:
        raise Invalid(
            _("A letter is missing or wrong. Compare with the paper, group by group."), "letters"
        ) from wrong
    return db.session.scalars(sa.select(PaperKey).where(PaperKey.public == public)).one_or_none()


def fingerprint(public: bytes) -> str:
    """A public key in few letters, to compare by eye."""
    return sha256(public).hexdigest()[:16]


def hanging_on(name: str) -> int:
    """How many challenges that are not opened yet have a share for this key."""
    found = (
        sa.select(KeyPair.wrapped)
        .join(Challenge, Challenge.id == KeyPair.challenge_id)
        .where(KeyPair.mode == suite.Mode.QUORUM.value, Challenge.state.in_(UNOPENED))
    )
    return sum(name in suite.holders_of(kept) for kept in db.session.scalars(found))


# --- the key of a challenge ----------------------------------------------------------------------


def key_state(challenge: Challenge) -> KeyState | None:
    """The pair of a challenge and, in quorum mode, the officers who hold its shares; None: not made yet."""
    pair = db.session.get(KeyPair, challenge.id)
    if pair is None or pair.mode != suite.Mode.QUORUM.value:
        return None if pair is None else KeyState(pair)
    ids = [int(name.split("/")[1]) for name in suite.holders_of(pair.wrapped) if name.startswith("officer/")]
    found = sa.select(OfficerKey).where(OfficerKey.id.in_(ids)).options(joinedload(OfficerKey.person))
    return KeyState(pair, tuple(db.session.scalars(found.order_by(OfficerKey.id))))


def is_quorum(challenge_id: int) -> bool:
    """Does it take two holders to open this challenge's bids?"""
    mode = db.session.scalar(sa.select(KeyPair.mode).where(KeyPair.challenge_id == challenge_id))
    return mode == suite.Mode.QUORUM.value


def possible_holders(challenge: Challenge) -> Sequence[OfficerKey]:
    """Opening officers over the department who have a pair and may open this challenge."""
    officers = [p for p in holders(Role.OPENING_OFFICER, challenge.department)
                if rules.fit_to_hold(p, challenge)]  # fmt: skip
    found = sa.select(OfficerKey).where(
        OfficerKey.person_id.in_([person.id for person in officers]), OfficerKey.retired_at.is_(None)
    )
    kept = db.session.scalars(found.options(joinedload(OfficerKey.person).joinedload(Person.unit)))
    place = {person.id: n for n, person in enumerate(officers)}
    return sorted(kept, key=lambda key: place[key.person_id])


def without_key(challenge: Challenge) -> list[Person]:
    """Opening officers of the challenge who have not made their pair yet."""
    have = {key.person_id for key in possible_holders(challenge)}
    officers = holders(Role.OPENING_OFFICER, challenge.department)
    return [p for p in officers if p.id not in have and rules.fit_to_hold(p, challenge)]


def proposed(possible: Sequence[OfficerKey]) -> list[int]:
    """The first three of different units, as the page proposes them."""
    first: dict[int, int] = {}
    for key in possible:
        first.setdefault(key.person.unit_id, key.id)
    return list(first.values())[: rules.OFFICERS]


def named(officers: Sequence[OfficerKey], paper: PaperKey) -> list[suite.Holder]:
    """Holders as the suite knows them, in the order of their shares."""
    return [*(suite.Holder(f"officer/{k.id}", k.public) for k in officers),
            suite.Holder(f"paper/{paper.id}", paper.public)]  # fmt: skip


def order(challenge: Challenge, officers: Sequence[OfficerKey], paper: PaperKey) -> bytes:
    """What `make_key.py` needs to make the pair on a computer of its own: nothing in it is secret."""
    to = [{"name": one.name, "public": one.public.hex()} for one in named(officers, paper)]
    return canonical({"challenge": challenge.id, "holders": to})


def read_offline(data: bytes, challenge_id: int) -> OfflineKey:
    """The file that `make_key.py` has written for this challenge; its shares only their holders can read."""
    try:
        facts: dict[str, Any] = read(data.strip())
        public, wrapped = bytes.fromhex(facts["public"]), canonical({"shares": facts["shares"]})
        names = suite.holders_of(wrapped)
        officers = tuple(int(n.removeprefix("officer/")) for n in names[: rules.OFFICERS])
        paper = int(names[rules.OFFICERS].removeprefix("paper/"))
        mine = facts["challenge"] == challenge_id and len(public) == len(bytes(32))
    except (NotCanonical, suite.BrokenSeal, ValueError, KeyError, TypeError, IndexError) as wrong:
        raise Invalid(_("This file was not written by make_key.py."), "key") from wrong
    if not mine:
        raise Invalid(_("This key was made for another challenge."), "key")
    return OfflineKey(public, wrapped, officers, paper)


# --- at the opening ------------------------------------------------------------------------------


def stored_key(pair: KeyPair) -> suite.ChallengeKey:
    """A stored pair as the suite knows it."""
    return suite.ChallengeKey(pair.challenge_id, suite.Mode(pair.mode), pair.public, pair.wrapped)


def at_the_table(challenge_id: int, person: Person, typed: ShareTerms) -> Held:
    """The private key that somebody's passphrase or the paper gives; only for a holder of this challenge."""
    names = suite.holders_of(_key(challenge_id).wrapped)
    if typed.paper:
        return _from_paper(names, typed.paper)
    mine = sa.select(OfficerKey).where(OfficerKey.person_id == person.id)
    key = next((k for k in db.session.scalars(mine) if f"officer/{k.id}" in names), None)
    if key is None:
        raise Invalid(
            _("No share of this challenge's key was made for you; use the paper key."), "passphrase"
        )
    name, wrapped, about = f"officer/{key.id}", key.wrapped, about_pair(person.id, key.public)
    db.session.rollback()
    return Held(name, _regained(wrapped, typed.passphrase, about, "passphrase"))


def _from_paper(names: Sequence[str], typed: str) -> Held:
    name = next(n for n in names if n.startswith("paper/"))
    kept = db.session.get_one(PaperKey, int(name.removeprefix("paper/")))
    try:
        private = suite.from_paper(typed)
    except suite.BrokenSeal as wrong:
        raise Invalid(
            _("A letter is missing or wrong. Compare with the paper, group by group."), "paper"
        ) from wrong
    if suite.public_half(private) != kept.public:
        raise Invalid(_("This is another paper key than the one this challenge was sealed with."), "paper")
    return Held(name, private)


def _key(challenge_id: int) -> suite.ChallengeKey:
    pair = db.session.get(KeyPair, challenge_id)
    if pair is None or pair.mode != suite.Mode.QUORUM.value:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return stored_key(pair)


def hand_on(challenge_id: int, held: Held) -> bytes:
    """The first holder's share, sealed to each of the other holders."""
    key = _key(challenge_id)
    share = _share(key, held)
    others = [one for one in _holders(key) if one.name != held.name]
    return suite.hand_on(key, share, others)


def both_shares(challenge_id: int, held: Held, handed: bytes | None) -> tuple[suite.Share, ...]:
    """The share the first officer handed on and the second one's own."""
    key = _key(challenge_id)
    if handed is None:
        raise WrongMoment(_("The first officer has not started yet."))
    own = _share(key, held)
    try:
        return own, suite.handed(key, handed, held.name, held.private)
    except suite.BrokenSeal as wrong:
        raise Invalid(_("The first officer used this very share; another one is needed."), "paper") from wrong


def _share(key: suite.ChallengeKey, held: Held) -> suite.Share:
    try:
        return suite.open_share(key, held.name, held.private)
    except suite.BrokenSeal as wrong:
        raise Invalid(
            _("This share does not open. Another holder has to take part."), "passphrase"
        ) from wrong


def _holders(key: suite.ChallengeKey) -> list[suite.Holder]:
    names = suite.holders_of(key.wrapped)
    ids = {kind: [int(n.split("/")[1]) for n in names if n.startswith(kind)] for kind in ("officer", "paper")}
    officers = db.session.scalars(sa.select(OfficerKey).where(OfficerKey.id.in_(ids["officer"]))).all()
    return named(officers, db.session.get_one(PaperKey, ids["paper"][0]))
