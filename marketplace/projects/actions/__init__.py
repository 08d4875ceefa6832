"""The only room that changes projects."""

from marketplace.projects.actions.acceptance import (
    accept,
    deliver,
    escalate,
    give_back,
    measure,
    refuse_outcome,
)
from marketplace.projects.actions.begin import approve, begin, refuse, register, terminate
from marketplace.projects.actions.counting import hand_over
from marketplace.projects.actions.race import merge, stop, take_in
from marketplace.projects.actions.work import (
    add_milestone,
    add_task,
    confirm_milestone,
    move_task,
    reach_milestone,
    return_milestone,
)

__all__ = [
    "accept",
    "add_milestone",
    "add_task",
    "approve",
    "begin",
    "confirm_milestone",
    "deliver",
    "escalate",
    "give_back",
    "hand_over",
    "measure",
    "merge",
    "move_task",
    "reach_milestone",
    "refuse",
    "refuse_outcome",
    "register",
    "return_milestone",
    "stop",
    "take_in",
    "terminate",
]
