"""Problems from files."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.challenges import actions
from marketplace.challenges.actions import TakenIn
from marketplace.challenges.models import Challenge, ChallengeState, Nature, Scope
from marketplace.challenges.terms import from_problem
from marketplace.core.db import db, transaction
from marketplace.core.errors import Invalid, NotAllowed
from marketplace.people.models import Role, SecrecyLevel
from tests import make

RECORD = {
    "code": "P901", "title_zh": "铸钢件热裂纹控制", "title_en": "Hot tears", "posting_unit_zh": "铸造分公司",
    "department_zh": "铸钢车间", "background_zh": "壁厚过渡处常见裂纹。", "tried_zh": "加大圆角。",
    "technical_targets": [
        {"metric_zh": "裂纹率", "baseline": 6.8, "target": 2.0, "unit": "%", "op": "<="},
        {"metric_zh": "响应时间", "baseline": None, "target": 0.5, "unit": "s", "op": "<="},
    ],
    "current_loss": {"amount_wan_per_year": 92.7, "basis_zh": "2400 件/年"},
    "required_skills": ["CAST-SAND", "INSP-MT"], "budget_wan": 28, "reward_wan": 4.5, "deadline_days": 150,
    "difficulty": 3, "nature_zh": "重大技术难题", "secrecy_zh": "普通商密", "scope": "company",
    "deliverables_zh": ["工艺卡", "报告"],
}  # fmt: skip


@pytest.fixture
def poster(app):
    company = make.unit(make.unit(), level="company", name="铸造分公司")
    workshop = make.unit(company, level="workshop", name="铸钢车间")
    cast, insp = make.skill("CAST"), make.skill("INSP")
    make.skill("CAST-SAND", cast)
    make.skill("INSP-MT", insp)
    return make.officer(Role.POSTER, workshop)


def take_in(record, by):
    with transaction():
        return actions.take_in(from_problem(record), by=by)


def test_a_problem_comes_in_whole(poster):
    challenge, became = take_in(RECORD, poster)
    assert became is TakenIn.NEW
    assert (challenge.source_code, challenge.state, challenge.department.name) == (
        "P901",
        ChallengeState.DRAFT,
        "铸钢车间",
    )
    assert (challenge.loss, challenge.budget, challenge.reward) == (927_000, 280_000, 45_000)
    assert (challenge.nature, challenge.secrecy, challenge.scope) == (
        Nature.MAJOR,
        SecrecyLevel.ORDINARY,
        Scope.COMPANY,
    )
    assert [(t.metric, t.now, t.wanted) for t in challenge.targets] == [
        ("裂纹率", Decimal("6.8"), Decimal(2)), ("响应时间", None, Decimal("0.5")),
    ]  # fmt: skip
    assert [need.skill.code for need in challenge.needs] == ["CAST-SAND", "INSP-MT"]
    assert challenge.family.code == "CAST"
    assert challenge.deliverables == "工艺卡\n报告"
    assert challenge.contact_id == poster.id


def test_the_same_problem_twice_is_one_challenge(poster):
    take_in(RECORD, poster)
    assert take_in(RECORD, poster)[1] is TakenIn.SAME
    changed, became = take_in({**RECORD, "budget_wan": 30}, poster)
    assert (became, changed.budget) == (TakenIn.CHANGED, 300_000)
    assert db.session.scalar(sa.select(sa.func.count(Challenge.id))) == 1


def test_a_number_of_another_department_is_not_taken_over(poster):
    made, _became = take_in(RECORD, poster)
    other = make.unit(made.department.parent, level="workshop", name="锻钢车间")
    with pytest.raises(Invalid, match="another department") as refused:
        take_in({**RECORD, "department_zh": "锻钢车间"}, make.officer(Role.POSTER, other))
    assert refused.value.field == "code"
    db.session.rollback()
    assert make.again(made).department.name == "铸钢车间"


def test_what_has_been_submitted_is_not_overwritten(poster):
    challenge, _new = take_in(
        {**RECORD, "secrecy_zh": "内部", "acceptance_zh": "统计", "scope": "group"}, poster
    )
    make.officer(Role.UNIT_MANAGER, challenge.department)
    with transaction():
        actions.submit(challenge, by=poster)
    assert take_in(RECORD, poster)[1] is TakenIn.POSTED
    assert challenge.secrecy is SecrecyLevel.INTERNAL


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"posting_unit_zh": "没有的单位"}, "posting_unit"),
        ({"department_zh": "没有的车间"}, "department"),
        ({"required_skills": ["NOPE"]}, "skills"),
        ({"nature_zh": "奇怪"}, "nature_zh"),
        ({"budget_wan": "许多"}, "budget_wan"),
        ({"budget_wan": "NaN"}, "budget_wan"),
        ({"code": ""}, "code"),
        ({"title_zh": "短"}, "title_zh"),
        ({"difficulty": 9}, "difficulty"),
        ({"technical_targets": [{"metric_zh": "裂纹率", "target": "低"}]}, "technical_targets"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(poster, change, field):
    with pytest.raises(Invalid) as refused:
        take_in({**RECORD, **change}, poster)
    assert refused.value.field == field
    assert db.session.scalar(sa.select(sa.func.count(Challenge.id))) == 0


def test_only_posters_and_the_administrator_take_problems_in(poster):
    with pytest.raises(NotAllowed):
        take_in(RECORD, make.person(poster.unit))
    admin = make.officer(Role.SYSTEM_ADMIN, poster.unit.parent)
    assert take_in(RECORD, admin)[0].contact_id == poster.id
