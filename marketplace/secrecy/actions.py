"""Keeping the list, screening texts, deciding hits, counting reads by the week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import audit, clock, outbox
from marketplace.core.addresses import caption
from marketplace.core.calendar import after_workdays
from marketplace.core.db import Base, db, find
from marketplace.core.errors import Invalid
from marketplace.core.files import kept_with
from marketplace.core.i18n import _
from marketplace.core.lifecycle import move
from marketplace.core.models import ReadEvent
from marketplace.core.terms import Terms
from marketplace.core.verdict import require
from marketplace.inbox.actions import ask, settle, tell
from marketplace.people.models import Person, Role, RoleGrant, Unit
from marketplace.people.queries import holders
from marketplace.secrecy import queries, rules
from marketplace.secrecy.models import (
    Finding,
    HeldDeed,
    HeldKind,
    HeldState,
    ReadWeek,
    ScreeningHit,
    ScreeningWord,
    Severity,
)
from marketplace.secrecy.terms import DEFAULTS, DecisionTerms, WordTerms


def put_in_defaults() -> None:
    """The list a new installation begins with; words that are there already stay as they are."""
    there = set(db.session.scalars(sa.select(ScreeningWord.word)))
    for word, severity, harmless in DEFAULTS:
        if word not in there:
            db.session.add(
                ScreeningWord(
                    word=word, severity=severity, harmless="\n".join(harmless), changed_at=clock.now()
                )
            )
    db.session.flush()


def put_in(terms: WordTerms, *, by: Person) -> ScreeningWord:
    """A word onto the list; one that had been taken off comes back."""
    require(rules.may_keep_list(by))
    same = sa.select(ScreeningWord).where(ScreeningWord.word == terms.word.strip())
    there = db.session.scalars(same).one_or_none()
    if there is not None and there.ended_at is None:
        raise Invalid(_("This word is on the list already."), field="word")
    word = there or ScreeningWord(word=terms.word.strip())
    db.session.add(word)
    _fill(word, terms, by)
    audit.record("screening_word_added", word, by=by, word=word.word, severity=str(word.severity))
    return word


def change(word: ScreeningWord, terms: WordTerms, *, by: Person) -> None:
    """Another effect or other harmless expressions; the word itself stays."""
    require(rules.may_keep_list(by))
    if terms.word.strip() != word.word:
        raise Invalid(_("The word itself stays; take it off and add another one."), field="word")
    _fill(word, terms, by)
    audit.record("screening_word_changed", word, by=by, word=word.word, severity=str(word.severity))


def take_off(word: ScreeningWord, *, by: Person) -> None:
    """Off the list; what was found by it stays."""
    require(rules.may_keep_list(by))
    word.ended_at, word.changed_by_id = clock.now(), by.id
    audit.record("screening_word_ended", word, by=by, word=word.word)


def _fill(word: ScreeningWord, terms: WordTerms, by: Person) -> None:
    lines = dict.fromkeys(line.strip() for line in terms.harmless.splitlines() if line.strip())
    if any(rules.plain(word.word)[0] not in rules.plain(line)[0] for line in lines):
        raise Invalid(_("Each harmless expression must contain the word."), field="harmless")
    word.severity, word.harmless, word.note = terms.severity, "\n".join(lines), terms.note
    word.changed_at, word.changed_by_id, word.ended_at = clock.now(), by.id, None
    db.session.flush()


# --- screening ---------------------------------------------------------------------------------


def screen(about: Base, texts: Mapping[str, str], *, unit: Unit, by: Person) -> list[ScreeningHit]:
    """Look through the texts (field → text) of a thing. A word that is not taken in refuses the deed; the
    others are kept for the secrecy officer, whom the author cannot override. Gives the hits that wait.

    What was cleared before in the same words is not asked again; hits in words that are gone end.
    """
    found = refuse(texts, only=Severity.STOP)
    address = audit.ref(about)
    before = db.session.scalars(sa.select(ScreeningHit).where(ScreeningHit.about == address)).all()
    known = {_key(one): one for one in before if one.state is not Finding.REPLACED}
    fresh = {(hit.field, hit.word, hit.excerpt[:120]): hit for hit in found}
    for key, old in known.items():
        if key not in fresh and old.state in queries.STANDING:
            move(old, Finding.REPLACED, by=by)
    keep(about, [hit for key, hit in fresh.items() if key not in known], unit=unit, by=by)
    return list(queries.standing(address))


def keep(about: Base, found: Iterable[rules.Hit], *, unit: Unit, by: Person) -> list[ScreeningHit]:
    """What was found in a thing waits for the secrecy officer, whatever the list says of the word."""
    made = [
        ScreeningHit(
            about=audit.ref(about), unit_id=unit.id, field=hit.field, word=hit.word,
            excerpt=hit.excerpt[:120], by_id=by.id, found_at=clock.now(),
        )
        for hit in found
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def call_officer(found: Iterable[ScreeningHit], *, unit: Unit, by: Person) -> None:
    """A secrecy officer who is not the author looks within a working day."""
    officers = [one for one in holders(Role.SECRECY_OFFICER, unit) if one.id != by.id]
    for hit in found:
        ask(officers[:1], "review_hit", hit, due=after_workdays(clock.now(), 1))


def refuse(texts: Mapping[str, str], *, only: Severity | None = None, cleared: str = "") -> list[rules.Hit]:
    """Words that must not stand in these texts end the deed, named with their field. `only`: those of this
    effect; `cleared`: the thing whose cleared hits may stand. What was found besides is given back."""
    passed = queries.cleared(cleared) if cleared else frozenset()
    found = [hit for hit in queries.found_in(texts) if (hit.field, hit.word) not in passed]
    bad = [hit for hit in found if only is None or hit.severity is only]
    if bad:
        raise Invalid(
            _("The words “%(word)s” must not stand in this system. Reword the text, or ask your secrecy "
              "officer: “%(excerpt)s”.", word=bad[0].word, excerpt=bad[0].excerpt),
            field=bad[0].field,
        )  # fmt: skip
    return found


def _key(hit: ScreeningHit) -> tuple[str, str, str]:
    return hit.field, hit.word, hit.excerpt


def decide(hit: ScreeningHit, terms: DecisionTerms, *, by: Person) -> None:
    """The officer says what it is, with a reason."""
    require(rules.may_decide(by, hit))
    hit.reason, hit.decided_by_id, hit.decided_at = terms.reason, by.id, clock.now()
    move(hit, Finding(terms.finding), by=by, note=terms.reason)
    settle(hit, "review_hit")


# --- deeds that wait ---------------------------------------------------------------------------


@dataclass(frozen=True)
class HandedIn:
    """A deed as it was handed in: what is done to which thing, and the challenge (with its unit) it is of."""

    kind: HeldKind
    about: Base
    root: Base
    unit: Unit
    terms: Terms


def hold_back(deed: HandedIn, texts: Mapping[str, str], *, by: Person) -> HeldDeed | None:
    """The deed waits if a word of its texts needs a look; None: nothing does. Its moment is kept."""
    found = refuse(texts, only=Severity.STOP, cleared=audit.ref(deed.about))
    if not found:
        return None
    made = HeldDeed(
        kind=deed.kind, root=audit.ref(deed.root), about=audit.ref(deed.about), unit_id=deed.unit.id,
        title=caption(deed.root)[:200], payload=deed.terms.model_dump(mode="json"), by=by, at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("held_back", deed.root, by=by, what=str(deed.kind))
    call_officer(keep(made, found, unit=deed.unit, by=by), unit=deed.unit, by=by)
    tell([by], "deed_held", made)
    return made


def reviewed(hit: ScreeningHit, *, by: Person) -> HeldDeed | None:
    """A hit of something that waits was decided: gives what may be done now, or ends it."""
    deed = find(HeldDeed, int(hit.about.partition("/")[2]), lock=True)
    if deed.state is not HeldState.WAITS:
        return None
    if hit.state is Finding.REFUSED:
        _end(deed, HeldState.REFUSED, by=by, note=hit.reason)
        tell([deed.by], "deed_refused", deed, why=hit.reason)
        return None
    if queries.standing(hit.about):
        return None
    move(deed, HeldState.DONE, by=by)
    tell([deed.by], "deed_let_through", deed)
    return deed


def take_back(deed: HeldDeed, *, by: Person) -> None:
    """Whoever handed it in does not want it any more."""
    require(rules.may_end(by, deed))
    _end(deed, HeldState.ENDED, by=by)


def drop(root: Base, *, by: Person | None) -> None:
    """The thing has ended: nothing that was handed in on it waits any longer."""
    for deed in queries.waiting(audit.ref(root)):
        _end(deed, HeldState.ENDED, by=by)


def _end(deed: HeldDeed, to: HeldState, *, by: Person | None, note: str = "") -> None:
    move(deed, to, by=by, note=note)
    end_rest(audit.ref(deed), by=by)
    for stored in kept_with(deed):  # files that were handed in with it
        outbox.put_off("challenges.erase_file", key=f"erase-{stored.place}", place=stored.place)
        db.session.delete(stored)


def end_rest(about: str, *, by: Person | None) -> None:
    """Nothing in it waits any longer: it has ended."""
    for other in queries.standing(about):
        if other.state is Finding.OPEN:
            move(other, Finding.REPLACED, by=by)
            settle(other)


# --- the week of reads -------------------------------------------------------------------------


def count_week(monday: date) -> ReadWeek | None:
    """Count the reads of the week that began on this Monday and tell the secrecy officers; once."""
    if db.session.scalar(sa.select(ReadWeek.id).where(ReadWeek.monday == monday)):
        return None
    inside = ReadEvent.at >= clock.at(monday), ReadEvent.at < clock.at(monday + timedelta(days=7))
    counts: Any = sa.select(
        sa.func.count(),
        sa.func.count(sa.distinct(ReadEvent.about)),
        sa.func.count(sa.distinct(ReadEvent.actor_id)),
    )
    reads, things, readers = db.session.execute(counts.select_from(ReadEvent).where(*inside)).one()
    week = ReadWeek(monday=monday, reads=reads, things=things, readers=readers)
    db.session.add(week)
    db.session.flush()
    audit.record("reads_counted", week, by=None, reads=reads)
    officers = (
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.SECRECY_OFFICER,
            sa.or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today()),
            sa.or_(Person.left_on.is_(None), Person.left_on > clock.today()),
        )
    )
    tell(db.session.scalars(officers).unique(), "reads_of_week", week,
         reads=reads, things=things, readers=readers)  # fmt: skip
    return week
