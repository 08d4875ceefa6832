"""What nobody else may know, what comes too late, and the work itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marketplace.core import audit
from marketplace.core.db import db
from marketplace.ledger.models import LedgerEntry
from marketplace.projects.models import Project
from tests import make
from tests.journeys.cast import Cast
from tests.journeys.contest import TITLE
from tests.visitor import Visitor


def nobody_else_knows(cast: Cast, key: int, bid: int) -> None:
    """Before the close no page of anybody else says that there is a bid, nor how many."""
    for who in (cast.poster, cast.head, cast.chair, cast.secrecy, *cast.officers, cast.pool[0]):
        other = cast.at(who)
        for path in (
            f"/bids/{bid}",
            f"/bids/{bid}/content",
            f"/bids/{bid}/team",
            f"/bids/{bid}/history",
            f"/bids/{bid}/receipt/1",
        ):
            other.open(path, status=404)
        for path in (
            "/",
            "/bids",
            "/inbox",
            f"/challenges/{key}",
            f"/challenges/{key}/opening",
            f"/challenges/{key}/history",
        ):
            other.open(path)
            other.sees_not("领衔人1", "创新工作室1", "Sealed bids")
    cast.lead(1).open(f"/bids/{bid}", status=404)


def too_late(cast: Cast, key: int, bid: int) -> None:
    """After the close nothing is handed in, taken back or changed."""
    lead = cast.lead(0)
    lead.open(f"/bids/{bid}/seal")
    assert "Submit under seal" in lead.page.closed
    lead.open(f"/challenges/{key}/bid")
    assert not [form for form in lead.page.forms if form.named("studio_id")]


def carry_out(cast: Cast, project_id: int) -> None:
    """Steps 9, 10: tasks, a milestone with evidence, measured values, delivery; twice is once."""
    lead, head = cast.lead(0), cast.at(cast.head)
    lead.told("has begun; it is due on")
    tasks(cast, lead, project_id)
    milestone(lead, cast.at(cast.poster), project_id)
    measure(lead, project_id, "1.6")
    deliver(lead, head, project_id)
    before = db.session.query(LedgerEntry).count()
    accept(head, project_id)
    where = head.page.url
    assert head.send_again().url == where
    assert db.session.query(LedgerEntry).count() == before + 1, "the second click counts nothing"
    head.no_todo("Accept the delivery")
    lead.told("It counts in this year's ledger")
    studio = db.session.get_one(Project, project_id).studio_id
    lead.open(f"/studios/{studio}/progress")
    lead.sees("Tackled challenges1 / 1", "reached")
    lead.open(f"/studios/{studio}/ledger")
    lead.sees(TITLE)
    lead.open(f"/projects/{project_id}/history")
    lead.sees("Work begun", "Task given", "Measured values recorded")


def tasks(cast: Cast, lead: Visitor, project_id: int) -> None:
    """The lead gives a task; whoever got it does it."""
    project = db.session.get_one(Project, project_id)
    helper = next(m.person_id for m in project.members if m.person_id != project.lead_id and not m.temporary)
    due = make.again(project).starts_on + timedelta(days=30)
    lead.open(f"/projects/{project_id}/tasks")
    lead.press(_only(lead), title="首批三炉取样", assignee=str(helper), due_on=due)
    mate = cast.at(helper)
    mate.todo("Do your task")
    mate.open(f"/projects/{project_id}/tasks")
    mate.press("Begin")
    mate.press("Finish")
    mate.no_todo("Do your task")


def _only(visitor: Visitor) -> str:
    """The words of the button that gives a task."""
    return next(b.words for f in visitor.page.forms if f.named("assignee") for b in f.buttons)


def milestone(lead: Visitor, head: Visitor, project_id: int) -> None:
    """The first milestone of the bid is reported and confirmed."""
    lead.open(f"/projects/{project_id}/milestones")
    lead.follow("小批验证")
    lead.press("Report the milestone", evidence="三炉磁粉记录齐全，见文件。")
    head.todo("Confirm a milestone")
    head.press("Confirm the milestone") if head.page.has("Confirm the milestone") else _confirm(
        head, project_id
    )
    head.no_todo("Confirm a milestone")
    lead.told("is confirmed")


def _confirm(head: Visitor, project_id: int) -> None:
    head.open(f"/projects/{project_id}/milestones")
    head.follow("小批验证")
    head.press("Confirm the milestone")


def measure(lead: Visitor, project_id: int, value: str) -> None:
    """Measured values against every target."""
    lead.open(f"/projects/{project_id}/measure")
    form, _button = lead.page.find("Keep the measured values")
    typed: dict[str, Any] = {f.name: value for f in form.fields if f.name.startswith("value_")}
    typed |= {f.name: "连续三批统计" for f in form.fields if f.name.startswith("note_")}
    lead.press("Keep the measured values", typed)
    lead.sees("连续三批统计")


def deliver(lead: Visitor, head: Visitor, project_id: int) -> None:
    """The team hands over."""
    lead.open(f"/projects/{project_id}/delivery")
    lead.press("Deliver", note="工艺卡、冷铁图纸和首检记录已移交。")
    lead.no_todo(f"Report measured values and deliver {TITLE}")
    head.told("is delivered; please accept it")


def accept(head: Visitor, project_id: int) -> None:
    """The department accepts."""
    head.todo("Accept the delivery")
    head.open(f"/projects/{project_id}/delivery")
    head.press("Decide", decision="met", verdict="三批现场核对，指标达到。")


def books_hold() -> None:
    """The chain of the audit lines holds from the first to the last."""
    lines, faults = audit.faults()
    assert lines > 100
    assert faults == []
