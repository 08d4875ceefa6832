"""What the whole is worth if one option must win: the rest decided anew around it."""

from dataclasses import replace

import numpy as np

from matching.awards.model import Problem, fits
from matching.awards.solve import Answer, best


def best_with(problem: Problem, winner: int, deadline: float) -> Answer | None:
    """The best choice in which this option wins; None if it cannot win.

    Its pack wins with it. Rivals of the same challenges, members of the same exclusive groups and packs
    that hold one of these are out; what the winners use is gone for the rest.
    """
    won = _together(problem, {winner})
    chosen = np.zeros(len(problem), dtype=bool)
    chosen[list(won)] = True
    if not fits(problem, chosen):
        return None
    out = np.isin(problem.challenge, problem.challenge[chosen])
    for group in problem.exclusive:
        if won & set(group):
            out[list(group)] = True
    out[list(_together(problem, set(np.flatnonzero(out).tolist())))] = True
    rest = np.flatnonzero(~out)
    room = np.maximum(problem.room - problem.use @ chosen.astype(np.float64), 0.0)
    found = best(replace(problem.some(rest), room=room), deadline)
    chosen[rest[found.chosen]] = True
    own = int(problem.value[list(won)].sum())
    return Answer(chosen, found.value + own, found.bound + own)


def _together(problem: Problem, some: set[int]) -> set[int]:
    """These options and all that hang on them through packs."""
    size = 0
    while size < len(some):
        size = len(some)
        for pack in problem.packs:
            if some & set(pack):
                some |= set(pack)
    return some
