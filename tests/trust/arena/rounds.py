"""The same moment again and again, and the counts of it."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from tests.trust.arena.crowd import processes, threads, unexplained
from tests.trust.arena.scenes import Scene
from tests.trust.arena.world import World

CROWDS = (8, 8, 8, 12, 8, 8, 8, 16)  # at one moment, in turn


def race(
    world: World, scene: Scene, rounds: int, crowds: Sequence[int] = (), workers: int = 0
) -> dict[str, Any]:
    """The same moment again and again; what everybody was told, and what was wrong.

    workers: 0 for threads of this process, else as many processes with threads each.
    """
    told: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    begun, sizes = time.monotonic(), crowds or [len(scene.deeds)]
    app, deeds = world.app, scene.deeds
    with processes(app, deeds, sizes, workers) if workers else threads(app, deeds) as rush:
        for turn in range(rounds):
            world.restore()
            scene.before()
            words = rush(sizes[turn % len(sizes)])
            told.update(words)
            odd.update(unexplained(words))
            faults.update(scene.faults(words))
    row: dict[str, Any] = {"rounds": rounds, "at_once": list(sizes), "processes": workers or 1}
    row |= {"told": dict(told)}
    row |= {"faults": dict(faults), "unexplained": dict(odd), "seconds": round(time.monotonic() - begun, 1)}
    return row | ({"counts": dict(scene.count)} if scene.count else {})


def tell(result: Any, rows: Iterable[dict[str, Any]]) -> int:
    """Print everything; 1 if anything was wrong."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return int(any(row["faults"] or row["unexplained"] for row in rows))
