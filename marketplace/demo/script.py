"""What happens to which problem: awarded in three years, and today one challenge in every state."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.challenges.models import Scope
from marketplace.challenges.terms import ProblemTerms
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.demo import contest, works, world
from marketplace.demo.contest import Plot
from marketplace.demo.stage import Story
from marketplace.demo.texts import acceptance
from marketplace.people.models import SecrecyLevel
from marketplace.projects.models import Project

# days before today on which a tale begins, so that it stands at this end today
PHASES = 15
WHOLE = 18  # problems of today that the whole group sees; they go furthest
AT_HAND = (0, 5, 7, 13)  # studios whose lead has an account
ROUND = "年度降本攻关联合评议"  # two that are decided together, the same studio foremost in both
TODAY: tuple[tuple[Any, ...], ...] = (
    ("draft", 2),
    ("draft", 5),
    ("approval", 3),
    ("approval", 4),
    ("secrecy", 4),
    ("open", 8),
    ("open", 11),
    ("open", 13),
    ("open", 15),
    ("open", 17),
    ("open", 6),
    ("closed", 24),
    ("closed", 23),
    ("opened", 26),
    ("scoring", 29),
    ("discussion", 31),
    ("notice", 30),
    ("notice", 32, "standard", ROUND),
    ("notice", 31, "standard", ROUND),
    ("contested", 33),
    ("letter", 38),
    ("complaint", 37),
    ("race", 50),
    ("notice", 12, "urgent"),
)
HELD = ("closed", 24)  # its box waits for two officers with their shares


def complete(problem: ProblemTerms, plant_code: str) -> ProblemTerms:
    """What the list leaves out: acceptance, the reason for a narrow scope, circle and summary of secrets."""
    terms = problem.body
    more: dict[str, object] = {"acceptance": acceptance(terms.title), "key_task": "年度降本增效重点任务"}
    if terms.scope in (Scope.UNIT, Scope.COMPANY):
        more["scope_reason"] = "现场条件特殊，先在本单位范围内揭榜，成熟后向集团推广。"
    if terms.secrecy in (SecrecyLevel.ORDINARY, SecrecyLevel.CORE):
        more["summary"] = f"{terms.title}（细节按商业秘密管理，揭榜前请先办理知悉审批）"
    if terms.secrecy is SecrecyLevel.CORE:
        more["circle"] = tuple(world.numbers(plant_code)[:2])
    return problem.model_copy(update={"body": terms.model_copy(update=more)})


def second_phases() -> list[dict[str, Any]]:
    """Problems that came back: the earlier phase of a problem of today, solved in past years."""
    again = [p for p in world.problems() if p["secrecy_zh"] in ("内部", "公开") and p["scope"] == "group"]
    return [{**p, "code": p["code"] + "-1", "title_zh": f"{p['title_zh']}（一期）"} for p in again[:PHASES]]


def plots(dice: random.Random, today: date, keys: dict[str, int], studio_ids: list[int]) -> list[Plot]:
    """Two years of awarded challenges, some of this year, and the present in every state."""
    codes = [
        p["code"] for p in world.problems() if p["secrecy_zh"] in ("内部", "公开") and p["scope"] == "group"
    ]
    rest = [p["code"] for p in world.problems() if p["code"] not in codes]
    dice.shuffle(codes)
    found: list[Plot] = []
    at_hand = [studio_ids[n] for n in AT_HAND]
    winners = [s for s in studio_ids if s not in studio_ids[1:3]]
    past = [*codes[: max(0, len(codes) - WHOLE)], *(p["code"] for p in second_phases())]
    dice.shuffle(past)
    for n, code in enumerate(past):
        year, place = today.year - 2 + n * 3 // max(1, len(past)), n % max(1, len(past) // 3)
        begins = _workday(datetime(year, 1, 12, 9, tzinfo=clock.HERE) + timedelta(days=place * 23))
        if begins.date() < today - timedelta(days=60):
            found.append(Plot(keys[code], begins, "project", winners[n % len(winners)]))
    present = [*codes[max(0, len(codes) - WHOLE) :], *rest]
    for (end, ago, *more), code in zip(_spread(present), _ordered(present), strict=False):
        begins = _workday(
            datetime(today.year, today.month, today.day, 9, tzinfo=clock.HERE) - timedelta(days=ago)
        )
        # people with an account have something to do: a draft of theirs is still open
        studio = (
            at_hand[len(found) % len(at_hand)]
            if end in ("open", "letter", "contested", "complaint", "race")
            else dice.choice(winners)
        )
        kind = more[0] if more else "race" if end == "race" else "standard"
        joint = more[1] if len(more) > 1 else ""
        studio = at_hand[0] if joint else studio
        held = (end, ago) == HELD
        found.append(Plot(keys[code], begins, end, studio, preset=kind, quorum=held, joint=joint))
    return found


def _spread(present: list[str]) -> tuple[tuple[Any, ...], ...]:
    return tuple(reversed(TODAY))[: len(present)]


def _ordered(present: list[str]) -> list[str]:
    """Those open to the whole group go furthest; the secret ones stay drafts or wait."""
    return present


def _workday(at: datetime) -> datetime:
    return at + timedelta(days={5: 2, 6: 1}.get(at.weekday(), 0))


def tale(plot: Plot, dice: random.Random) -> Story:
    """The contest, and then the work."""
    yield from contest.tell(plot, dice)
    if plot.end != "project":
        return
    found = sa.select(Project.id).where(Project.challenge_id == plot.challenge)
    project_id = db.session.scalars(found).one_or_none()
    if project_id is not None:
        this_year = plot.begins.year == clock.real().year
        days = 70 + dice.randrange(50) + (80 if this_year and plot.begins.month >= 4 else 0)
        accepted = not (this_year and plot.begins.month == 3)  # one delivery waits for its department
        yield from works.finish(project_id, clock.now() + timedelta(days=days), dice, accepted=accepted)
