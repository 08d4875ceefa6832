"""What the bidder keeps: the content before the seal, and in quorum mode the receipt with its secret."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from bidding.bids import actions, queries, rules
from bidding.bids.forms import ContentForm
from bidding.bids.models import Bid
from bidding.bids.views._bp import bp
from bidding.sealing import queries as sealed
from bidding.sealing.suite import read_receipt_file
from bidding.sealing.terms import Handed
from marketplace.core import files
from marketplace.core.canonical import NotCanonical, canonical
from marketplace.core.canonical import read as read_canonical
from marketplace.core.db import find
from marketplace.core.errors import Invalid, WrongMoment
from marketplace.core.i18n import _
from marketplace.core.verdict import require
from marketplace.people.login import me

LONGEST_CONTENT = 2_000_000  # bytes


@bp.get("/bids/<int:bid_id>/keep")
def keep(bid_id: int) -> Response:
    """The content as it would be sealed now, as a file: its spelling is the one the receipt commits to."""
    bid = queries.shown(bid_id, seen_by=me())
    require(rules.may_view_sealed(me(), bid))
    terms, _gaps = queries.assembled(bid, queries.document(bid))
    if terms is None:
        raise WrongMoment(_("The bid is not complete."))
    return files.download(f"bid-{bid_id}.json", canonical(terms.body()))


@bp.route("/bids/<int:bid_id>/read-back", methods=["GET", "POST"])
def read_back(bid_id: int) -> Any:
    """The content that was kept as a file, back into the draft."""
    bid = queries.shown(bid_id, seen_by=me())
    require(rules.may_write(me(), bid))
    form = ContentForm()
    if form.sent_and_valid():
        sent = request.files.get("content")
        data = sent.read(LONGEST_CONTENT) if sent is not None else b""
        with form.saving():
            taken = actions.take_in(find(Bid, bid_id, lock=True, seen_by=me()), data, by=me())
        if form.saved:
            flash(
                _(
                    "The content is back in the draft: %(n)s steps. Look through them before you seal.",
                    n=taken,
                )
            )
            return redirect(url_for("bids.content", bid_id=bid_id), 303)
        bid = queries.shown(bid_id, seen_by=me())
    return render_template("bids/read_back.html", bid=bid, form=form), form.status


def handed(bid_id: int, got: Handed) -> Any:
    """Quorum: the only page that shows the secret of the receipt; the server keeps it nowhere."""
    bid = queries.shown(bid_id, seen_by=me())
    facts = read_canonical(sealed.receipt_text(bid_id, got.version).encode())
    text = canonical({**facts, "r": got.r.hex()}).decode()
    back = url_for("bids.receipt", bid_id=bid_id, version=got.version)
    return render_template("bids/handed.html", bid=bid, got=got, text=text, back=back)


@bp.post("/bids/<int:bid_id>/receipt/<int:version>/handed")
def take_handed(bid_id: int, version: int) -> Response:
    """The receipt with its secret goes from that page through here into a file, and is forgotten."""
    bid = queries.shown(bid_id, seen_by=me())
    require(rules.may_view_sealed(me(), bid))
    text = request.form.get("file", "")[:20_000].encode()
    try:
        known = read_receipt_file(canonical({k: v for k, v in read_canonical(text).items() if k != "r"}),
                                  sealed.server_keys().public)  # fmt: skip
    except (NotCanonical, AttributeError):
        known = None
    if known is None or (known.bid, known.version) != (bid_id, version):
        raise Invalid(_("This is not the receipt of this version."))
    return files.download(f"receipt-{bid_id}-{version}.json", text)
