"""Reading a trade secret leaves its line in a chain of its own, before anything is sent.

Queries that hand out a restricted thing call `note`; when the page is drawn, `write_down` chains one line
for each thing shown. If that fails the page is not sent. The same notes put the watermark on the page.
Looks that are deeds (`deed`: one's own sealed bid, a receipt) stand in the books of deeds in the same way.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, has_request_context, request
from sqlalchemy.exc import SQLAlchemyError

from marketplace.core import audit, clock, words
from marketplace.core.audit import ref
from marketplace.core.db import LOOKED_AT, Base, transaction, writing
from marketplace.core.errors import DomainError
from marketplace.core.i18n import locale
from marketplace.core.web import refusal_page

SHOWN = (200, 422)  # a page with its contents, or the same page with a form sent back


def note(about: Base | str, *, by: Any) -> None:
    """This request shows `about` (a restricted thing or its address) to the person `by`."""
    if has_request_context():
        noted: dict[str, Any] = g.setdefault("reads", {})
        noted[about if isinstance(about, str) else ref(about)] = by.id
        g.stamp = f"{by.name} {by.employee_no} {words.moment(clock.now(), locale=locale())}"


def look(thing: Any, by: Any) -> None:
    """Note the trade secret that a thing is part of, if it is one: what its model's `secret_root` says."""
    root = thing.secret_root() if has_request_context() and hasattr(thing, "secret_root") else None
    if root is not None:
        note(root, by=by)


PARTS = ("challenge", "bid", "award", "panel", "objection")  # what a thing may be a part of, nearest first


def root_of(thing: Any) -> Any:
    """The trade secret that a thing, or what it is part of, tells of; none: what everybody may hear."""
    while thing is not None and not hasattr(thing, "secret_root"):
        thing = next((getattr(thing, name) for name in PARTS if getattr(thing, name, None) is not None), None)
    return thing.secret_root() if thing is not None else None


def stamp() -> str:
    """Who reads what is restricted, and when: the watermark of pages and papers. Else nothing."""
    return str(g.get("stamp", "")) if has_request_context() else ""


def deed(action: str, about: Base | str, *, by: Any, **payload: Any) -> None:
    """A look that the books of deeds tell of: inside a transaction its line is part of it, else it stands
    before the answer goes out."""
    if writing():
        audit.record(action, about, by=by, **payload)
        return
    line = {"action": action, "about": about if isinstance(about, str) else ref(about), "by_id": by.id}
    g.setdefault("looks", []).append({**line, **payload})


def write_down(response: Response) -> Response:
    """The lines stand before the answer goes out; without them it does not."""
    shown, looks = g.pop("reads", {}), g.pop("looks", [])
    if not (shown or looks) or response.status_code not in SHOWN:
        return response
    g.form_use = g.get("form_use") or ("", "")  # reading uses up no form: a form sent back is sent again
    try:
        with transaction():
            for about, reader_id in shown.items():
                audit.write(audit.READS, request.endpoint or "", about, by_id=reader_id)
            for look in looks:
                audit.write(audit.DEEDS, **look)
    except (DomainError, SQLAlchemyError):
        response.close()
        return refusal_page(503)
    return response


def install(app: Flask) -> None:
    """The last hand every answer passes is the one that writes."""
    # after_request runs from the last to the first: the headers of a refused page come after this
    app.after_request_funcs.setdefault(None, []).append(write_down)


LOOKED_AT.append(look)
