"""One command opens the whole house, one signal closes it, and nothing stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tools.ground import ROOT

pytestmark = pytest.mark.worker


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(tmp_path):
    """Start `./manage run`'s second half as a real installation; whatever happens it ends with the test."""
    begun = []

    def begin(**env: str) -> subprocess.Popen[str]:
        whole = {**os.environ, "SECRET_KEY": "s" * 40, "MARKETPLACE_ALLOW_HTTP": "1"}
        whole |= {"MARKETPLACE_DATA": str(tmp_path / "data"), "DATABASE_URL": "", "REDIS_URL": "", **env}
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "tools.serve"], cwd=ROOT, env=whole, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
        )  # fmt: skip
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def lines_until(process: subprocess.Popen[str], words: str) -> list[str]:
    seen: list[str] = []
    assert process.stdout
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return seen
    raise AssertionError("".join(seen))


def left_in(folder: Path) -> list[str]:
    """Command lines of processes that still know the data folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(folder).encode() in place.read_bytes():
                found.append(place.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def test_the_house_opens_and_closes(start, tmp_path):
    port = free_port()
    house = start(MARKETPLACE_PORT=str(port))
    told = "".join(lines_until(house, "Ctrl-C"))
    assert f"http://127.0.0.1:{port}" in told
    assert "nothing is seeded" in told
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.read() == b"ok\n"

    house.send_signal(signal.SIGTERM)
    rest, _ = house.communicate(timeout=30)
    assert rest.splitlines()[-1] == "Stopped."
    assert house.returncode == 0
    if Path("/proc").exists():
        assert left_in(tmp_path / "data") == []


def test_a_second_one_on_the_same_folder_is_refused_in_a_sentence(start, tmp_path):
    (tmp_path / "data").mkdir()
    first = start(MARKETPLACE_PORT=str(free_port()))
    end = time.monotonic() + 20
    while not (tmp_path / "data" / "run.lock").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    time.sleep(0.3)
    told, _ = start(MARKETPLACE_PORT=str(free_port())).communicate(timeout=30)
    assert "It already runs with the data folder" in told
    assert first.poll() is None


def test_a_taken_port_is_named(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told, _ = start(MARKETPLACE_PORT=str(port)).communicate(timeout=30)
    assert told.strip() == f"Port {port} is taken or not allowed. Set MARKETPLACE_PORT to another."
