"""A team problem, checked: the days each skill still needs, and who could give them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matching.checks import Floats, first, numbers, refuse, truths
from matching.results import Result


@dataclass(frozen=True, eq=False)
class Gaps(Result):
    """What the work asks for, per skill: level (0..5) and person-days."""

    level: ArrayLike
    days: ArrayLike


@dataclass(frozen=True, eq=False)
class Core(Result):
    """The people who take part anyway. levels: people × skills; free: days per person. They fill what they
    can first, need no seat and cost nothing more."""

    levels: ArrayLike
    free: ArrayLike


@dataclass(frozen=True, eq=False)
class Homes(Result):
    """Home studio of each candidate, and how many may be borrowed from one."""

    of: NDArray[np.int64]
    most: int


@dataclass(frozen=True, eq=False)
class Pool:
    """People who could fill gaps. able: people × gaps; free: days; day: price of a day; once: price of
    having the person at all; seat: 1 for a borrowed person, 0 for the core; index: the caller's row."""

    able: NDArray[np.bool_]
    free: Floats
    day: Floats
    once: Floats
    seat: Floats
    index: NDArray[np.int64]
    home: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.free)

    def only(self, rows: NDArray[np.int64]) -> "Pool":
        """The same, for some of the people."""
        parts = (
            getattr(self, name)[rows] for name in ("able", "free", "day", "once", "seat", "index", "home")
        )
        return Pool(*parts)

    def priced(self, day: Floats, once: Floats) -> "Pool":
        """The same people at other prices."""
        return replace(self, day=day, once=once)


def gaps_of(need: Gaps | ArrayLike) -> tuple[Floats, Floats]:
    """(level, days) per skill."""
    if not isinstance(need, Gaps):
        table = numbers("need", need, ndim=2)
        if table.shape[1] != 2:
            raise refuse("need", f"must be skills × (level, days), has shape {table.shape}")
        need = Gaps(table[:, 0], table[:, 1])
    level, days = numbers("need.level", need.level, ndim=1), numbers("need.days", need.days, ndim=1)
    if level.shape != days.shape or not len(level):
        raise refuse("need", "must name at least one skill, with a level and days each")
    for name, values in (("level", level), ("days", days)):
        if (values < 0).any():
            raise refuse(f"need.{name}", "must not be negative", first(values < 0))
    return level, days


def pool_of(
    level: Floats,
    core: Core | None,
    candidates: ArrayLike,
    per_person: dict[str, ArrayLike],
    allowed: ArrayLike | None,
) -> Pool:
    """Candidates first, then the core, in one table."""
    levels = numbers("candidates", candidates, ndim=2)
    if levels.shape[1] != len(level):
        raise refuse("candidates", f"must be candidates × {len(level)} skills, has shape {levels.shape}")
    count = len(levels)
    columns = {name: _column(name, values, count) for name, values in per_person.items()}
    needed = np.maximum(level, 1e-9)
    able = (levels >= needed) & _gates(allowed, levels.shape)
    ours, days = _core(core, len(level))
    none = np.zeros(len(days))
    return Pool(
        able=np.vstack([able, ours >= needed]),
        free=np.concatenate([columns["free_days"], days]),
        day=np.concatenate([columns["cost"], none]),
        once=np.concatenate([columns["disruption"], none]),
        seat=np.concatenate([np.ones(count), none]),
        index=np.concatenate([np.arange(count), -1 - np.arange(len(days))]),
        home=np.full(count + len(days), -1),
    )


def _gates(allowed: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    if allowed is None:
        return np.ones((1, 1), dtype=bool)
    gate = truths("allowed", allowed)
    if gate.shape not in (shape, shape[:1]):
        raise refuse("allowed", f"must be candidates × skills or one per candidate, has shape {gate.shape}")
    return gate if gate.ndim == 2 else gate[:, None]


def _core(core: Core | None, skills: int) -> tuple[Floats, Floats]:
    if core is None:
        return np.zeros((0, skills)), np.zeros(0)
    if not isinstance(core, Core):
        raise refuse("core", f"must be a Core or None, is {type(core).__name__}")
    levels, days = numbers("core.levels", core.levels, ndim=2), numbers("core.free", core.free, ndim=1)
    if levels.shape != (len(days), skills):
        raise refuse(
            "core", f"levels must be people × {skills} skills with free days each, has {levels.shape}"
        )
    if (days < 0).any():
        raise refuse("core.free", "must not be negative", first(days < 0))
    return levels, days


def _column(name: str, values: ArrayLike, length: int) -> Floats:
    column = numbers(name, values)
    column = np.full(length, float(column)) if column.ndim == 0 else column
    if column.shape != (length,):
        raise refuse(name, f"must have one number for each of {length} candidates, has shape {column.shape}")
    if (column < 0).any():
        raise refuse(name, "must not be negative", first(column < 0))
    return column
