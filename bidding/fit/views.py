"""The market, which studios fit a challenge, and working all of it out anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for

from bidding.fit import actions, queries, rules
from bidding.fit.forms import InviteForm
from bidding.fit.queries import Filters
from bidding.fit.queries.market import STATES, WITHIN
from marketplace.challenges import actions as deeds
from marketplace.challenges import queries as challenges
from marketplace.challenges.models import Challenge, ChallengeState, Nature
from marketplace.challenges.rules import invited_least, may_invite
from marketplace.core import clock
from marketplace.core.db import find, transaction
from marketplace.core.drawing import deadlines, pairs
from marketplace.core.errors import NotFound
from marketplace.core.i18n import _, locale
from marketplace.core.models import LongJob
from marketplace.core.sheets import write_csv, write_xlsx
from marketplace.core.sheets.writing import Heading
from marketplace.core.verdict import require
from marketplace.core.web import wants_part
from marketplace.people.login import me
from marketplace.people.models import Role, SecrecyLevel
from marketplace.people.rules import scope_paths
from marketplace.rulebook.words import CODES
from marketplace.studios.queries import studio_options

bp = Blueprint("fit", __name__)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/market")
def market() -> Any:
    """What is posted, ranked by how well it fits my studio."""
    studios = queries.my_studios(me())
    mine = _chosen(studios)
    filters = Filters.of(request.args)
    page = queries.market(me(), filters, mine.id if mine else None)
    offered = _offered(queries.choices(), locale())
    return render_template(
        "fit/market.html", page=page, filters=filters, studios=studios, mine=mine, offered=offered,
        chips=_chips(filters, offered), why=queries.reasons_in, view=_view(),
        untils=deadlines((row.closes_at, row.state != ChallengeState.OPEN) for row in page.rows),
        posts=bool(scope_paths(me(), Role.POSTER, Role.UNIT_MANAGER, Role.SECRECY_OFFICER)),
    )  # fmt: skip


def _chosen(studios: Sequence[Any]) -> Any:
    asked = request.args.get("studio", "")
    return next((one for one in studios if str(one.id) == asked), studios[0] if studios else None)


def _view() -> str:
    return "table" if request.args.get("view") == "table" else "cards"


Offered = tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]  # name, label, choices of each filter


@lru_cache(maxsize=50)
def _offered(found: tuple[tuple[str, int, str, str], ...], language: str) -> Offered:
    """Filters with their names and choices."""
    named: dict[str, list[tuple[str, str]]] = {"unit": [], "family": []}
    for kind, key, zh, en in found:
        named[kind].append((str(key), en if language == "en" else zh))
    return (
        ("state", _("State"), pairs((state, state.label) for state in STATES)),
        ("unit", _("Company"), tuple(named["unit"])),
        ("family", _("Skill family"), tuple(named["family"])),
        ("preset", _("Preset"), pairs(CODES.items())),
        ("nature", _("Nature"), pairs((one, one.label) for one in Nature)),
        ("difficulty", _("Difficulty"), pairs((n, f"{n} / 4") for n in range(1, 5))),
        ("secrecy", _("Secrecy"), pairs((one, one.label) for one in SecrecyLevel)),
        ("within", _("Closes"), pairs((n, _("within %(n)s days", n=n)) for n in WITHIN)),
        ("followed", _("Following"), (("1", _("only what I follow")),)),
    )


def _chips(filters: Filters, offered: Offered) -> list[dict[str, str]]:
    chips = [{"name": "q", "value": filters.q, "label": _("Words"), "text": filters.q}] if filters.q else []
    for name, label, choices in offered:
        chosen = getattr(filters, name)
        text = dict(choices).get(chosen) if chosen else None
        if text:
            chips.append({"name": name, "value": chosen, "label": label, "text": text})
    return chips


# --- exactly this view, to take away ---------------------------------------------------------------


@bp.get("/market/export.<any(csv, xlsx):kind>")
def export(kind: str) -> Response:
    """The market as it is filtered now. What the reader may not know stays empty."""
    mine = _chosen(queries.my_studios(me()))
    rows = _lines(queries.exported(me(), Filters.of(request.args), mine.id if mine else None))
    name = f"market-{clock.today():%Y%m%d}.{kind}"
    if kind == "csv":
        answer = Response(stream_with_context(write_csv(_columns(), rows)), mimetype="text/csv")
    else:
        answer = Response(stream_with_context(_sheet(rows)), mimetype=SHEET)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    return answer


def _sheet(rows: Iterator[list[Any]]) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(max_size=2**20) as file:
        write_xlsx(_("Market"), _columns(), rows, file)
        file.seek(0)
        while piece := file.read(2**16):
            yield piece


def _columns() -> list[Heading]:
    wan = _("%(what)s (10,000 yuan)")
    return [
        Heading(_("Number")), Heading(_("Title")), Heading(_("State")), Heading(_("Company")),
        Heading(_("Department")), Heading(_("Skill family")), Heading(_("Preset")), Heading(_("Nature")),
        Heading(_("Difficulty")), Heading(_("Secrecy")),
        Heading(wan % {"what": _("Budget ceiling")}, number_format="0.0"),
        Heading(wan % {"what": _("Reward")}, number_format="0.0"), Heading(_("Days to deliver")),
        Heading(_("Bids until")), Heading(_("Fit"), number_format="0.0"),
    ]  # fmt: skip


def _lines(rows: Iterator[Any]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.number, row.title, str(row.state.label), row.company or "", row.department,
            (row.family_en if locale() == "en" else row.family_zh) or "",
            str(CODES.get(row.preset, row.preset)), str(row.nature.label), row.difficulty,
            str(row.secrecy.label), None if row.budget is None else row.budget / 10_000,
            None if row.reward is None else row.reward / 10_000, row.work_days, row.closes_at,
            None if row.score is None else row.score / 100,
        ]  # fmt: skip


# --- studios for a challenge, and everything anew ----------------------------------------------------


@bp.get("/challenges/<int:challenge_id>/studios")
def studios(challenge_id: int) -> Any:
    """Which studios fit this challenge: so that the department knows whom to speak to."""
    frame = challenges.frame(challenge_id, seen_by=me())
    require(rules.may_see_studios(me(), frame.challenge))
    rows = queries.best_studios(frame.challenge, 20)
    return render_template(
        "fit/studios.html", frame=frame, challenge=frame.challenge, rows=rows, reasons=queries.reasons
    )


@bp.route("/challenges/<int:challenge_id>/invite", methods=["GET", "POST"])
def invite(challenge_id: int) -> Any:
    """The department names the studios that are asked to bid, from the ranking or by name."""
    form = InviteForm(studio_options())
    if form.sent_and_valid():
        with form.saving():
            found = find(Challenge, challenge_id, lock=True, seen_by=me())
            deeds.invite(found, form.terms(), by=me())
        if form.saved:
            flash(_("Saved. Invited studios hear of it when it is posted, at once if it is posted already."))
            return redirect(url_for("fit.invite", challenge_id=challenge_id), 303)
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(may_invite(me(), challenge))
    named = challenges.invited(challenge)
    ranked = queries.best_studios(challenge, 20)
    page = render_template(
        "fit/invite.html", challenge=challenge, form=form, ranked=ranked, named=named,
        picked={studio.id for studio in named}, listed={row.id for row in ranked}, reasons=queries.reasons,
        least=invited_least(challenge),
    )  # fmt: skip
    return page, form.status


@bp.post("/challenges/<int:challenge_id>/invite/rank")
def rank(challenge_id: int) -> Any:
    """Have the studios ranked for a draft."""
    with transaction():
        actions.rank_for_invitation(find(Challenge, challenge_id, seen_by=me()), by=me())
    flash(_("The ranking is being worked out; look again in a moment."))
    return redirect(url_for("fit.invite", challenge_id=challenge_id), 303)


@bp.get("/market/similar")
def similar() -> str:
    """What the group has already posted or solved that sounds like this."""
    title, more = (request.args.get(name, "")[:2000] for name in ("title", "background"))
    but = request.args.get("but", "")
    found = queries.alike(
        f"{title} {more}", seen_by=me(), but=int(but) if but.isdecimal() and len(but) < 16 else 0
    )
    template = "fit/_similar.html" if wants_part() else "fit/similar.html"
    return render_template(template, challenges=found[0], outcomes=found[1], typed=bool(title.strip()))


@bp.route("/market/fit", methods=["GET", "POST"])
def refreshing() -> Any:
    """Have the whole group worked out anew."""
    if request.method == "POST":
        with transaction():
            job = actions.refresh_all(by=me())
            job_id = job.id
        flash(_("Begun. You can leave this page; it goes on."))
        return redirect(url_for("fit.progress", job_id=job_id), 303)
    verdict = rules.may_refresh(me())
    require(verdict)
    return render_template("fit/refreshing.html", verdict=verdict, job=None)


@bp.get("/market/fit/<int:job_id>")
def progress(job_id: int) -> Any:
    """How far it is."""
    job = find(LongJob, job_id)
    if job.owner_id != me().id or job.kind != actions.KIND:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    template = "fit/_progress.html" if wants_part() else "fit/refreshing.html"
    return render_template(template, job=job, verdict=rules.may_refresh(me()))
