"""Writing a challenge: a draft that may have gaps, changed as often as needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import attributes

from marketplace.challenges import rules
from marketplace.challenges.models import SECRET, Challenge, CircleMember, NeededSkill, Scope, Target
from marketplace.challenges.queries.changes import APART, terms_of
from marketplace.challenges.terms import ChallengeTerms, NeedTerms
from marketplace.core import audit, clock, files
from marketplace.core.db import db
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.search import haystack
from marketplace.core.verdict import require
from marketplace.people.models import Person, SecrecyLevel, Skill, Unit, UnitLevel
from marketplace.rulebook.models import KeyTask

WIDE_ENOUGH = (UnitLevel.PLANT, UnitLevel.COMPANY, UnitLevel.GROUP)


def draft(
    terms: ChallengeTerms, *, department: Unit, by: Person, reposts: Challenge | None = None
) -> Challenge:
    """A poster begins a challenge; only the department sees it. `reposts`: the earlier one taken up again."""
    require(rules.may_post_for(by, department))
    challenge = begin(department, contact=by)
    challenge.reposts_id = reposts.id if reposts else None
    fill(challenge, terms)
    db.session.add(challenge)
    db.session.flush()
    audit.record("draft", challenge, by=by)
    return challenge


def copy(challenge: Challenge, *, by: Person) -> Challenge:
    """A new draft of the same department that says the same, with its own weights and files, and names the
    one before."""
    made = begin(challenge.department, contact=challenge.contact)
    made.reposts_id = challenge.id
    terms = terms_of(challenge)
    cleared = [one.person for one in challenge.circle if rules.has_clearance(one.person, challenge.secrecy)]
    fill(made, terms.model_copy(update={"circle": tuple(person.employee_no for person in cleared)}))
    made.own_weights, made.weights_reason = challenge.own_weights, challenge.weights_reason
    db.session.add(made)
    db.session.flush()
    files.copy(challenge, made, by=by)
    audit.record("draft", made, by=by, reposts=challenge.id)
    return made


def post_again(challenge: Challenge, *, by: Person) -> Challenge:
    """What ended without an award is taken up again as a draft."""
    require(rules.may_post_again(by, challenge))
    made = copy(challenge, by=by)
    made.contact = by
    return made


def begin(department: Unit, *, contact: Person) -> Challenge:
    """An empty draft of a department."""
    return Challenge(
        department=department,
        contact=contact,
        created_at=clock.now(),
        rule_versions={},
        title="",
        background="",
    )


def edit(challenge: Challenge, terms: ChallengeTerms, *, by: Person, version: int | None = None) -> None:
    """Change a draft. `version` is what the writer had before them: nothing newer is overwritten."""
    require(rules.may_edit(by, challenge))
    if version is not None and version != challenge.version:
        raise WrongMoment(
            _("Somebody else changed this meanwhile. Nothing was saved; look at the new state first.")
        )
    with db.session.no_autoflush:  # one change, one version
        fill(challenge, terms)
    # lines of targets and skills count as a change of the challenge, too
    attributes.flag_modified(challenge, "title")
    audit.record("edit", challenge, by=by)
    db.session.flush()


def fill(challenge: Challenge, terms: ChallengeTerms) -> None:
    """Put the terms into the rows, and what follows from them: scope, family, words to find it by."""
    for name in ChallengeTerms.model_fields.keys() - APART:
        setattr(challenge, name, getattr(terms, name))
    _name_key_task(challenge)
    challenge.scope_unit_id = _scope_unit(challenge)
    _put_targets(challenge, terms)
    skills = _put_needs(challenge, terms.needs)
    circle = terms.circle if terms.secrecy in SECRET else ()
    challenge.circle = named_circle(challenge, circle, terms.secrecy)
    challenge.family_id = _family(challenge.needs, skills)
    challenge.haystack = _haystack(challenge, skills)


def _name_key_task(challenge: Challenge) -> None:
    """What was chosen from the list is called as the list calls it."""
    task = db.session.get(KeyTask, challenge.key_task_id) if challenge.key_task_id else None
    if challenge.key_task_id and (
        task is None or str(task.unit_id) not in challenge.department.path.split("/")
    ):
        raise Invalid(_("Please choose one of the list."), field="key_task_id")
    if task is not None:
        challenge.key_task = task.title


def _put_targets(challenge: Challenge, terms: ChallengeTerms) -> None:
    kept = challenge.targets
    for place, one in enumerate(terms.targets, start=1):
        row = kept[place - 1] if place <= len(kept) else Target(place=place)
        for name, value in one.model_dump().items():
            setattr(row, name, value)
        if place > len(kept):
            kept.append(row)
    del kept[len(terms.targets) :]


def _put_needs(challenge: Challenge, needs: tuple[NeedTerms, ...]) -> dict[int, Skill]:
    wanted = {need.skill_id: need for need in needs}
    found = sa.select(Skill).where(Skill.id.in_(wanted), Skill.parent_id.is_not(None))
    skills = {skill.id: skill for skill in db.session.scalars(found)}
    for place, need in enumerate(needs):
        if need.skill_id not in skills:
            raise Invalid(_("Please choose a skill of the catalogue."), field=f"needs.{place}.skill_id")
    there = {row.skill_id: row for row in challenge.needs}
    challenge.needs = [_need(there.get(key), need) for key, need in wanted.items()]
    return skills


def _need(row: NeededSkill | None, need: NeedTerms) -> NeededSkill:
    row = row or NeededSkill(skill_id=need.skill_id)
    row.level, row.importance, row.heads = need.level, need.importance, need.heads
    return row


def named_circle(challenge: Challenge, circle: Iterable[str], level: SecrecyLevel) -> list[CircleMember]:
    """The circle of these employee numbers, each of them cleared for the level; rows there are kept."""
    numbers = tuple(dict.fromkeys(circle)) if level in SECRET else ()
    found = {
        p.employee_no: p for p in db.session.scalars(sa.select(Person).where(Person.employee_no.in_(numbers)))
    }
    unknown = [number for number in numbers if number not in found]
    if unknown:
        raise Invalid(
            _("Nobody has this employee number: %(which)s.", which=_(", ").join(unknown)), field="circle"
        )
    short = [p.name for p in found.values() if not rules.has_clearance(p, level)]
    if short:
        raise Invalid(
            _("Without a valid clearance for this level: %(who)s.", who=_(", ").join(short)), field="circle"
        )
    there = {member.person_id: member for member in challenge.circle}
    return [there.get(p.id) or CircleMember(person=p, person_id=p.id) for p in found.values()]


def _scope_unit(challenge: Challenge) -> int | None:
    department = challenge.department
    if challenge.scope is Scope.COMPANY:
        return department.company_id or department.id
    if challenge.scope is not Scope.UNIT:
        return None
    above: Unit | None = department
    while above is not None and above.level not in WIDE_ENOUGH:
        above = above.parent
    return above.id if above is not None else department.id


def _family(needs: list[NeededSkill], skills: dict[int, Skill]) -> int | None:
    """The family that weighs most among the needed skills; the earlier one when alike."""
    weight: dict[int, int] = {}
    for need in needs:
        family = skills[need.skill_id].parent_id
        if family is not None:
            weight[family] = weight.get(family, 0) + need.importance
    return max(weight, key=lambda key: weight[key]) if weight else None


def searched(challenge: Challenge) -> str:
    """The words a challenge is found by, now that its skills stand."""
    return _haystack(challenge, {need.skill_id: need.skill for need in challenge.needs})


def _haystack(challenge: Challenge, skills: dict[int, Skill]) -> str:
    """Of a trade secret only what everybody may know can be searched for."""
    told: list[Any] = [challenge.number, challenge.title, challenge.title_en, challenge.department.name]
    if challenge.secrecy in SECRET:
        told.append(challenge.summary if challenge.secrecy is SecrecyLevel.ORDINARY else "")
    else:
        told += [challenge.key_task, *(w for s in skills.values() for w in (s.name_zh, s.name_en))]
        told += [target.metric for target in challenge.targets]
    return haystack(*told)
