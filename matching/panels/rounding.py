"""From chances to a draw: whole numbers at random that keep every chance exactly, and every sum nearly.

Chances are a flow: from each column to its kinds of reviewers, from there to the reviewers, from them out.
Along a cycle of edges whose flow is not whole as much can be added as taken away; which of both happens is
drawn so that the mean stays what it was. Each turn makes an edge whole. A sum that was whole stays; others
end at the whole number below or above (Birkhoff 1946; von Neumann 1953; Budish, Che, Kojima, Milgrom 2013,
Designing random allocation mechanisms).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.checks import Floats

_SNAP = 1e-6  # nearer than this to a whole number counts as whole

Ints = NDArray[np.int64]


@dataclass(eq=False)
class _Flow:
    """Edges (tail, head, flow); open: node → edges whose flow is not whole, in order of their number."""

    tail: list[int]
    head: list[int]
    flow: list[float]
    open: dict[int, dict[int, None]]

    def step(self, edge: int, node: int) -> tuple[int, float]:
        """(the other end, +1 along the edge or -1 against it)"""
        return (self.head[edge], 1.0) if self.tail[edge] == node else (self.tail[edge], -1.0)

    def add(self, edge: int, amount: float) -> None:
        flow = self.flow[edge] + amount
        self.flow[edge] = flow
        if abs(flow - round(flow)) <= _SNAP:
            self.flow[edge] = float(round(flow))
            del self.open[self.tail[edge]][edge], self.open[self.head[edge]][edge]


def rounded(chance: Floats, kinds: Ints, dice: np.random.Generator) -> NDArray[np.bool_]:
    """One draw. chance: reviewers × columns, 0..1, whole column sums; kinds: the same shape, numbers from 0:
    within a column the members of a kind get the whole number below or above the sum of their chances."""
    flow, pairs = _network(chance, kinds)
    for cycle in _cycles(flow):
        signed = [(edge, sign, flow.flow[edge] % 1.0) for edge, sign in cycle]
        up = min(1.0 - part if sign > 0 else part for _edge, sign, part in signed)
        down = min(part if sign > 0 else 1.0 - part for _edge, sign, part in signed)
        amount = up if dice.random() * (up + down) < down else -down
        for edge, sign, _part in signed:
            flow.add(edge, sign * amount)
    drawn = np.zeros(chance.shape, dtype=bool)
    drawn[pairs] = np.array(flow.flow[: len(pairs[0])]) > 0.5
    return drawn


def _network(chance: Floats, kinds: Ints) -> tuple[_Flow, tuple[Ints, Ints]]:
    """Edges: one a pair, one a kind and column, one a reviewer; only those not whole are open."""
    reviewers, columns = chance.shape
    to, at = np.nonzero(chance.T > _SNAP)
    many = int(kinds.max(initial=0)) + 1
    kind = to * many + kinds[at, to]
    used, place = np.unique(kind, return_inverse=True)
    first_kind, first_column = reviewers, reviewers + len(used)
    sink = first_column + columns
    tail = np.concatenate([first_kind + place, first_column + used // many, np.arange(reviewers)])
    head = np.concatenate([at, first_kind + np.arange(len(used)), np.full(reviewers, sink)])
    by_kind = np.bincount(place, weights=chance[at, to], minlength=len(used))
    amounts = np.concatenate([chance[at, to], by_kind, chance.sum(axis=1)])
    near = np.abs(amounts - np.rint(amounts)) <= _SNAP
    amounts[near] = np.rint(amounts[near])
    flow = _Flow(tail.tolist(), head.tolist(), amounts.tolist(), {node: {} for node in range(sink + 1)})
    for edge in np.flatnonzero(~near).tolist():
        flow.open[flow.tail[edge]][edge] = None
        flow.open[flow.head[edge]][edge] = None
    return flow, (at, to)


def _cycles(flow: _Flow) -> Iterator[list[tuple[int, float]]]:
    """Cycles of open edges, until there are none. Every node with an open edge has a second one, since what
    it takes in and hands on is whole together."""
    for start in list(flow.open):
        nodes, walked = [start], list[tuple[int, float]]()
        place = {start: 0}
        while flow.open[nodes[-1]]:
            came = walked[-1][0] if walked else -1
            edge = next(edge for edge in flow.open[nodes[-1]] if edge != came)
            node, sign = flow.step(edge, nodes[-1])
            walked.append((edge, sign))
            if node not in place:
                place[node] = len(nodes)
                nodes.append(node)
                continue
            begin = place[node]
            yield walked[begin:]
            # Some edge of the cycle is whole now; what lies before it is still open.
            for gone in nodes[begin + 1 :]:
                del place[gone]
            del nodes[begin + 1 :], walked[begin:]
