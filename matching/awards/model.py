"""An award problem, checked: options of challenges that draw on the same people, slots and budgets."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.checks import Floats, listed, number, refuse, unlike, whole
from matching.results import Id, Result

Ints = NDArray[np.int64]
Resource = Hashable
_EPS = 1e-9
UNIT = 10_000  # a score of 1


@dataclass(frozen=True)
class Option(Result):
    """One bid that could win. value: whole number (score × 10 000, times the weight of the challenge), not
    negative. uses: resource → amount, e.g. (person, week) → days, studio → slot, buyer → yuan. tie: place on
    the published list of ties of its challenge (lower goes first among equal values)."""

    id: Id
    challenge: Id
    value: int
    uses: Mapping[Resource, float] = field(default_factory=dict)
    tie: int = 0


def worth(score: float, reserve: float = 0.0, weight: int = 1) -> int:
    """The value of an option: what its score (0..1) exceeds the reserve (0..1) by, in ten-thousandths, times
    the whole weight (≥ 1) of its challenge; 0 under the reserve, so that a bad bid is never forced in.

    Raises ValueError on numbers outside these ranges.
    """
    number("score", score, 0, 1)
    number("reserve", reserve, 0, 1)
    return max(0, round(score * UNIT) - round(reserve * UNIT)) * whole("weight", weight, 1)


@dataclass(frozen=True, eq=False)
class Problem:
    """The same in arrays. favour: which of two equal choices is taken, 1 for a stand-alone winner and less
    than that, all together, for the place on the lists of ties. use: resources × options; room: what each
    resource has."""

    value: Ints
    favour: Floats
    challenge: Ints
    use: sparse.csr_array
    room: Floats
    names: tuple[Resource, ...]
    packs: tuple[tuple[int, ...], ...] = ()
    exclusive: tuple[tuple[int, ...], ...] = ()

    def __len__(self) -> int:
        return len(self.value)

    @property
    def challenges(self) -> int:
        return int(self.challenge.max(initial=-1)) + 1

    def some(self, rows: Ints) -> "Problem":
        """Only these options; resources stay. Packs and groups must lie inside or outside as a whole."""
        place = {int(row): at for at, row in enumerate(rows)}
        inner = [
            tuple(tuple(place[o] for o in group if o in place) for group in part) for part in self.linked
        ]
        fresh = np.unique(self.challenge[rows], return_inverse=True)[1].astype(np.int64)
        kept = [tuple(group for group in part if group) for part in inner]
        return replace(
            self,
            value=self.value[rows],
            favour=self.favour[rows],
            challenge=fresh,
            use=self.use[:, rows],
            packs=kept[0],
            exclusive=kept[1],
        )

    @property
    def linked(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        return self.packs, self.exclusive


def problem_of(
    options: Sequence[Option],
    capacity: Mapping[Resource, float],
    packs: Sequence[Sequence[Id]],
    exclusive: Sequence[Sequence[Id]],
) -> Problem:
    """Check everything and count challenges and resources through."""
    for resource, amount in capacity.items():
        number("capacity", amount, 0, row=resource)
    place = {resource: at for at, resource in enumerate(capacity)}
    row, column, data = [], [], []
    for at, option in enumerate(options):
        _check_uses(at, option, place)
        for resource, amount in option.uses.items():
            row.append(place[resource])
            column.append(at)
            data.append(float(amount))
    challenges = {name: at for at, name in enumerate(dict.fromkeys(option.challenge for option in options))}
    ids = {option.id: at for at, option in enumerate(options)}
    value = np.array([option.value for option in options], dtype=np.int64)
    challenge = np.array([challenges[option.challenge] for option in options], dtype=np.int64)
    return Problem(
        value=value,
        favour=_favour(value, challenge, np.array([option.tie for option in options], dtype=np.int64)),
        challenge=challenge,
        use=sparse.csr_array((data, (row, column)), shape=(len(place), len(options)), dtype=np.float64),
        room=np.array(list(capacity.values()), dtype=np.float64),
        names=tuple(capacity),
        packs=_groups("packs", packs, ids),
        exclusive=_groups("exclusive", exclusive, ids),
    )


def _favour(value: Ints, challenge: Ints, tie: Ints) -> Floats:
    """1 for the best option of each challenge; besides, the earlier on the list of ties the more."""
    n = len(value)
    if not n:
        return np.zeros(0)
    place = np.empty(n, dtype=np.int64)
    place[np.lexsort((np.arange(n), tie))] = np.arange(n)
    favour = 0.5 * (1 - place / n) / (1 + int(challenge.max()))
    favour[alone(value, challenge, tie)] += 1.0
    return np.asarray(favour)


def alone(value: Ints, challenge: Ints, tie: Ints) -> NDArray[np.bool_]:
    """The most valuable option of each challenge, whatever it uses; equals by the list of ties."""
    order = np.lexsort((np.arange(len(value)), tie, -value, challenge))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = challenge[order][1:] != challenge[order][:-1]
    chosen = np.zeros(len(value), dtype=bool)
    chosen[order[fresh]] = True
    return np.asarray(chosen & (value > 0))


def unfit(problem: Problem) -> NDArray[np.bool_]:
    """Options that cannot win: worth nothing, or asking for more of a resource than there is; and whoever
    is packed with one that does not fit. In a pack an option worth nothing may win with the others."""
    use = problem.use.tocoo()
    out = np.zeros(len(problem), dtype=bool)
    over = use.data > problem.room[use.row] + _EPS * np.maximum(1.0, problem.room[use.row])
    out[use.col[over]] = True
    packed = np.zeros(len(problem), dtype=bool)
    for _ in problem.packs:  # a pack may hang on another one
        for pack in problem.packs:
            packed[list(pack)] = True
            out[list(pack)] = out[list(pack)].any()
    return np.asarray(out | (~packed & (problem.value == 0)))


def lean(problem: Problem) -> Problem:
    """Without the resources that cannot run out."""
    kept = binding(problem)
    names = tuple(name for name, keep in zip(problem.names, kept, strict=True) if keep)
    return replace(problem, use=problem.use[kept], room=problem.room[kept], names=names)


def checked(options: Sequence[Option]) -> Sequence[Option]:
    """The options, each one in order by itself."""
    for row, option in enumerate(listed("options", options)):
        if not isinstance(option, Option):
            raise refuse("options", f"must be an Option, is {type(option).__name__}", row)
        whole("options.value", option.value, 0, row)
        if not isinstance(option.tie, int):
            raise refuse("options.tie", f"must be a whole number, is {option.tie!r}", row)
    unlike("options", [option.id for option in options])
    return options


def _check_uses(row: int, option: Option, place: Mapping[Resource, int]) -> None:
    for resource, amount in option.uses.items():
        if resource not in place:
            raise refuse("options", f"uses {resource!r}, which capacity does not name", row)
        number(f"options.uses {resource!r}", amount, 0, row=row)


def _groups(
    argument: str, groups: Sequence[Sequence[Id]], ids: Mapping[Id, int]
) -> tuple[tuple[int, ...], ...]:
    for at, group in enumerate(listed(argument, groups)):
        for name in listed(argument, group, at):
            if name not in ids:
                raise refuse(argument, f"names {name!r}, which is no option", at)
    return tuple(tuple(ids[name] for name in group) for group in groups)


def fits(problem: Problem, chosen: NDArray[np.bool_]) -> bool:
    """Nobody over capacity (to 1e-9 of it), one per challenge, packs whole, groups exclusive."""
    used = problem.use @ chosen.astype(np.float64)
    one = np.bincount(problem.challenge[chosen], minlength=1).max(initial=0) <= 1
    whole = all(chosen[list(pack)].all() or not chosen[list(pack)].any() for pack in problem.packs)
    alone = all(chosen[list(group)].sum() <= 1 for group in problem.exclusive)
    return bool(
        (used <= problem.room + _EPS * np.maximum(1.0, problem.room)).all() and one and whole and alone
    )


def binding(problem: Problem) -> NDArray[np.bool_]:
    """Resources that could run out at all: each challenge at its dearest is more than there is."""
    entries = problem.use.tocoo()
    if not entries.nnz:
        return np.zeros(len(problem.room), dtype=bool)
    order = np.lexsort((-entries.data, problem.challenge[entries.col], entries.row))
    row, challenge, data = entries.row[order], problem.challenge[entries.col][order], entries.data[order]
    fresh = np.ones(len(row), dtype=bool)
    fresh[1:] = (row[1:] != row[:-1]) | (challenge[1:] != challenge[:-1])
    most = np.bincount(row[fresh], data[fresh], minlength=len(problem.room))
    return np.asarray(most > problem.room + _EPS)
