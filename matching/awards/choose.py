"""The joint award: what wins, what it is worth, how sure that is, and why each loser lost."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.awards.forced import best_with
from matching.awards.model import Option, Problem, Resource, checked, fits, problem_of
from matching.awards.solve import Answer, best
from matching.checks import Floats, number, refuse
from matching.results import Id, Result


@dataclass(frozen=True)
class Conflict(Result):
    """A resource the stand-alone winners would overbook."""

    resource: Resource
    asked: float
    room: float


@dataclass(frozen=True)
class Loss(Result):
    """Why an option lost. code: "rival" (a better one of its challenge won), "full" (resources are taken),
    "worthless" (value 0) or "weighed" (it fits and is better here, but the whole would lose by it).
    rival: what won its challenge; full: the resources it would overbook beside the other winners. cost: what
    the whole would lose if it were made to win (asked for by `forced`; None: not asked, or it cannot win)."""

    option: Id
    code: str
    rival: Id | None
    full: tuple[Resource, ...]
    sentence: str
    cost: int | None = None


@dataclass(frozen=True)
class Awards(Result):
    """chosen: ids, in the order of the options. value: their sum. bound: no choice is worth more; proven:
    bound and value meet. alone: winners if each challenge were decided on its own, their value, and the
    conflicts that would bring. lost: every loser with its reason."""

    chosen: tuple[Id, ...]
    value: int
    bound: int
    proven: bool
    alone: tuple[Id, ...]
    alone_value: int
    conflicts: tuple[Conflict, ...]
    lost: tuple[Loss, ...]


def choose(
    options: Sequence[Option],
    capacity: Mapping[Resource, float],
    time_limit: float = 10.0,
    *,
    packs: Sequence[Sequence[Id]] = (),
    exclusive: Sequence[Sequence[Id]] = (),
    forced: bool = False,
) -> Awards:
    """Decide several challenges together so that nobody is promised twice.

    options: bids with whole values (score × 10 000 × weight of the challenge; 0 for a bid under the
    reserve). capacity: resource → amount, for every resource an option uses; nothing is overbooked. At
    most one option of a challenge wins. time_limit: seconds for the search; the bound is honest whenever
    it stops. packs: options that win together or not at all. exclusive: groups of which at most one wins.
    forced: also say for every loser what making it win would cost: one more search each, all together
    within `time_limit` once more. Equal optima: the one that keeps most stand-alone winners, then goes by
    `Option.tie` (where each option draws on one resource only, and among up to 60 options that hang
    together; beyond, any of them); never by the order of the
    options or of capacity.
    Raises ValueError on a value that is no whole number, an unknown resource, negative or infinite amounts.
    Source: Rothkopf, Pekec, Harstad (1998), Computationally manageable combinational auctions; Sandholm
    (2002), Algorithm for optimal winner determination in combinatorial auctions.
    """
    if number("time_limit", time_limit, 0) == 0:
        raise refuse("time_limit", "must be positive seconds, is 0")
    begun = time.monotonic()
    sorted_options = sorted(checked(options), key=_order)
    if not isinstance(capacity, Mapping):
        raise refuse("capacity", f"must map resources to amounts, is {type(capacity).__name__}")
    names = sorted(capacity, key=repr)
    problem = problem_of(sorted_options, {name: capacity[name] for name in names}, packs, exclusive)
    answer = best(problem, begun + time_limit)
    if not fits(problem, answer.chosen):
        # The solver may overbook by a millionth; then it is asked again with a little less room.
        answer = replace(best(_narrower(problem), begun + 2 * time_limit), bound=answer.bound)
    made = _awards(options, sorted_options, problem, answer)
    return _with_costs(made, sorted_options, problem, begun + 2 * time_limit) if forced else made


def value_if_forced(
    options: Sequence[Option],
    capacity: Mapping[Resource, float],
    winner: Id,
    time_limit: float = 10.0,
    *,
    packs: Sequence[Sequence[Id]] = (),
    exclusive: Sequence[Sequence[Id]] = (),
) -> Awards:
    """The best joint choice in which this option wins: what it would cost the whole to give it the award.

    Raises ValueError if no such option exists, or if it cannot win whatever else is decided.
    """
    ordered = sorted(checked(options), key=_order)
    at = next((at for at, option in enumerate(ordered) if option.id == winner), None)
    if at is None:
        raise refuse("winner", f"names {winner!r}, which is no option")
    problem = problem_of(ordered, capacity, packs, exclusive)
    answer = best_with(problem, at, time.monotonic() + time_limit)
    if answer is None:
        raise refuse("winner", f"{winner!r} asks for more than there is, by itself or with its pack")
    return _awards(options, ordered, problem, answer)


def _order(option: Option) -> tuple[str, int, str]:
    return str(option.challenge), option.tie, str(option.id)


def _with_costs(made: Awards, ordered: Sequence[Option], problem: Problem, deadline: float) -> Awards:
    place = {option.id: at for at, option in enumerate(ordered)}
    lost = []
    for count, loss in enumerate(made.lost):
        share = (deadline - time.monotonic()) / (len(made.lost) - count)
        answer = best_with(problem, place[loss.option], time.monotonic() + max(share, 0.05))
        lost.append(loss if answer is None else replace(loss, cost=max(0, made.value - answer.value)))
    return replace(made, lost=tuple(lost))


def _narrower(problem: Problem) -> Problem:
    return replace(problem, room=problem.room - 2e-6 * np.maximum(1.0, problem.room))


def _awards(options: Sequence[Option], ordered: Sequence[Option], problem: Problem, answer: Answer) -> Awards:
    winners = {ordered[at].id for at in np.flatnonzero(answer.chosen).tolist()}
    alone = problem.favour >= 1
    used = problem.use @ alone.astype(np.float64)
    over = np.flatnonzero(used > problem.room * (1 + 1e-9) + 1e-9)
    single = {ordered[at].id for at in np.flatnonzero(alone).tolist()}
    bound = int(answer.bound) if np.isfinite(answer.bound) else int(problem.value.sum())
    return Awards(
        chosen=tuple(option.id for option in options if option.id in winners),
        value=answer.value,
        bound=max(bound, answer.value),
        proven=answer.proven,
        alone=tuple(option.id for option in options if option.id in single),
        alone_value=int(problem.value[alone].sum()),
        conflicts=tuple(Conflict(problem.names[r], float(used[r]), float(problem.room[r])) for r in over),
        lost=_losses(ordered, problem, answer.chosen),
    )


def _losses(ordered: Sequence[Option], problem: Problem, chosen: NDArray[np.bool_]) -> tuple[Loss, ...]:
    winner = np.full(problem.challenges, -1)
    winner[problem.challenge[chosen]] = np.flatnonzero(chosen)
    left = problem.room - problem.use @ chosen.astype(np.float64)
    use = problem.use.tocsc()
    found = []
    for at in np.flatnonzero(~chosen).tolist():
        rival = int(winner[problem.challenge[at]])
        found.append(_loss(ordered, problem, at, rival, _full(use, left, at, rival, problem.room)))
    return tuple(found)


def _full(use: sparse.csc_array, left: Floats, at: int, rival: int, room: Floats) -> list[int]:
    """Resources that are too small for the option once its rival has made room."""
    columns = _column(use, at)
    given = _column(use, rival) if rival >= 0 else {}
    return [
        r
        for r, amount in columns.items()
        if amount > left[r] + given.get(r, 0.0) + 1e-9 * max(1.0, float(room[r]))
    ]


def _column(use: sparse.csc_array, at: int) -> dict[int, float]:
    where = slice(use.indptr[at], use.indptr[at + 1])
    return dict(zip(use.indices[where].tolist(), use.data[where].tolist(), strict=True))


def _loss(ordered: Sequence[Option], problem: Problem, at: int, rival: int, full: list[int]) -> Loss:
    own, name = ordered[at], ordered[rival].id if rival >= 0 else None
    resources = tuple(problem.names[r] for r in full)
    if own.value == 0:
        return Loss(own.id, "worthless", name, resources, "It is worth nothing above the reserve.")
    if rival >= 0 and ordered[rival].value >= own.value:
        gap = ordered[rival].value - own.value
        return Loss(own.id, "rival", name, resources, f"{name} is worth {gap} more on the same challenge.")
    if resources:
        listed = ", ".join(str(resource) for resource in resources[:3])
        return Loss(own.id, "full", name, resources, f"Taken by the other awards: {listed}.")
    return Loss(own.id, "weighed", name, (), "It fits, but the whole would lose by it.")
