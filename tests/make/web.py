"""A browser that somebody is logged in with."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.people.login import hashed
from marketplace.people.models import Account, LoginSession, Person
from tests.make.people import saved


class Careful(FlaskClient):
    """Somebody who ticks “no state secret in it” wherever it is asked, unless the test says otherwise."""

    def post(self, *args: Any, **known: Any) -> Any:
        """Send a form."""
        data = known.get("data")
        if (data is None or isinstance(data, dict)) and "input_stream" not in known:
            known["data"] = {"no_state_secrets": "yes", **(data or {})}
        return super().post(*args, **known)


def browser(app: Flask, who: Person, locale: str = "en") -> FlaskClient:
    """A client with a fresh server-side session of this person."""
    moment, token = clock.real(), f"test-token-{who.id}-{clock.real().timestamp()}"
    if db.session.get(Account, who.id) is None:
        saved(Account(person_id=who.id, changed_at=moment))
    saved(
        LoginSession(
            token_hash=hashed(token), person_id=who.id, created_at=moment, seen_at=moment, confirmed_at=moment
        )
    )
    client: Any = Careful(app, app.response_class, use_cookies=True)
    with client.session_transaction() as session:
        session["sid"], session["locale"] = token, locale
    return client
