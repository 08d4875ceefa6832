"""What another solver says."""

from collections.abc import Mapping, Sequence
from typing import Any

from ortools.sat.python import cp_model

from matching.awards import Option


def cp_sat(options: Sequence[Option], capacity: Mapping[Any, int]) -> int:
    """The value of the best joint award, proven by OR-Tools CP-SAT. Amounts must be whole."""
    model = cp_model.CpModel()
    wins = {option.id: model.new_bool_var(str(option.id)) for option in options}
    for challenge in {option.challenge for option in options}:
        model.add_at_most_one(wins[option.id] for option in options if option.challenge == challenge)
    for name, room in capacity.items():
        model.add(sum(option.uses.get(name, 0) * wins[option.id] for option in options) <= room)
    model.maximize(sum(option.value * wins[option.id] for option in options))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.objective_value)
