"""The application's own class: templates compiled per language, addresses that are written, not searched."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Request
from flask.globals import _cv_request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import pass_context
from werkzeug.routing import IntegerConverter, Rule

from marketplace.core.db import BIGGEST_ID
from marketplace.core.templating import Pages

MARK = BIGGEST_ID - 4711  # stands for any id while the form of an address is learned
PLAIN = "!$'()*,/:;?@"  # what werkzeug leaves as it is in a query
MOST_RARE = 1000
Form = tuple[str, list[str]]


@lru_cache(maxsize=2000)
def _unsigned(serializer: URLSafeTimedSerializer, cookie: str, max_age: int) -> Any:
    """What a cookie holds once its signature has been checked; the same text is not checked twice. How long
    somebody is logged in, the server's own row says (`people.login`), not the age of the cookie."""
    for signer in serializer.iter_unsigners():
        try:
            return signer.unsign(cookie, max_age=max_age)
        except BadSignature:
            continue
    raise BadSignature("nobody's")


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, with one serializer for the life of the application."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if "cookies" not in app.extensions:
            app.extensions["cookies"] = super().get_signing_serializer(app)
        kept: URLSafeTimedSerializer | None = app.extensions["cookies"]
        return kept

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer, cookie = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not cookie:
            return None if serializer is None else self.session_class()
        try:
            payload = _unsigned(serializer, cookie, int(app.permanent_session_lifetime.total_seconds()))
            return self.session_class(serializer.load_payload(payload))
        except BadSignature:
            return self.session_class()


class LateRule(Rule):
    """Writing an address is compiled when it is first written: a process writes few of its three hundred, and
    compiling them all took a sixth of its start."""

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        compiled = super()._compile_builder

        def build(rule: Rule, *args: Any, **values: Any) -> tuple[str, str]:
            made = compiled(append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", made)
            return made(*args, **values)  # type: ignore[no-any-return]

        return build


class Application(Flask):
    """Flask, quicker where a page asks it a hundred times."""

    jinja_environment = Pages
    session_interface = Sessions()
    url_rule_class = LateRule

    def ensure_sync(self, func: Any) -> Any:
        """No view or hook here is a coroutine: nothing to ask, twenty times a page."""
        return func

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The address of a page. With at most one id in its path its form is built once and filled in."""
        here = _cv_request.get(None)  # what stands behind `request`: a list asks a hundred times
        if endpoint.startswith(".") or here is None:
            return super().url_for(endpoint, **values)
        known: dict[tuple[str, str], Form | None] = self.extensions.setdefault("addresses", {})
        asked = (endpoint, here.request.root_path)
        if asked not in known:
            known[asked] = self._form(endpoint)
        form = known[asked]
        if form is None:
            return self._rare(asked, values)
        argument, parts = form
        if len(values) == 1:
            key = values.get(argument)
            if type(key) is int and 0 <= key <= BIGGEST_ID:
                return f"{parts[0]}{key}{parts[1]}"
        return self._rich(endpoint, argument, parts, values)

    def _rare(self, asked: tuple[str, str], values: dict[str, Any]) -> str:
        """An address with words in its path (a kind of file, a code): searched once."""
        if not all(_is_plain(name, value) for name, value in values.items()):
            return super().url_for(asked[0], **values)
        found: dict[Any, str] = self.extensions.setdefault("rare addresses", {})
        key = (asked, *values.items())
        if key not in found:
            if len(found) >= MOST_RARE:
                found.clear()
            found[key] = super().url_for(asked[0], **values)
        return found[key]

    def _rich(self, endpoint: str, argument: str, parts: list[str], values: dict[str, Any]) -> str:
        """An address with arguments after the question mark."""
        if not all(_is_plain(name, value) for name, value in values.items()):
            return super().url_for(endpoint, **values)
        key = values.pop(argument, None)
        if argument and (type(key) is not int or not 0 <= key <= BIGGEST_ID):
            return super().url_for(endpoint, **({**values, argument: key} if key is not None else values))
        query = [(name, value) for name, value in values.items() if value is not None]
        return str(key).join(parts) + (f"?{urlencode(query, safe=PLAIN)}" if query else "")

    def address(self) -> Any:
        """`url_for` as templates call it: never worked out while a page is compiled, since the place where
        the application hangs is known with the request only."""

        @pass_context
        def url_for(_context: Any, endpoint: str, **values: Any) -> str:
            return self.url_for(endpoint, **values)

        return url_for

    def _form(self, endpoint: str) -> Form | None:
        """The name of the id in an address and what stands around it; None: too rich for that."""
        rules = list(self.url_map.iter_rules(endpoint)) if endpoint in self.view_functions else []
        if len(rules) != 1 or rules[0].defaults or len(rules[0].arguments) > 1:
            return None
        argument = next(iter(rules[0].arguments), "")
        if argument and not isinstance(rules[0]._converters[argument], IntegerConverter):
            return None
        learn: dict[str, Any] = {argument: MARK} if argument else {}
        parts = super().url_for(endpoint, **learn).split(str(MARK))
        return (argument, parts) if len(parts) == 1 + len(learn) else None


def _is_plain(name: str, value: Any) -> bool:
    return not name.startswith("_") and (value is None or type(value) in (int, str))
