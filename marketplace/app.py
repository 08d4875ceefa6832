"""The composition root: it knows every wing and nothing knows it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import structlog
from flask import Response, current_app, redirect, request, session, url_for
from flask_compress import Compress
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.middleware.proxy_fix import ProxyFix

from bidding.awards import views as awards
from bidding.bids import views as bids
from bidding.fit import views as fit
from bidding.openings import views as openings
from bidding.panels import views as panels
from bidding.rounds import views as rounds
from bidding.sealing import views as sealing
from marketplace import config, due, frame, tables
from marketplace.apprenticeships import views as apprenticeships
from marketplace.challenges import views as challenges
from marketplace.core import clock, drawing, formkeys, i18n, inputs, installation, reads, spoken, web, widgets
from marketplace.core import db as database
from marketplace.core.addresses import url_of
from marketplace.core.application import Application
from marketplace.core.assets import asset
from marketplace.core.db import db
from marketplace.evaluation import views as evaluation
from marketplace.exchanges import views as exchanges
from marketplace.governance import views as governance
from marketplace.home import views as home
from marketplace.home.imports import views as imports
from marketplace.home.leads import views as leads
from marketplace.home.persons import views as persons
from marketplace.inbox import queries as inbox_queries
from marketplace.inbox import views as inbox
from marketplace.ledger import views as ledger
from marketplace.outcomes import views as outcomes
from marketplace.people import login
from marketplace.people import views as people
from marketplace.projects import views as projects
from marketplace.rulebook import views as rulebook
from marketplace.secondments import views as secondments
from marketplace.secrecy import views as secrecy
from marketplace.showcase import views as showcase
from marketplace.studios import views as studios
from marketplace.suggestions import views as suggestions

ROOT = Path(__file__).parents[1]
WINGS = (
    people, rulebook, inbox, secrecy, secondments, studios, ledger, apprenticeships, exchanges, challenges,
    suggestions, projects, outcomes, evaluation, showcase, governance, fit, sealing, bids, openings, panels,
    awards, rounds, home, imports, leads, persons,
)  # fmt: skip


def create_app(settings: config.Settings | None = None, **overrides: Any) -> Application:
    """The web application."""
    settings = settings or config.read()
    app = Application(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(_flask_settings(settings), **overrides)
    structlog.configure(processors=[
        structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"), structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ])  # fmt: skip
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    Compress(app)
    web.install(app)  # first: while the demo is being built nobody asks the database who they are
    reads.install(app)
    login.install(app)
    login.BESIDE[:] = [
        (column, partial(inbox_queries.know, name)) for name, column in inbox_queries.SHOWN.items()
    ]
    app.before_request(_needs_login)
    for wing in WINGS:
        app.register_blueprint(wing.bp)
    frame.install(app)
    _templates(app)
    spoken.install(app)
    widgets.install()
    with app.app_context():
        installation.check(settings.demo)
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops)  # type: ignore[method-assign]
    return app


def _flask_settings(settings: config.Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "REDIS_URL": settings.redis_url,
        "DATA": str(settings.data),
        "DEMO": settings.demo,
        "HTTPS": settings.https,
        "PUBLIC_URL": settings.public_url.rstrip("/"),
        "MAIL_SERVER": settings.mail_server,
        "MAIL_FROM": settings.mail_from,
        "MAX_CONTENT_LENGTH": 25 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.https else "session",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.https,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/csv",
            "text/javascript",
            "application/json",
            "image/svg+xml",
        ],
        "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,  # pages carry no tag to compare
        "COMPRESS_MIN_SIZE": 500,
        # a list of fifty rows stays under 8 kB; zstd, which most browsers take, in a fifth of brotli's time
        "COMPRESS_ZSTD_LEVEL": 4,
        "COMPRESS_BR_LEVEL": 4,
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8, "isolation_level": "READ COMMITTED"}


def _needs_login() -> Any:
    """Everything needs a login unless its view says otherwise."""
    endpoint = request.endpoint
    if endpoint is None or endpoint in web.PUBLIC or current_user.is_authenticated:
        return None
    if getattr(current_app.view_functions[endpoint], "is_public", False):
        return None
    if request.method not in web.SAFE:
        return web.logged_out()
    if web.wants_part():
        return Response(status=401, headers={"HX-Redirect": url_for("people.log_in")})
    return redirect(url_for("people.log_in", next=request.full_path.rstrip("?")), 303)


# --- templates ---------------------------------------------------------------------------------


def _templates(app: Application) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.plural_form, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(drawing.FILTERS)
    straight = {**drawing.PIECES, "asset": asset, "url_for": app.address()}
    app.jinja_env.filters.update({f"direct.{name}": call for name, call in straight.items()})
    app.jinja_env.globals.update(
        draw={**drawing.PIECES, "field": inputs.field},
        asset=asset,
        csp_nonce=web.csp_nonce,
        csrf_token=generate_csrf,
        url_of=url_of,
        LOCALES=i18n.LOCALES,
        new_form_key=formkeys.new,
        kept=drawing.kept,
        kept_each=drawing.kept_each,
    )
    app.context_processor(_about_the_reader)


def _about_the_reader() -> dict[str, Any]:
    known: dict[str, Any] = {
        "csrf_token": web.csrf_token,  # in the place of the one that signs anew for every page
        "locale": i18n.locale(),
        "is_demo": current_app.config["DEMO"],
        "theme": request.cookies.get("theme"),
    }
    if not current_user.is_authenticated:
        return {**known, "me": None, "nav": None, "bell": 0, "demo_clock": None, "now": clock.real()}
    me = login.me()
    waiting, unread = inbox_queries.counts(me)
    ahead = clock.offset() if known["is_demo"] else None
    return {
        **known,
        "me": me,
        "nav": frame.navigation(me, waiting),
        "waiting": sum(waiting.values()),
        "bell": unread,
        "now": clock.now(),
        "demo_clock": clock.now() if ahead else None,
        "session": session,
        "stamp": reads.stamp(),
    }


__all__ = ["create_app", "due", "tables"]
