"""The deeds of studios: their profile, their members, their lead."""

from marketplace.studios.actions.folk import describe, join, leave, person_numbered, take_in
from marketplace.studios.actions.leads import ask_for_lead, confirm_lead, propose_lead, refuse_lead, suspend

__all__ = [
    "ask_for_lead",
    "confirm_lead",
    "describe",
    "join",
    "leave",
    "person_numbered",
    "propose_lead",
    "refuse_lead",
    "suspend",
    "take_in",
]
