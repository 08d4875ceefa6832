"""The processes of `./manage run`: each started, watched, started again when it falls, stopped in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools.ground import ROOT, Trouble, say

#: Falling this often without ever standing this long is no accident.
TRIES, STANDING = 5, 10.0
BIG_LOG = 10_000_000
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Runs in the child before the program: should `./manage run` be killed, Linux stops its children too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process with its log file."""

    name: str
    command: Sequence[str]
    env: dict[str, str]
    log: Path
    again: bool = True
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    started: float = 0.0
    wait_until: float = 0.0
    code: int | None = field(default=None)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us and we stop it in order."""
        if self.log.exists() and self.log.stat().st_size > BIG_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=ROOT,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - this program has one thread
            )
        self.started, self.code = time.monotonic(), None

    def watch(self) -> None:
        """Notice a fall, tell it, and start again a little later each time."""
        now = time.monotonic()
        if self.process is None:
            if self.again and self.code is not None and now >= self.wait_until:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.process, self.code = None, code
        if not self.again:
            return
        self.falls = 1 if now - self.started > STANDING else self.falls + 1
        say(f"! {self.name} ended ({meaning(code)}). Its last lines, from {self.log}:\n{self.last_lines()}")
        if self.falls >= TRIES:
            raise Trouble(f"{self.name} fell {TRIES} times in a row; stopping.")
        self.wait_until = now + 0.5 * 2**self.falls
        say(f"  {self.name} starts again in {0.5 * 2**self.falls:.0f} s")

    def last_lines(self, count: int = 8) -> str:
        """The end of its log, indented."""
        text = self.log.read_bytes()[-4000:].decode(errors="replace") if self.log.exists() else ""
        return "\n".join(f"    {line}" for line in text.splitlines()[-count:])

    def ask_to_stop(self) -> None:
        """Let it finish what it has in hand."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def stop(self, patience: float = 12.0) -> None:
        """Ask it to stop and wait; take it down when it does not."""
        self.ask_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            say(f"  {self.name} did not stop in {patience:.0f} s and is taken down")
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def meaning(code: int) -> str:
    """An exit code in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
