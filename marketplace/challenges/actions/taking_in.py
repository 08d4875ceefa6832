"""Problems from lists and files: taken in as drafts, whole, and safe to take in twice."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from marketplace.challenges import rules
from marketplace.challenges.actions.writing import begin, fill
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.terms import NeedTerms, ProblemTerms
from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.i18n import _
from marketplace.core.verdict import require, unless
from marketplace.people.models import Person, Role, Skill, Unit
from marketplace.people.queries import holders
from marketplace.people.rules import holds


class TakenIn(StrEnum):
    """What became of one row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    POSTED = "posted"  # it has left the draft: what was posted is not overwritten


def take_in(problem: ProblemTerms, *, by: Person) -> tuple[Challenge, TakenIn]:
    """One problem of a list as a draft of its department; known by its code, the same row twice is one."""
    department = _department(problem)
    posts = rules.may_post_for(by, department)
    require(unless(posts or holds(by, Role.SYSTEM_ADMIN), str(posts)))
    terms = problem.body.model_copy(update={"needs": _needs(problem)})
    there = db.session.scalars(
        sa.select(Challenge).where(Challenge.source_code == problem.code)
    ).one_or_none()
    if there is None:
        contact = by if posts else next(iter(holders(Role.POSTER, department)), by)
        made = begin(department, contact=contact)
        made.source_code = problem.code
        fill(made, terms)
        db.session.add(made)
        db.session.flush()
        audit.record("take_in", made, by=by, code=problem.code)
        return made, TakenIn.NEW
    if not holds(by, Role.SYSTEM_ADMIN) and not rules.may_post_for(by, there.department):
        raise Invalid(_("A problem of another department has this number; give it another."), field="code")
    if there.state is not ChallengeState.DRAFT:
        return there, TakenIn.POSTED
    before = _shown(there)
    there.department = department
    fill(there, terms)
    if _shown(there) == before:
        return there, TakenIn.SAME
    audit.record("take_in", there, by=by, code=problem.code)
    db.session.flush()
    return there, TakenIn.CHANGED


def _department(problem: ProblemTerms) -> Unit:
    unit = _named(problem.posting_unit, None)
    if unit is None:
        raise Invalid(_("There is no unit “%(name)s”.", name=problem.posting_unit), field="posting_unit")
    found = _named(problem.department, unit) if problem.department else unit
    if found is None:
        said = _("“%(unit)s” has no department “%(name)s”.", unit=unit.name, name=problem.department)
        raise Invalid(said, field="department")
    return found


def _named(name: str, inside: Unit | None) -> Unit | None:
    query = sa.select(Unit).where(sa.or_(Unit.name == name, Unit.code == name), Unit.closed_on.is_(None))
    if inside is not None:
        query = query.where(Unit.path.startswith(inside.path, autoescape=True))
    return db.session.scalars(query.order_by(sa.func.length(Unit.path), Unit.id).limit(1)).one_or_none()


def _needs(problem: ProblemTerms) -> tuple[NeedTerms, ...]:
    found = sa.select(Skill.code, Skill.id).where(
        Skill.code.in_(problem.skills), Skill.parent_id.is_not(None)
    )
    ids = dict(db.session.execute(found).all())
    unknown = [code for code in problem.skills if code not in ids]
    if unknown:
        raise Invalid(_("The catalogue has no skill “%(code)s”.", code=unknown[0]), field="skills")
    given = {need.skill_id: need for need in problem.body.needs}
    wanted = dict.fromkeys(ids[code] for code in problem.skills)
    return tuple(given.get(key) or NeedTerms(skill_id=key) for key in wanted) or problem.body.needs


def _shown(challenge: Challenge) -> list[object]:
    columns = [c.key for c in sa.inspect(Challenge).columns if c.key not in ("id", "version")]
    return [
        *(getattr(challenge, key) for key in columns if key != "department_id"),
        challenge.department.id,
        [(t.metric, t.now, t.operator, t.wanted, t.unit) for t in challenge.targets],
        [(n.skill_id, n.level, n.importance, n.heads) for n in challenge.needs],
    ]
