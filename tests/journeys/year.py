"""Step 0 and the small pages of a year: letters, an own project, a pair, an exchange."""

from __future__ import annotations

from datetime import date
from typing import Any

from marketplace.studios.queries import members
from tests import make
from tests.journeys.cast import Cast
from tests.visitor import Visitor


def sign_letters(cast: Cast) -> None:
    """January: the group proposes, leads sign with their plan, the chair signs, the letter is frozen."""
    make.at(2030, 1, 3)
    for n in range(len(cast.studios)):
        chair = cast.at(cast.chairs[n])
        chair.todo("Propose the targets of the year")
        chair.press(
            "Propose",
            {"lines-0-projects": 1, "lines-0-tackled": 1, "lines-0-pairs": 1, "lines-0-exchanges": 1},
        )
        chair.sees("Targets proposed to 1 studio")
        chair.no_todo("Propose the targets of the year")
        _sign(cast, n)


def _sign(cast: Cast, n: int) -> None:
    lead, chair = cast.lead(n), cast.at(cast.chairs[n])
    lead.todo("Sign the annual letter")
    lead.follow("Sign as lead")
    lead.press("Sign", {"plan-0-on": "2030-05-15", "plan-0-title": "冷铁随形设计讲座"})
    lead.sees("Signed. The chair signs next.")
    lead.no_todo("Sign the annual letter")
    chair.todo("Countersign the annual letter")
    chair.press("Sign as chair")
    chair.sees("Signed. The letter is frozen now.", "冷铁随形设计讲座", "Targets proposed")
    assert not chair.page.has("Sign as chair"), "a frozen letter is not signed again"
    chair.no_todo("Countersign the annual letter")
    lead.told("is signed by both and frozen")


def own_project(cast: Cast, n: int) -> int:
    """A studio registers a project of its own; its home unit approves, later accepts."""
    studio, lead = make.again(cast.studios[n]), cast.lead(n)
    manager = cast.at(cast.manager(studio.home_unit_id))
    lead.open(f"/projects/register/{studio.id}")
    lead.press(
        "Register and ask for approval",
        title="工装快换改造",
        goal="把换型时间压下来，减少停机。",
        due_on="2030-09-30",
        budget="3.5",
        **{
            "targets-0-metric": "换型时间",
            "targets-0-now": "40",
            "targets-0-operator": "<=",
            "targets-0-wanted": "15",
            "targets-0-unit": "min",
        },
    )
    lead.sees("Registered; your home unit has been asked to approve.", "工装快换改造")
    manager.todo("Approve the studio's own project")
    manager.follow("Approve or refuse")
    manager.press("Approve the project")
    manager.sees("Approved; the studio has been told.")
    manager.no_todo("Approve the studio's own project")
    lead.told("is approved and running")
    return (
        int(manager.page.url.split("/")[2]) if manager.page.url.startswith("/projects") else _project_of(lead)
    )


def _project_of(lead: Visitor) -> int:
    lead.open("/projects/?mine=1")
    return int(lead.page.link("工装快换改造").split("/")[2])


def finish_project(worker: Visitor, decider: Visitor, project_id: int, values: dict[str, str]) -> None:
    """Measured values, delivery, acceptance."""
    worker.open(f"/projects/{project_id}/measure")
    form, _button = worker.page.find("Keep the measured values")
    fields = [f for f in form.fields if f.name.startswith("value_")]
    typed = {f.name: next(v for word, v in values.items() if word in f.label) for f in fields}
    worker.press(
        "Keep the measured values",
        {**typed, **{f.name.replace("value", "note"): "首批 200 件" for f in fields}},
    )
    worker.sees("首批 200 件")
    worker.open(f"/projects/{project_id}/delivery")
    worker.press("Deliver", note="工艺卡和首检记录已移交。")
    decider.todo("Accept the delivery")
    decider.follow("Accept or send back")
    decider.press("Decide", decision="met", verdict="现场核对，指标达到。")
    decider.no_todo("Accept the delivery")


def pair(cast: Cast, n: int, begins: date) -> None:
    """A mentor takes an apprentice, who agrees."""
    studio, lead = make.again(cast.studios[n]), cast.lead(n)
    apprentice = make.person(studio.home_unit, name=f"徒弟{n + 1}", ladder="初级工")
    lead.open(f"/studios/{studio.id}/apprenticeships")
    lead.follow("Record a pair")
    lead.press(
        "Record",
        apprentice_no=apprentice.employee_no,
        goal="能独立完成随形冷铁的设计和验证。",
        starts_on=begins,
        months="12",
        mentor_id=str(studio.lead_id),
        skill_id=str(cast.casting.id),
    )
    new = cast.at(apprentice)
    new.todo("Agree to be an apprentice")
    new.press("Agree")
    new.no_todo("Agree to be an apprentice")
    lead.told("The apprentice has agreed")


def exchange(cast: Cast, n: int, on: date) -> None:
    """The promised exchange is arranged, held and recorded."""
    studio, lead = make.again(cast.studios[n]), cast.lead(n)
    lead.open(f"/studios/{studio.id}/exchanges")
    lead.follow("Arrange")
    lead.press("Put on the plan", planned_on=on, place="1号厂培训室")
    cast.until(make.at(on.year, on.month, on.day, 17))
    lead.todo("Record the exchange")
    lead.follow("Record")
    people: list[Any] = [m.person_id for m in members(studio)][:4]
    lead.press(
        "Record",
        held_on=on,
        place="1号厂培训室",
        members=people,
        summary="讲了随形冷铁的设计，三个车间跟着试做。",
    )
    lead.sees("讲了随形冷铁的设计", "Exchange planned")
    lead.no_todo("Record the exchange")
    lead.told("one more is counted for 2030")


def end(cast: Cast, met: int, missed: int) -> None:
    """Step 11: self-reports in December, results in January, a risk notice acknowledged."""
    make.at(2030, 12, 5)
    for n in (met, missed):
        lead = cast.lead(n)
        lead.todo("Write the self-report of the year")
        if not lead.page.has("Hand in"):
            lead.follow("Write the self-report")
        lead.press("Hand in", self_report="四项指标逐项对照，缺口原因和来年打算都写清楚了。")
        lead.sees("Handed in.")
        lead.no_todo("Write the self-report of the year")
    make.at(2031, 1, 8)
    for n in (met, missed):
        decide_year(cast, n)
    cast.lead(met).told("the annual letter was met")
    acknowledge(cast, missed)
    cast.lead(met).open("/board?year=2030")


def decide_year(cast: Cast, n: int) -> None:
    """The leading group decides as the counts say."""
    chair = cast.at(cast.chairs[n])
    chair.todo("Decide the results of the year")
    chair.press("Decide")
    chair.sees("1 studios decided.") if "1 studios" in chair.page.text else chair.sees("decided")
    chair.no_todo("Decide the results of the year")


def acknowledge(cast: Cast, n: int) -> None:
    """The risk notice is answered with a plan."""
    lead = cast.lead(n)
    lead.told("the annual letter was not met")
    lead.todo("Acknowledge the risk notice with a plan")
    lead.follow("Acknowledge with a plan") if not lead.page.url.endswith("/acknowledge") else None
    lead.press(
        lead.page.forms[-1].buttons[0].words, plan="三月前登记两个创新项目，六月前揭一个榜，配齐师徒。"
    )
    lead.sees("Acknowledged. The leading group has your plan.")
    lead.no_todo("Acknowledge the risk notice")
    lead.open(f"/studios/{make.again(cast.studios[n]).id}")
    lead.sees("Warned")
