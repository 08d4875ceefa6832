"""Changing the catalogue of skills and what people are confirmed to know."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.audit import record
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people import rules
from marketplace.people.models import Person, PersonSkill, Skill
from marketplace.people.terms import ConfirmSkillTerms, SkillTerms


def confirm_skill(person: Person, terms: ConfirmSkillTerms, *, by: Person) -> None:
    """The unit confirms a level; zero says that it is not there."""
    require(rules.may_confirm_skills(by, person))
    skill = db.session.get(Skill, terms.skill_id)
    if skill is None or skill.parent_id is None:
        raise Invalid(_("Please choose a skill of the catalogue."), field="skill_id")
    if terms.confirmed_on > clock.today():
        raise Invalid(_("The day lies in the future."), field="confirmed_on")
    held = db.session.get(PersonSkill, (person.id, skill.id))
    was = held.level if held else 0
    if held is None:
        held = PersonSkill(person_id=person.id, skill_id=skill.id)
        db.session.add(held)
    held.level, held.confirmed_by_id, held.confirmed_on = terms.level, by.id, terms.confirmed_on
    record("skill_confirmed", person, by=by, note=f"{skill.name_zh}: {was} → {terms.level}", skill=skill.code)


def edit_skill(skill: Skill | None, terms: SkillTerms, *, by: Person) -> Skill:
    """A skill or family of the catalogue is made or changed."""
    require(rules.may_keep_catalogue(by))
    same = db.session.scalar(sa.select(Skill.id).where(sa.func.lower(Skill.code) == terms.code.lower()))
    if same is not None and (skill is None or same != skill.id):
        raise Invalid(_("Another skill has this code."), field="code")
    family = db.session.get(Skill, terms.parent_id) if terms.parent_id else None
    if terms.parent_id and (family is None or family.parent_id is not None):
        raise Invalid(_("Please choose a family."), field="parent_id")
    if skill is not None and (skill.parent_id is None) is not (terms.parent_id is None):
        raise Invalid(_("A family stays a family and a skill a skill."), field="parent_id")
    made = skill or Skill()
    for name, value in terms.model_dump().items():
        setattr(made, name, value)
    db.session.add(made)
    record("skill_edited" if skill else "skill_made", made, by=by, code=made.code)
    return made
