"""The same moment again and again, and the counts of it."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.trust.crowd import at_once, unexplained
from tests.trust.scenes import Scene
from tests.trust.world import World


def race(world: World, scene: Scene, rounds: int) -> dict[str, Any]:
    """The same moment again and again; what everybody was told, and what was wrong."""
    told: Counter[str] = Counter()
    odd: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    begun = time.monotonic()
    for _ in range(rounds):
        world.restore()
        scene.before()
        words = at_once(world.app, scene.deeds)
        told.update(words)
        odd.update(unexplained(words))
        faults.update(scene.faults(words))
    row: dict[str, Any] = {"rounds": rounds, "at_once": len(scene.deeds), "told": dict(told)}
    row |= {"faults": dict(faults), "unexplained": dict(odd), "seconds": round(time.monotonic() - begun, 1)}
    return row | ({"counts": dict(scene.count)} if scene.count else {})


def tell(result: Any, rows: Iterable[dict[str, Any]]) -> int:
    """Print everything; 1 if anything was wrong."""
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    return int(any(row["faults"] or row["unexplained"] for row in rows))
