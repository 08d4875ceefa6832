"""Canaries in sealed bids: in texts, prices, files and file names. Then everything that a thief of disks
could read is searched: data folder, write-ahead log, dump, log, Valkey, temporary files, letters; and the
answers to people whom the bids are nothing to. A control token, put where anybody may read, shows that the
search sees.

    ./manage trust canary [bids, default 200] [engine …]
"""

from __future__ import annotations

import io
import json
import logging
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from redis import Redis

from bidding.bids import actions as bids
from bidding.bids.models import Bid, BidContent
from bidding.sealing.queries import is_quorum
from marketplace.challenges import actions as challenges
from marketplace.challenges.models import Challenge
from marketplace.core import jobs, outbox
from marketplace.core.db import Base, db
from marketplace.core.models import Outbox
from marketplace.people.models import Role
from tests import make
from tests.make import contest, keys
from tests.servers import valkey
from tests.trust.arena.ground import ground
from tests.trust.arena.search import Search
from tests.trust.arena.world import ENGINES

BIG = 700_000  # above the size from which werkzeug would write an upload to a temporary file
STRANGERS = ("/market", "/search?q={}", "/studios", "/inbox")


# --- the world -----------------------------------------------------------------------------------


def world(app: Any, canary: str, control: str, count: int) -> list[Challenge]:
    """Two challenges, one in each mode, with sealed bids; every other one has a file sent by its page."""
    clocked = make.open_challenge(title=f"公开难题{control}", budget=9_000_000)
    drawn = keys.with_key(make.approved_challenge(title=f"共管难题{control}", budget=9_000_000))
    make.done(lambda: _release(make.again(drawn)))
    for n in range(count):
        _bid(app, make.again((clocked, drawn)[n // 2 % 2]), f"{canary}{n:05}", n)
    return [make.again(clocked), make.again(drawn)]


def _release(challenge: Challenge) -> None:
    challenges.release(
        challenge, make.as_it_is(challenge), by=make.who(Role.SECRECY_OFFICER, challenge.department)
    )


def _bid(app: Any, challenge: Challenge, mark: str, n: int) -> None:
    bid = make.ready_bid(challenge, mark=mark, amount=1_000_000 + n)
    if n % 2 == 0:
        data = b"%PDF-1.4\n" + mark.encode() * (BIG // len(mark) if n % 8 < 4 else 10)
        browser = make.browser(app, make.again(bid).lead)
        sent, kind = _multipart(f"{mark}.pdf", data)
        answer = browser.post(f"/bids/{bid.id}/files", data=sent, content_type=kind)
        assert answer.status_code == 303, answer.status_code
        answer = browser.post(f"/bids/{bid.id}/seal", data={"form_key": secrets.token_hex(8)})
        assert answer.status_code in (200, 303), answer.status_code
        browser.post(f"/bids/{bid.id}/edit/idea", data={"understanding": mark})  # refused or saved: no matter
    else:
        make.done(lambda: bids.seal(make.again(bid), by=make.again(bid).lead))


def _multipart(name: str, data: bytes) -> tuple[bytes, str]:
    """A form with one file, made in memory (the test client would use a temporary file of its own)."""
    edge = secrets.token_hex(12)
    head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    said = f'--{edge}\r\nContent-Disposition: form-data; name="no_state_secrets"\r\n\r\nyes\r\n'
    whole = said.encode() + head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    return whole, f"multipart/form-data; boundary={edge}"


@contextmanager
def write_ahead() -> Iterator[None]:
    """One connection stays open, so that SQLite keeps its write-ahead log instead of tidying it away."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    with closing(sqlite3.connect(str(db.engine.url.database))) as raw:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield


@contextmanager
def temporary(folder: Path) -> Iterator[list[str]]:
    """Every temporary file that is opened meanwhile, by whatever code."""
    opened: list[str] = []
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    watching = [True]

    def note(event: str, arguments: tuple[Any, ...]) -> None:
        if watching[0] and event == "open" and str(arguments[0]).startswith(str(folder)):
            opened.append(str(arguments[0]))

    sys.addaudithook(note)
    try:
        yield opened
    finally:
        watching[0] = False
        tempfile.tempdir = before


# --- the run -------------------------------------------------------------------------------------


def campaign(app: Any, data: Path, count: int, redis_url: str = "") -> dict[str, Any]:
    """Seal, search, open, search again."""
    token = "".join(secrets.choice("BCDFGHJKLMNPQRSTVWXZ") for _n in range(8))
    search = Search(f"QZX{token}", f"KWV{token[::-1]}")
    begun, written = time.perf_counter(), io.StringIO()
    spool = Path(tempfile.mkdtemp(prefix="spool"))
    stack = ExitStack()
    stack.enter_context(write_ahead())
    with temporary(spool) as opened, redirect_stdout(written), logged(written):
        boxes = world(app, search.canary, search.control, count)
        answers = _strangers(app, search)
        asked = _queue(redis_url)
        _letters()
        print(json.dumps({"event": "control", "token": search.control}))
    (spool / "control").write_text(search.control)
    search.look("log", written.getvalue().encode())
    search.walk("temporary files", spool)
    _disks(search, data)
    if redis_url:
        _valkey(search, redis_url)
    stack.close()
    sealed = {name: vars(place) for name, place in search.places.items()}
    modes = {"quorum" if is_quorum(box.id) else "clock": _sealed(box.id) for box in boxes}
    for box in boxes:
        contest.past_close(box)
    for box in boxes:
        contest.open_bids(box)
    after = Search(search.canary, search.control)
    _disks(after, data)
    return {
        "bids": count, "sealed": _sealed(), "by mode": modes, "temporary files opened": len(opened),
        "answers": answers, "queued jobs": asked, "places": sealed,
        "hits before the opening": sum(place["canaries"] for place in sealed.values()) + answers["canaries"],
        "hits after the opening (the search sees)": sum(p.canaries for p in after.places.values()),
        "opened": db.session.scalar(sa.select(sa.func.count()).select_from(BidContent)),
        "seconds": round(time.perf_counter() - begun, 1),
    }  # fmt: skip


@contextmanager
def logged(target: io.StringIO) -> Iterator[None]:
    """Whatever any library logs, too."""
    handler = logging.StreamHandler(target)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)


def _sealed(key: int = 0) -> int:
    found = sa.select(sa.func.count()).where(Bid.sealed_version > 0)
    return db.session.scalar(found.where(Bid.challenge_id == key) if key else found) or 0


def _strangers(app: Any, search: Search) -> dict[str, int]:
    """What people see whom the bids are nothing to: the head of a department, an administrator, a rival."""
    top = contest.group_of(db.session.scalars(sa.select(Challenge)).first().department)
    people = [make.officer(role, top) for role in (Role.SYSTEM_ADMIN, Role.SUPERVISOR, Role.CHAIR)]
    asked = canaries = controls = 0
    for who in [*people, make.bidder().lead]:
        browser = make.browser(app, make.again(who))
        for address in STRANGERS:
            said = browser.get(address.format(search.canary if "q=" in address else "")).text
            asked, controls = asked + 1, controls + said.count(search.control)
            canaries += said.count(search.canary) if "q=" not in address else said.count(f"{search.canary}0")
    return {"asked": asked, "canaries": canaries, "controls": controls}


def _queue(redis_url: str) -> int:
    """Hand every waiting row to the queue, so that Valkey holds what it ever holds."""
    if not redis_url:
        return 0
    redis, handed = Redis.from_url(redis_url), 0
    while some := outbox.dispatch(redis):
        handed += some
    return handed


def _letters() -> None:
    for row_id in db.session.scalars(sa.select(Outbox.id).where(Outbox.done_at.is_(None))).all():
        jobs.run_outbox(row_id)


def _disks(search: Search, data: Path) -> None:
    """The data folder with database, write-ahead log, files and letters as they lie; and a dump."""
    db.session.rollback()
    for path in sorted(data.rglob("*")):
        if path.is_file():
            place = "write-ahead log" if path.name.endswith("-wal") else path.name
            place = "letters" if path.suffix == ".eml" else "files" if "files" in path.parts else place
            search.look(place, path.name.encode() + b"\n" + path.read_bytes())
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database))) as raw:
            search.look("dump", "\n".join(raw.iterdump()).encode())
    else:
        _postgres(search)


def _postgres(search: Search) -> None:
    """Every row of every table; every file of the server as it lies: tables, write-ahead log, its own log."""
    with db.engine.connect() as raw:
        for table in Base.metadata.sorted_tables:
            rows = raw.execute(sa.text(f'SELECT * FROM "{table.name}"'))
            search.look("dump", "\n".join(repr(tuple(row)) for row in rows).encode())
        raw.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("CHECKPOINT"))
    home = Path(str(db.engine.url.query["host"]))
    for path in sorted(home.rglob("*")):
        if path.is_file():
            place = "write-ahead log" if "pg_wal" in path.parts else "server's files"
            search.look(place, path.read_bytes())


def _valkey(search: Search, redis_url: str) -> None:
    """Every key as it would be dumped, and the append-only file."""
    redis = Redis.from_url(redis_url)
    redis.set("control", search.control)
    for key in redis.scan_iter():
        kind = redis.type(key)
        value: Any = redis.hgetall(key) if kind == b"hash" else redis.dump(key)
        search.look("valkey", key + b"\n" + (repr(value).encode() if kind == b"hash" else value or b""))
    search.walk("valkey on disk", Path(redis_url.removeprefix("unix://").partition("?")[0]).parent)


def main(words: list[str]) -> int:
    """Print the counts as JSON; 0 when nothing was found before the opening and every control was."""
    count = next((int(word) for word in words if word.isdigit()), 200)
    result = {}
    for engine in [word for word in words if word in ENGINES] or ENGINES:
        with valkey() as url, ground(engine) as (app, folder):
            result[engine] = campaign(app, folder, count, url)
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return int(any(one["hits before the opening"] or blind(one) for one in result.values()))


def blind(counts: dict[str, Any]) -> list[str]:
    """Places in which the search did not even see the control token."""
    wanted = {"dump", "write-ahead log", "log", "temporary files", "letters"}
    wanted |= {name for name in counts["places"] if name.startswith(("valkey", "server"))}
    found = [name for name in wanted if not counts["places"].get(name, {}).get("controls")]
    if not counts["hits after the opening (the search sees)"]:
        found.append("opened bids")
    return sorted(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
