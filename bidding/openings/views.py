"""Pages: the opening of a challenge, its record, the ranking."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from bidding.openings import actions, papers, queries, rules
from bidding.openings.forms import CloseForm, EntrustForm, ShareForm
from bidding.openings.words import FAILURES
from bidding.sealing import queries as sealing
from bidding.sealing.queries import box_seal_of
from bidding.sealing.terms import DEMO_PASSPHRASE
from marketplace.challenges.models import Challenge, ChallengeState
from marketplace.challenges.queries import frame as framed
from marketplace.core import files, reads
from marketplace.core.db import find, transaction
from marketplace.core.errors import Invalid
from marketplace.core.forms import Form
from marketplace.core.i18n import _, _l
from marketplace.core.verdict import require
from marketplace.people import actions as people
from marketplace.people.login import freshly_confirmed, is_demo, me
from marketplace.people.queries import failures
from marketplace.people.rules import may_log_in
from marketplace.rulebook.queries import preset_of

bp = Blueprint("openings", __name__, url_prefix="/challenges/<int:challenge_id>")


STARTED = _l("Started. The second officer has 15 minutes to confirm.")
OPENED = _l("The bids are open and the record is signed.")


def _back(challenge_id: int) -> Any:
    return redirect(url_for("openings.show", challenge_id=challenge_id), 303)


@bp.get("/opening")
def show(challenge_id: int) -> Any:
    """The close, the box seal, the ceremony and its record."""
    frame = framed(challenge_id, seen_by=me())
    challenge = frame.challenge
    box, opening = queries.boxed(challenge)
    closed = challenge.state is ChallengeState.CLOSED
    named = bool(rules.may_see_record(me(), challenge))
    done = opening is not None and bool(opening.minutes)
    return render_template(
        "openings/show.html",
        frame=frame,
        challenge=challenge,
        opening=opening,
        box=box,
        least=int(preset_of(challenge)["minimum_bids"]),
        lines=queries.record(opening, seen_by=me()) if opening is not None and done and named else (),
        named=named,
        failures=FAILURES,
        may_start=closed and rules.may_start(me(), challenge, opening, box),
        may_confirm=closed and rules.may_confirm(me(), challenge, opening),
        may_single=closed and rules.may_accept_single(me(), challenge, box),
        may_decide=closed and rules.may_decide(me(), challenge, box),
        minutes=queries.minutes_of(opening) if opening is not None else {},
        quorum=closed and sealing.is_quorum(challenge_id),
        holds=opening is not None and queries.record_holds(opening),
    )


@bp.post("/opening/start")
def start(challenge_id: int) -> Any:
    """The first officer starts."""
    return _deed(challenge_id, actions.start, STARTED)


@bp.post("/opening/confirm")
def confirm(challenge_id: int) -> Any:
    """The second officer confirms; the bids are opened."""
    return _deed(challenge_id, actions.confirm, OPENED)


@bp.route("/opening/share", methods=["GET", "POST"])
def share(challenge_id: int) -> Any:
    """Quorum: an officer puts a share on the table, the first to start, the second to open."""
    if not freshly_confirmed():
        here = url_for("openings.share", challenge_id=challenge_id)
        return redirect(url_for("people.confirm", next=here), 303)
    challenge = find(Challenge, challenge_id, seen_by=me())
    box, opening = queries.boxed(challenge)
    first = bool(rules.may_start(me(), challenge, opening, box))
    if not first:
        require(rules.may_confirm(me(), challenge, opening))
    form = ShareForm()
    if form.sent_and_valid():
        handed = opening.handed if opening is not None else None
        _put_on_the_table(form, challenge_id, None if first else handed, first=first)
        if form.saved:
            flash(STARTED if first else OPENED)
            return _back(challenge_id)
    frame = framed(challenge_id, seen_by=me())
    page = render_template(
        "openings/share.html",
        form=form,
        frame=frame,
        challenge=frame.challenge,
        first=first,
        demo=DEMO_PASSPHRASE if is_demo() else "",
    )
    return page, form.status


def _put_on_the_table(form: ShareForm, challenge_id: int, handed: bytes | None, *, first: bool) -> None:
    """Passphrases are stretched and shares opened here, before the deed; then one short deed."""
    name, address = f"opening {me().employee_no}", request.remote_addr or ""
    with form.refusing():
        require(may_log_in(*failures(people.name_hash(name), address)))
        held = sealing.at_the_table(challenge_id, me(), form.terms())
        if first:
            given = sealing.hand_on(challenge_id, held)
            deed = partial(actions.start, handed=given)
        else:
            deed = partial(actions.confirm, shares=sealing.both_shares(challenge_id, held, handed))
        with form.saving():
            deed(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    if isinstance(form.refusal, Invalid):
        with transaction():
            people.note_failure(name, address)


def _deed(challenge_id: int, deed: Callable[..., Any], said: str) -> Any:
    if not freshly_confirmed():
        return redirect(
            url_for("people.confirm", next=url_for("openings.show", challenge_id=challenge_id)), 303
        )
    with transaction():
        deed(find(Challenge, challenge_id, lock=True, seen_by=me()), by=me())
    flash(said)
    return _back(challenge_id)


@bp.get("/opening/record")
def record(challenge_id: int) -> Any:
    """The signed record, to print."""
    challenge = framed(challenge_id, seen_by=me()).challenge
    opening = queries.opening_of(challenge)
    require(rules.may_see_record(me(), challenge))
    if opening is None or not opening.minutes:
        return _back(challenge_id)
    reads.note(challenge, by=me())
    return render_template(
        "openings/record.html",
        challenge=challenge,
        opening=opening,
        lines=queries.record(opening, seen_by=me()),
        minutes=queries.minutes_of(opening),
        holds=queries.record_holds(opening),
        failures=FAILURES,
    )


@bp.get("/opening/record.pdf")
def record_pdf(challenge_id: int) -> Any:
    """The signed record as a paper."""
    challenge = framed(challenge_id, seen_by=me()).challenge
    opening = queries.opening_of(challenge)
    require(rules.may_see_record(me(), challenge))
    if opening is None or not opening.minutes:
        return _back(challenge_id)
    lines, reader = queries.record(opening, seen_by=me()), me()
    sheet = papers.minutes_sheet(challenge, opening, lines, reader=reader)
    return files.download(f"opening-{challenge.number}.pdf", sheet)


@bp.get("/opening/box.json")
def box(challenge_id: int) -> Any:
    """The closed box for everybody who may see the challenge: what a bidder checks a receipt against."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    seal = box_seal_of(challenge_id)
    require(rules.may_see_box(challenge, seal))
    assert seal is not None
    return files.download(f"box-{challenge.number}.json", sealing.box_record(challenge, seal))


# --- too few bids, a second time ---------------------------------------------------------------


@bp.route("/opening/entrust", methods=["GET", "POST"])
def entrust(challenge_id: int) -> Any:
    """Give it to one studio, with the reason."""
    return _decide(challenge_id, EntrustForm(), actions.entrust, "openings/entrust.html")


@bp.route("/opening/rewrite", methods=["GET", "POST"])
def rewrite(challenge_id: int) -> Any:
    """Have it rewritten and posted again."""
    return _decide(challenge_id, CloseForm(), actions.rewrite, "openings/rewrite.html")


@bp.route("/opening/end", methods=["GET", "POST"])
def end(challenge_id: int) -> Any:
    """End it without a suitable bid."""
    return _decide(challenge_id, CloseForm(), actions.end_without_bid, "openings/end.html")


@bp.route("/opening/single", methods=["GET", "POST"])
def single(challenge_id: int) -> Any:
    """The chair says why a single bid is opened."""
    return _decide(
        challenge_id, CloseForm(), actions.accept_single, "openings/single.html", rules.may_accept_single
    )


def _decide(
    challenge_id: int, form: Form, deed: Callable[..., Any], template: str, may: Any = rules.may_decide
) -> Any:
    require(may(me(), find(Challenge, challenge_id, seen_by=me()), box_seal_of(challenge_id)))
    if form.sent_and_valid():
        with form.saving():
            deed(find(Challenge, challenge_id, lock=True, seen_by=me()), form.terms(), by=me())
        if form.saved:
            flash(_("Decided; everybody concerned has been told."))
            return _back(challenge_id)
    challenge = find(Challenge, challenge_id, seen_by=me())
    return render_template(template, form=form, challenge=challenge), form.status


@bp.get("/ranking")
def ranking(challenge_id: int) -> Any:
    """The matcher's scores with their parts and facts."""
    frame, bids = _ranked(challenge_id)
    return render_template(
        "openings/ranking.html",
        frame=frame,
        challenge=frame.challenge,
        bids=bids,
        stable=queries.stability_of(bids),
    )


def _ranked(challenge_id: int) -> tuple[Any, Any]:
    frame = framed(challenge_id, seen_by=me())
    require(rules.may_see_ranking(me(), frame.challenge))
    return frame, queries.ranking(frame.challenge, seen_by=me())


@bp.get("/ranking/stability")
def stability(challenge_id: int) -> Any:
    """How firm the first place is; weights to try, which change nothing."""
    frame, bids = _ranked(challenge_id)
    tried = queries.tried(bids, request.args)
    return render_template(
        "openings/stability.html",
        frame=frame,
        challenge=frame.challenge,
        bids=bids,
        stable=queries.stability_of(bids),
        tried=tried,
    ), 422 if tried and tried.errors else 200


@bp.get("/ranking/check")
def check(challenge_id: int) -> Any:
    """Every score computed again from the facts kept with it."""
    frame, bids = _ranked(challenge_id)
    return render_template(
        "openings/check.html", frame=frame, challenge=frame.challenge, rows=queries.checked(bids)
    )
