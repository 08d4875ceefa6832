"""Taking the time, the memory and the result of one call; and what a row of the table holds."""

import gzip
import json
import os
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MARKETPLACE_BENCH_DATA", ROOT.parent / "shared" / "data" / "benchmarks"))


@dataclass
class Row:
    """One line of the table. seconds: ours; peer_seconds: the peer's in the same run, scaled where noted."""

    job: str
    must: str
    excellent: str
    seconds: float | None = None
    cpu_seconds: float | None = None
    peer: str = ""
    peer_seconds: float | None = None
    limit_seconds: float | None = None
    megabytes: float | None = None
    quality: dict[str, Any] = field(default_factory=dict)
    reached: str = ""
    skipped: str = ""

    def judge(self, must: bool, excellent: bool) -> "Row":
        """Whether the targets were reached in this run."""
        if isinstance(self.seconds, Seconds):
            self.cpu_seconds = round(self.seconds.cpu, 5)
        self.reached = "excellent" if must and excellent else "must" if must else "missed"
        return self


class Seconds(float):
    """Wall-clock seconds that also know the processor time: on a busy machine that is the truer figure."""

    cpu: float = 0.0


def timed(run: Callable[[], Any], times: int = 1) -> tuple[Seconds, Any]:
    """(best of so many runs in seconds, the last result)."""
    best, cpu, result = float("inf"), float("inf"), None
    for _ in range(times):
        start, used = time.perf_counter(), time.process_time()
        result = run()
        best, cpu = min(best, time.perf_counter() - start), min(cpu, time.process_time() - used)
    taken = Seconds(best)
    taken.cpu = cpu
    return taken, result


def peak(run: Callable[[], Any]) -> float:
    """Most memory taken beyond what was there, in MB (numpy counts itself)."""
    tracemalloc.start()
    run()
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return round(most, 1)


def public_set(name: str) -> Any:
    """A public example, or None where it is absent."""
    path = DATA / name
    if not path.is_file():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
