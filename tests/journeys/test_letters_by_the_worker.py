"""A deed in the web process, its letter by the real cron, queue and worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import db, transaction
from marketplace.core.models import Outbox
from marketplace.inbox.models import Notice
from tests import servers
from tests.journeys.cast import TITLE, Cast
from tests.visitor import Visitor

pytestmark = pytest.mark.worker
ROOT = Path(__file__).parents[2]


@contextmanager
def running(name: str, app: Any, redis: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One of the house's processes on this test's database."""
    kept = {key: value for key, value in os.environ.items() if key != "SECRET_KEY"}
    env = {
        **kept,
        "MARKETPLACE_DATA": app.config["DATA"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": redis,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", f"marketplace.{name}"], cwd=ROOT, env=env, stdout=out, stderr=out
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait(until: Callable[[], Any], what: str, limit: float = 180.0) -> None:
    """Look again and again."""
    end = time.monotonic() + limit
    while not until():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.1)


def waiting() -> int:
    """Letters that are still to be sent."""
    db.session.rollback()
    mine = (Outbox.topic == "inbox.mail_notice", Outbox.done_at.is_(None))
    return int(db.session.scalar(sa.select(sa.func.count()).where(*mine)) or 0)


@pytest.fixture
def going(guarded: Any) -> Cast:
    """The cast on a clock that goes, ahead of the machine's as the demo's may be, for all processes alike."""
    began = clock.now()
    clock.freeze(None)
    with transaction():
        clock.move_forward(began - clock.real())
    return Cast(guarded)


def test_a_deed_puts_a_letter_off_and_the_worker_sends_it_once(going: Cast, tmp_path: Path) -> None:
    cast = going
    key = cast.posted()
    with servers.valkey() as redis:
        cast.app.config["REDIS_URL"] = redis
        try:
            lead = question(cast, key)
            assert waiting() > 0, "nothing is sent while nobody works"
            with (
                running("cron", cast.app, redis, tmp_path / "cron"),
                running("worker", cast.app, redis, tmp_path / "worker"),
            ):
                wait(lambda: waiting() == 0, "the letters")
                answered(cast, lead, key)
                wait(lambda: waiting() == 0, "the answer's letter")
        finally:
            cast.app.config["REDIS_URL"] = ""
    check(cast, lead)


def question(cast: Cast, key: int) -> Visitor:
    """A lead asks; the department is to be told."""
    lead = cast.lead(0)
    lead.open(f"/challenges/{key}/questions")
    lead.press("Ask", text="内腔转角能否加工艺补贴？")
    return lead


def answered(cast: Cast, lead: Visitor, key: int) -> None:
    """Twice sent, once done."""
    poster = cast.at(cast.poster)
    poster.open(f"/challenges/{key}/questions")
    poster.follow("Answer")
    poster.press("Answer", text="可以，单边不超过 3 毫米。")
    poster.send_again()


def check(cast: Cast, lead: Visitor) -> None:
    """One file a notice, in Chinese, with the way to the page; every row done, no failure noted."""
    db.session.rollback()
    notices = db.session.scalars(
        sa.select(Notice).where(Notice.kind == "question_answered", Notice.to_id == lead.id)
    ).all()
    assert len(notices) == 1
    folder = Path(cast.app.config["DATA"]) / "mail"
    letters = [
        message_from_bytes(one.read_bytes(), policy=policy.default)
        for one in folder.glob(f"notice-{notices[0].id}.*")
    ]
    assert [one["Message-ID"] for one in letters] == [f"<notice-{notices[0].id}@marketplace>"]
    text = letters[0].get_content()
    assert TITLE in text
    assert "/challenges/" in text
    assert notices[0].mailed_at is not None
    assert (
        db.session.scalars(
            sa.select(Outbox.last_error).where(Outbox.last_error.is_not(None), Outbox.last_error != "")
        ).all()
        == []
    )
