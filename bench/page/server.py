"""A gunicorn of ours, started and ended by the bench, and what it costs: start, memory, CPU."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.ground import ROOT
from tools.web import gunicorn

PATIENCE = 60.0


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers."""

    pid: int
    port: int
    start: float  # seconds until it answered

    def workers(self) -> list[int]:
        """The processes that answer."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def memory(self) -> list[float]:
        """Megabytes of each worker, shared pages counted by their share (PSS); empty where not to be had."""
        return [pss(pid) for pid in self.workers()]

    def cpu(self) -> float:
        """Milliseconds of CPU the workers have used so far; 0 where the kernel does not say."""
        spent = 0
        for pid in self.workers():
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                spent += int(task.read_text().split()[0])
        return spent / 1e6


def pss(pid: int) -> float:
    """Proportional set size of a process in megabytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


@contextmanager
def served(application: str, env: dict[str, str], log: Path) -> Iterator[Server]:
    """The application behind gunicorn with the product's settings, for the length of the block."""
    port = free_port()
    with log.open("wb") as said:
        began = time.perf_counter()
        child = subprocess.Popen(
            gunicorn(application, port), cwd=ROOT, env={**os.environ, **env}, stdout=said, stderr=said
        )
        try:
            wait(child, port, log)
            yield Server(child.pid, port, round(time.perf_counter() - began, 2))
        finally:
            child.terminate()
            child.wait(20)


def free_port() -> int:
    """A port nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(child: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until it answers."""
    end = time.perf_counter() + PATIENCE
    while time.perf_counter() < end and child.poll() is None:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"{log.read_text()[-3000:]}\nIt did not start.")
