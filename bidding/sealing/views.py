"""Pages: opening keys of officers, the paper key, the key of a challenge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from bidding.sealing import actions, queries, rules, suite
from bidding.sealing.forms import KeyForm, OfflineForm, PairForm, PassphraseForm, SheetForm
from bidding.sealing.models import OfficerKey, PaperKey
from bidding.sealing.papers import paper_sheet
from marketplace.challenges.models import Challenge
from marketplace.challenges.queries import frame as framed
from marketplace.core import files
from marketplace.core.db import find, transaction
from marketplace.core.errors import Invalid, NotFound, WrongMoment
from marketplace.core.forms import Form
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import freshly_confirmed, me

bp = Blueprint("sealing", __name__)
LONGEST_KEY_FILE = 20_000  # bytes


@bp.get("/opening-keys")
def keys() -> Any:
    """My own pair, and the paper key."""
    reader = me()
    require(rules.may_see_keys(reader))
    mine, paper = queries.key_of(reader), queries.paper_key()
    return render_template(
        "sealing/keys.html",
        may_hold=rules.may_hold(reader),
        may_make_paper=rules.may_make_paper(reader),
        mine=mine,
        hanging=queries.hanging_on(f"officer/{mine.id}") if mine else 0,
        paper=paper,
        fingerprint=queries.fingerprint,
    )


@bp.route("/opening-keys/new", methods=["GET", "POST"])
def new_pair() -> Any:
    """Make one's own pair, or a new one for a lost one."""
    require(rules.may_hold(me()))
    form = PairForm()
    if form.sent_and_valid():
        made = queries.new_pair(me().id, form.terms().passphrase)
        with form.saving():
            actions.make_pair(made, by=me())
        if form.saved:
            flash(_("Your opening key is made. Nobody can give you the passphrase back; keep it well."))
            return redirect(url_for("sealing.keys"), 303)
    mine = queries.key_of(me())
    hanging = queries.hanging_on(f"officer/{mine.id}") if mine else 0
    page = render_template("sealing/pair.html", form=form, mine=mine, hanging=hanging)
    return page, form.status


@bp.route("/opening-keys/passphrase", methods=["GET", "POST"])
def passphrase() -> Any:
    """Another passphrase for the same pair."""
    require(rules.may_hold(me()))
    mine, form = queries.key_of(me()), PassphraseForm()
    if mine is None:
        return redirect(url_for("sealing.new_pair"), 303)
    if form.sent_and_valid():
        terms = form.terms()
        with form.refusing():
            made = queries.rewrapped(mine, terms.old, terms.passphrase)
            with form.saving():
                actions.change_passphrase(made, by=me())
        if form.saved:
            flash(_("The passphrase is changed; your shares stay as they are."))
            return redirect(url_for("sealing.keys"), 303)
    return render_template("sealing/passphrase.html", form=form), form.status


@bp.post("/opening-keys/paper")
def make_paper() -> Any:
    """A new paper key: its private half is on this sheet and nowhere else."""
    require(rules.may_make_paper(me()))
    if not freshly_confirmed():
        return redirect(url_for("people.confirm", next=url_for("sealing.keys")), 303)
    private = suite.new_private()
    if suite.from_paper(suite.on_paper(private)) != private:  # what is printed must open
        raise WrongMoment(_("The letters could not be written down. Nothing was changed; try again."))
    with transaction():
        key_id = actions.make_paper(suite.public_half(private), by=me()).id
    sheet = paper_sheet(find(PaperKey, key_id), private)
    return files.download(f"paper-key-{key_id}.pdf", sheet)


@bp.route("/opening-keys/sheet", methods=["GET", "POST"])
def test_sheet() -> Any:
    """Can the sheet in the safe be read? What is typed opens nothing here and is kept nowhere."""
    require(rules.may_make_paper(me()))
    paper, form = queries.paper_key(), SheetForm()
    if paper is None:
        return redirect(url_for("sealing.keys"), 303)
    if form.sent_and_valid():
        with form.refusing():
            read = queries.reads_as(form.terms().letters)
            with form.saving():
                actions.note_test(read or paper, read is not None, by=me())
            if form.saved and read is not None:
                said = _("The sheet can be read; it is paper key %(n)s.", n=read.id)
                older = _("The sheet can be read, but it is the retired paper key %(n)s.", n=read.id)
                flash(said if read.retired_at is None else older)
                return redirect(url_for("sealing.keys"), 303)
            raise Invalid(_("The letters are whole, but they are of no paper key of this system."), "letters")
    return render_template("sealing/sheet.html", form=form, paper=paper), form.status


@bp.get("/opening-keys/asked/<int:person_id>")
def asked_for(person_id: int) -> Any:
    """From the to-do to the page that makes the pair."""
    require(rules.may_hold(me()))
    made = person_id != me().id or queries.key_of(me()) is not None
    return redirect(url_for("sealing.keys" if made else "sealing.new_pair"), 303)


# --- the key of a challenge ----------------------------------------------------------------------


@bp.route("/challenges/<int:challenge_id>/key", methods=["GET", "POST"])
def key(challenge_id: int) -> Any:
    """Who holds the shares; the pair is made here, or taken in from a computer of its own."""
    challenge = framed(challenge_id, seen_by=me()).challenge
    require(rules.may_make_key(me(), challenge))
    possible = queries.possible_holders(challenge)
    form = KeyForm(possible, queries.proposed(possible))
    if form.sent_and_valid():
        chosen = form.terms().officers
        with form.saving():
            actions.make_key(_locked(challenge_id), _keys(chosen), by=me())
        if form.saved:
            return _made(challenge_id)
    return _key_page(challenge_id, form, OfflineForm()), form.status


@bp.post("/challenges/<int:challenge_id>/key/offline")
def offline(challenge_id: int) -> Any:
    """The pair that make_key.py has made."""
    form = OfflineForm()
    require(rules.may_make_key(me(), find(Challenge, challenge_id, seen_by=me())))
    data = form_file(form)
    with form.saving():
        made = queries.read_offline(data, challenge_id)
        actions.take_offline_key(_locked(challenge_id), made, by=me())
    if form.saved:
        return _made(challenge_id)
    possible = queries.possible_holders(find(Challenge, challenge_id, seen_by=me()))
    return _key_page(challenge_id, KeyForm(possible, queries.proposed(possible)), form), form.status


def form_file(form: OfflineForm) -> bytes:
    """What was sent; too much of it is cut and then refused as not written by the script."""
    sent = request.files.get("key")
    return sent.read(LONGEST_KEY_FILE) if sent is not None else b""


def _locked(challenge_id: int) -> Challenge:
    return find(Challenge, challenge_id, lock=True, seen_by=me())


def _keys(ids: tuple[int, ...]) -> list[OfficerKey]:
    return [find(OfficerKey, one) for one in ids]


def _made(challenge_id: int) -> Any:
    flash(_("The key is made. Two of its four holders open the bids together; nobody alone can."))
    return redirect(url_for("sealing.key", challenge_id=challenge_id), 303)


def _key_page(challenge_id: int, form: Form, offline_form: Form) -> str:
    frame = framed(challenge_id, seen_by=me())
    possible = queries.possible_holders(frame.challenge)
    return render_template(
        "sealing/key.html",
        frame=frame,
        challenge=frame.challenge,
        form=form,
        offline_form=offline_form,
        state=queries.key_state(frame.challenge),
        possible=possible,
        without=queries.without_key(frame.challenge),
        paper=queries.paper_key(),
        fingerprint=queries.fingerprint,
    )


@bp.get("/challenges/<int:challenge_id>/key/order")
def order(challenge_id: int) -> Response:
    """What make_key.py needs: the holders and their public keys."""
    challenge = find(Challenge, challenge_id, seen_by=me())
    require(rules.may_make_key(me(), challenge))
    possible, paper = queries.possible_holders(challenge), queries.paper_key()
    asked = request.args.getlist("officers") or [str(one) for one in queries.proposed(possible)]
    chosen = [one for one in possible if str(one.id) in asked]
    require(rules.of_three_lines([one.person for one in chosen], paper))
    assert paper is not None
    return files.download(f"order-{challenge_id}.json", queries.order(challenge, chosen, paper))


@bp.get("/offline/<name>")
def offline_program(name: str) -> Response:
    """The two programs that run without this server: one makes keys, one checks receipts."""
    if name not in OFFLINE:
        raise NotFound(_("This page does not exist, or it is not meant for you."))
    place = Path(current_app.root_path).parent / "docs" / "offline" / name
    return files.download(name, place.read_bytes())


OFFLINE = ("make_key.py", "verify_receipt.py")
