"""The house stands."""

import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db
from marketplace.rulebook.queries import in_force


def test_the_rules_are_in_force_on_a_fresh_copy(app):
    assert in_force("preset").body["minimum_bids"] == 3
    assert db.session.scalar(sa.select(clock.sql_now())) == clock.now()


def test_the_process_is_alive(client):
    assert client.get("/healthz").data == b"ok\n"
