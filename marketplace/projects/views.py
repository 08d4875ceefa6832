"""Pages of projects."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from marketplace.core import files
from marketplace.core.audit import ref
from marketplace.core.db import find, transaction
from marketplace.core.errors import NotFound
from marketplace.core.forms import expect
from marketplace.core.i18n import _
from marketplace.core.models import StoredFile
from marketplace.core.verdict import require, require_right
from marketplace.people.history import history, steps
from marketplace.people.login import me
from marketplace.projects import actions, queries, rules, words
from marketplace.projects.forms import (
    AcceptForm,
    DeliverForm,
    EvidenceForm,
    MilestoneForm,
    ReasonForm,
    RegisterForm,
    TaskForm,
    measure_form,
    measured,
)
from marketplace.projects.models import Milestone, Project, ProjectOrigin, ProjectState, Task, TaskState
from marketplace.studios.models import Studio

bp = Blueprint("projects", __name__, url_prefix="/projects")
WAY = (ProjectState.RUNNING, ProjectState.DELIVERED, ProjectState.MET)
OWN_WAY = (ProjectState.PROPOSED, *WAY)


def _page(template: str, project: Project, **more: Any) -> str:
    """A tab of a project with what its frame needs."""
    lines = history(project, words.DEEDS)
    way = OWN_WAY if project.origin is ProjectOrigin.OWN else WAY
    bar = steps(project, way, lines, project.accept_due if project.state is ProjectState.DELIVERED else None)
    return render_template(template, project=project, bar=bar, lines=lines, rules=rules, **more)


def _to(project_id: int, tab: str = "show") -> Response:
    return redirect(url_for(f"projects.{tab}", project_id=project_id), 303)  # type: ignore[return-value]


def _mine(model: type[Any], key: int, project: Project) -> Any:
    """A task or milestone of this very project."""
    thing = find(model, key)
    if thing.project_id != project.id:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return thing


@bp.get("/")
def listed() -> str:
    """Projects I may see."""
    asked = {k: request.args.get(k, "")[:60] for k in ("state", "origin", "q", "mine")}
    found = queries.listed(
        seen_by=me(), state=asked["state"], origin=asked["origin"], text=asked["q"], mine=bool(asked["mine"])
    )
    return render_template(
        "projects/list.html", page=found, asked=asked, states=ProjectState, origins=ProjectOrigin
    )


@bp.get("/of-studio/<int:studio_id>")
def of_studio(studio_id: int) -> str:
    """A studio's projects: the tab of its record."""
    studio, reader = find(Studio, studio_id, seen_by=me()), me()
    found = queries.of_studio(studio_id, seen_by=reader)
    may = rules.may_register(reader, studio.lead_id)
    return render_template("projects/of_studio.html", studio=studio, page=found, may_register=may)


@bp.get("/<int:project_id>")
def show(project_id: int) -> str:
    """Targets, people, dates, the next step."""
    return _page("projects/show.html", queries.whole(project_id, seen_by=me()))


@bp.route("/register/<int:studio_id>", methods=["GET", "POST"])
def register(studio_id: int) -> Any:
    """A studio's own project, before the work."""
    studio, form = find(Studio, studio_id), RegisterForm()
    verdict = rules.may_register(me(), studio.lead_id)
    if not verdict:
        raise verdict.refusal(verdict.reason)
    if request.method == "POST" and request.form.get("add") == "targets":
        form.targets.append_entry()
    elif form.sent_and_valid():
        with form.saving():
            project = actions.register(find(Studio, studio_id), form.terms(), by=me())
        if form.saved:
            flash(_("Registered; your home unit has been asked to approve."))
            return _to(project.id)
    return render_template("projects/register.html", form=form, studio=find(Studio, studio_id)), form.status


@bp.route("/<int:project_id>/approve", methods=["GET", "POST"])
def approve(project_id: int) -> Any:
    """The home unit decides about a studio's own project: approve, or refuse with a reason."""
    form = ReasonForm()
    if request.method == "POST" and request.form.get("decision") == "approve":
        with transaction():
            project = find(Project, project_id, lock=True, seen_by=me())
            expect(project)
            actions.approve(project, by=me())
        flash(_("Approved; the studio has been told."))
        return _to(project_id)
    if form.sent_and_valid():
        with form.saving():
            actions.refuse(find(Project, project_id, lock=True, seen_by=me()), form.terms().reason, by=me())
        if form.saved:
            flash(_("Refused; the studio has been told why."))
            return _to(project_id)
    return _page("projects/approve.html", queries.whole(project_id, seen_by=me()), form=form), form.status


@bp.route("/<int:project_id>/tasks", methods=["GET", "POST"])
def tasks(project_id: int) -> Any:
    """The board."""
    project = queries.whole(project_id, seen_by=me())
    if request.method == "POST":
        require_right(rules.may_lead(me(), project))
    form = TaskForm().for_team(project)
    if form.sent_and_valid():
        with form.saving():
            actions.add_task(find(Project, project_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("The task is given."))
            return _to(project_id, "tasks")
        project = queries.whole(project_id, seen_by=me())  # the refused deed has forgotten it
    return _page("projects/tasks.html", project, form=form, board=queries.board(project)), form.status


@bp.post("/<int:project_id>/tasks/<int:task_id>/<any(todo, doing, done):to>")
def move_task(project_id: int, task_id: int, to: str) -> Response:
    """A task to another column."""
    with transaction():
        project = find(Project, project_id, lock=True, seen_by=me())
        actions.move_task(project, _mine(Task, task_id, project), TaskState(to), by=me())
    return _to(project_id, "tasks")


@bp.route("/<int:project_id>/milestones", methods=["GET", "POST"])
def milestones(project_id: int) -> Any:
    """Dated steps and their payments."""
    if request.method == "POST":
        require_right(rules.may_lead(me(), queries.whole(project_id, seen_by=me())))
    form = MilestoneForm()
    if form.sent_and_valid():
        with form.saving():
            actions.add_milestone(find(Project, project_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            return _to(project_id, "milestones")
    return _page("projects/milestones.html", queries.whole(project_id, seen_by=me()), form=form), form.status


@bp.route("/<int:project_id>/milestones/<int:milestone_id>", methods=["GET", "POST"])
def milestone(project_id: int, milestone_id: int) -> Any:
    """Report a milestone, confirm it, or ask for more."""
    decision = request.form.get("decision", "reach")
    if request.method == "POST":
        project = queries.whole(project_id, seen_by=me())
        one = _mine(Milestone, milestone_id, project)
        require_right(
            rules.may_lead(me(), project) if decision == "reach" else rules.may_confirm(me(), project, one)
        )
    form: Any = ReasonForm() if decision == "return" else EvidenceForm()
    if request.method == "POST" and decision == "confirm":
        with transaction():
            project = find(Project, project_id, lock=True, seen_by=me())
            actions.confirm_milestone(project, _mine(Milestone, milestone_id, project), by=me())
        flash(_("The milestone is confirmed."))
        return _to(project_id, "milestones")
    if form.sent_and_valid():
        with form.saving():
            project = find(Project, project_id, lock=True, seen_by=me())
            one = _mine(Milestone, milestone_id, project)
            if decision == "return":
                actions.return_milestone(project, one, form.terms().reason, by=me())
            else:
                actions.reach_milestone(project, one, form.terms().evidence, by=me())
        if form.saved:
            return _to(project_id, "milestones")
    project = queries.whole(project_id, seen_by=me())
    one = _mine(Milestone, milestone_id, project)
    forms = {
        "evidence": form if decision == "reach" else EvidenceForm(),
        "reason": form if decision == "return" else ReasonForm(),
    }
    return _page("projects/milestone.html", project, milestone=one, forms=forms), form.status


@bp.route("/<int:project_id>/measure", methods=["GET", "POST"])
def measure(project_id: int) -> Any:
    """The measured value of every target."""
    project = queries.whole(project_id, seen_by=me())
    form = measure_form(project)
    if form.sent_and_valid():
        with form.saving():
            project = find(Project, project_id, lock=True, seen_by=me())
            actions.measure(project, measured(form, project), by=me())
        if form.saved:
            flash(_("The measured values are kept."))
            return _to(project_id, "delivery")
        project = queries.whole(project_id, seen_by=me())  # the refused deed has forgotten it
    return _page("projects/measure.html", project, form=form), form.status


@bp.route("/<int:project_id>/delivery", methods=["GET", "POST"])
def delivery(project_id: int) -> Any:
    """Deliver; accept, send back or refuse."""
    deciding = "decision" in request.form
    if request.method == "POST":
        may = rules.may_decide if deciding else rules.may_deliver
        require_right(may(me(), queries.whole(project_id, seen_by=me())))
    form: Any = AcceptForm() if deciding else DeliverForm()
    if form.sent_and_valid():
        with form.saving():
            project = find(Project, project_id, lock=True, seen_by=me())
            if deciding:
                _decide(project, form.terms())
            else:
                actions.deliver(project, form.terms().note, by=me())
        if form.saved:
            flash(
                _("Decided; everybody on the project has been told.")
                if deciding
                else _("Delivered; the department has been asked to accept.")
            )
            return _to(project_id, "delivery")
    project = queries.whole(project_id, seen_by=me())
    forms = {"accept": form if deciding else AcceptForm(), "deliver": DeliverForm() if deciding else form}
    return _page("projects/delivery.html", project, forms=forms), form.status


def _decide(project: Project, terms: Any) -> None:
    if terms.decision in ("met", "partly"):
        actions.accept(project, terms.verdict, partly=terms.decision == "partly", by=me())
    elif terms.decision == "returned":
        actions.give_back(project, terms.verdict, by=me())
    else:
        actions.refuse_outcome(project, terms.verdict, diligent=terms.decision == "diligent", by=me())


@bp.route("/<int:project_id>/files", methods=["GET", "POST"])
def attachments(project_id: int) -> Any:
    """Records and documents."""
    if request.method == "POST":
        with transaction():
            project = find(Project, project_id, lock=True, seen_by=me())
            require(rules.may_add_files(me(), project))
            for upload in request.files.getlist("files"):
                files.keep(upload, project, by=me())
        return _to(project_id, "attachments")
    project = queries.whole(project_id, seen_by=me())
    may_add = rules.may_add_files(me(), project)
    return _page("projects/files.html", project, files=files.kept_with(project), may_add=may_add)


@bp.get("/<int:project_id>/files/<int:file_id>")
def download(project_id: int, file_id: int) -> Response:
    """One file."""
    project, row = find(Project, project_id, seen_by=me()), find(StoredFile, file_id)
    if row.about != ref(project):
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    return files.download(row.name, files.read(row))


@bp.get("/<int:project_id>/history")
def past(project_id: int) -> str:
    """Everything that happened."""
    return _page("projects/history.html", queries.whole(project_id, seen_by=me()))


@bp.get("/task/<int:task_id>")
def task_page(task_id: int) -> Response:
    """From a to-do to the board its task lies on."""
    task = find(Task, task_id)
    return _to(find(Project, task.project_id, seen_by=me()).id, "tasks")


@bp.get("/milestone/<int:milestone_id>")
def milestone_page(milestone_id: int) -> Response:
    """From a to-do to its milestone."""
    one = find(Milestone, milestone_id)
    project = find(Project, one.project_id, seen_by=me())
    target = url_for("projects.milestone", project_id=project.id, milestone_id=one.id)
    return redirect(target, 303)  # type: ignore[return-value]
