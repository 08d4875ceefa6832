"""Races: `python -m tests.trust.races [rounds] [engine …]`.

Eight to sixteen at one moment, through the pages, on both engines: awards, the end of the notice, seals at
the deadline, openings, acceptances. Counts what was told, and every round in which something happened
twice, was lost, or was answered by anything but success or a refusal with its reason.
"""

from __future__ import annotations

import sys
from typing import Any

from tests.trust.deadline import deadline
from tests.trust.rounds import race, tell
from tests.trust.scenes import SCENES
from tests.trust.world import ENGINES, worlds

CROWDS = (8, 12, 16)
ROUNDS = 500
ALL = {**SCENES, "deadline": deadline}


def campaign(engine: str, rounds: int) -> dict[str, Any]:
    """All scenes on one engine, the rounds shared out over crowds of 8, 12 and 16."""
    found: dict[str, Any] = {}
    with worlds(engine) as made:
        for name, build in ALL.items():
            for n, count in enumerate(CROWDS):
                share = rounds // len(CROWDS) + (n < rounds % len(CROWDS))
                with made(f"{name}_{count}") as world:
                    scene = build(world.app, count)
                    world.keep()
                    found[f"{name} × {count}"] = race(world, scene, share)
    return found


def main(words: list[str]) -> int:
    """Run, print, fail if anything was wrong."""
    rounds = int(words[0]) if words else ROUNDS
    result = {engine: campaign(engine, rounds) for engine in (words[1:] or ENGINES)}
    return tell(result, [row for rows in result.values() for row in rows.values()])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
