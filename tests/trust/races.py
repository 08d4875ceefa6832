"""Races: `python -m tests.trust.races [rounds] [engine …] [scene …]`.

Eight to sixteen at one moment, through the pages, in four processes with threads as the product runs, on
both engines: awards, seals at the deadline, openings, acceptances, the end of the notice. Counts what was
told, and every round in which something happened twice, was lost, or was answered by anything but success
or a refusal with its reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from tests.trust.arena.rounds import CROWDS, race, tell
from tests.trust.arena.scenes import SCENES
from tests.trust.arena.world import ENGINES, worlds

ROUNDS = 500
WORKERS = 4


def campaign(engine: str, names: Iterable[str], rounds: int) -> dict[str, Any]:
    """These scenes on one engine, each in a world of its own."""
    found: dict[str, Any] = {}
    with worlds(engine) as made:
        for name in names:
            with made(name) as world:
                scene = SCENES[name](world.app, CROWDS[-1])
                world.keep()
                found[name] = race(world, scene, rounds, CROWDS, WORKERS)
                sys.stderr.write(f"{engine} {name}: {found[name]}\n")
    return found


def main(words: list[str]) -> int:
    """Run, print, fail if anything was wrong. Words: how many rounds, which engines, which scenes."""
    rounds = next((int(word) for word in words if word.isdigit()), ROUNDS)
    engines = [word for word in words if word in ENGINES] or ENGINES
    names = [word for word in words if word in SCENES] or list(SCENES)
    result = {engine: campaign(engine, names, rounds) for engine in engines}
    return tell(result, [row for rows in result.values() for row in rows.values()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
