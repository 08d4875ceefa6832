"""What every request passes: language, headers, the token, the refusals, and integers that stay in bounds."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from marketplace.core import formkeys
from marketplace.core.db import BIGGEST_ID, db
from marketplace.core.errors import Busy, DomainError
from marketplace.core.i18n import LOCALES, _

log = structlog.get_logger()
csrf = CSRFProtect()
PUBLIC: set[str] = set()  # endpoints that need no login
View = TypeVar("View", bound=Callable[..., Any])
SAFE = {"GET", "HEAD", "OPTIONS"}


class Sent(ImmutableMultiDict[str, str]):
    """What stands in an address or a form. A page asks for two dozen names that are nearly always missing;
    werkzeug raises and catches an error for each."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # noqa: A002
        """The first value of that name, or the default."""
        return super().get(key, default, type) if key in self else default


class InMemoryRequest(Request):
    """Uploads never touch the disk in the clear (they are at most 25 MB)."""

    parameter_storage_class = Sent
    max_form_memory_size = 2 * 1024 * 1024
    max_form_parts = 3000

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> Any:
        return BytesIO()


class BoundedInt(IntegerConverter):
    """An id in an address: a number no database can hold, or written otherwise, is simply not there."""

    regex = r"[0-9]+"

    def __init__(self, map: Any, **kwargs: Any) -> None:  # noqa: A002 (werkzeug's name)
        kwargs.setdefault("max", BIGGEST_ID)
        super().__init__(map, **kwargs)


def public(view: View) -> View:
    """Mark a view as open to people who are not logged in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def safe_next(target: str | None) -> str:
    """Where to go on after login: a path of ours, or home."""
    bad = not target or not target.startswith("/") or target.startswith("//") or "\\" in target
    if bad or any(ord(c) < 32 for c in target or ""):
        return url_for("home.workbench")
    return str(target)


def wants_part() -> bool:
    """Is it htmx that asks (a part of a page, not a page)?"""
    return request.headers.get("HX-Request") == "true"


def install(app: Flask) -> None:
    """Everything of this module, onto the application."""
    app.request_class = InMemoryRequest
    app.url_map.converters["int"] = BoundedInt
    # before everything else: whatever refuses a request needs its number and its nonce for the page
    app.before_request_funcs.setdefault(None, [])[:0] = [_begin, _clean]
    csrf.init_app(app)
    app.before_request(_while_building)
    app.after_request(formkeys.note_location)
    app.after_request(_headers)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(formkeys.AlreadyDone, _already)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(500, _broken)
    app.add_url_rule("/language", "language", _language, methods=["POST"])
    app.add_url_rule("/healthz", "healthz", public(lambda: Response("ok\n", mimetype="text/plain")))
    PUBLIC.update({"language", "healthz", "home.readyz", "static", "words"})


def _clean() -> None:
    """A NUL is nothing anybody types, and PostgreSQL takes none: it is left out of what was sent."""
    for part in ("args",) if request.method in SAFE else ("args", "form"):
        sent = getattr(request, part)
        if any("\x00" in key or "\x00" in value for key, value in sent.items(multi=True)):
            pairs = [(k.replace("\x00", ""), v.replace("\x00", "")) for k, v in sent.items(multi=True)]
            request.__dict__[part] = Sent(pairs)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.nonce = secrets.token_urlsafe(16)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id, path=request.path)


@cache
def _progress(data: str) -> Path:
    return Path(data) / "demo_progress.json"


def _while_building() -> Response | None:
    """While the demo is being built every page is a page with its progress."""
    if request.endpoint in ("healthz", "home.readyz", "static") or not current_app.config["DEMO"]:
        return None
    progress = _progress(current_app.config["DATA"])
    if not progress.exists() or request.path.startswith("/static/"):
        return None
    state = json.loads(progress.read_text() or "{}")
    return Response(render_template("building.html", progress=state), 503, {"Retry-After": "2"})


def csrf_token() -> str:
    """The token of this session's forms. Signed once for each session: it has no age."""
    raw = session.get("csrf_token")
    if raw is not None and "csrf_token" not in g:
        g.csrf_token = _signed(str(current_app.secret_key), raw)
    return str(generate_csrf())


@lru_cache(maxsize=2000)
def _signed(secret: str, raw: str) -> str:
    return str(URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw))


def csp_nonce() -> str:
    """The nonce of this answer's scripts."""
    return str(g.nonce)


def _headers(response: Response) -> Response:
    nonce = g.get("nonce", "")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["HTTPS"]:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def refusal_page(status: int, reason: str = "", **more: Any) -> Response:
    """A page (or only its message, for htmx) that says what happened, what to do, what was kept."""
    db.session.rollback()
    template = f"errors/{status}.html" if status in KNOWN else "errors/400.html"
    if wants_part():
        template = "errors/_message.html"
    back = request.referrer if (request.referrer or "").startswith(request.host_url) else ""
    page = render_template(template, status=status, reason=reason, back=back, **more)
    return Response(page, status)


KNOWN = {400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 507}


def _refused(error: DomainError) -> Response:
    return refusal_page(error.status, error.reason, field=error.field)


def logged_out() -> Response:
    """The session has ended while something was filled in: it is shown again, with the way in beside it."""
    came_from = urlsplit(request.referrer or "")
    here = came_from.netloc == request.host
    login = url_for("people.log_in", next=came_from.path if here else None)
    return refusal_page(401, _("You are no longer logged in. Nothing was sent."), login=login)


def _csrf(error: CSRFError) -> Response:
    reason = _("The page was open too long, or you logged in anew meanwhile. Nothing was sent.")
    kept = [(k, v) for k, v in request.form.items() if k not in ("csrf_token", "form_key", "password") and v]
    return refusal_page(400, reason, kept=kept)


def _already(done: formkeys.AlreadyDone) -> Any:
    db.session.rollback()
    return redirect(done.location or safe_next(request.path if request.method in SAFE else None), 303)


def _http(error: HTTPException) -> Any:
    if error.code in (301, 302, 303, 307, 308):
        return error
    return refusal_page(error.code or 500)


def _database(error: OperationalError) -> Response:
    log.warning("database.unavailable", error=str(error.orig)[:200])
    full = "full" in str(error.orig).lower() or "no space" in str(error.orig).lower()
    return refusal_page(507 if full else Busy.status)


def _broken(error: Exception) -> Response:
    log.error("request.failed", exc_info=getattr(error, "original_exception", error))
    return refusal_page(500, request_id=g.get("request_id", ""))


def _language() -> Any:
    """Switch the language of this browser."""
    chosen = request.form.get("locale", "")
    answer = redirect(safe_next(request.form.get("next")), 303)
    if chosen in LOCALES:
        session["locale"] = chosen
        answer.set_cookie("locale", chosen, max_age=365 * 86400, httponly=True, samesite="Lax",
                          secure=current_app.config["HTTPS"])  # fmt: skip
    return answer
