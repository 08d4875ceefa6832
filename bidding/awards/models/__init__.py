"""Award, objection, complaint, commitment letter, decision message, stage gate."""

from bidding.awards.models.award import (
    Award,
    AwardState,
    CommitmentLetter,
    LetterState,
    Objection,
    ObjectionState,
)
from bidding.awards.models.complaint import Complaint, ComplaintState
from bidding.awards.models.gate import GateRuling, GateState, Ruling, StageGate
from bidding.awards.models.message import DecisionMessage

__all__ = [
    "Award",
    "AwardState",
    "CommitmentLetter",
    "Complaint",
    "ComplaintState",
    "DecisionMessage",
    "GateRuling",
    "GateState",
    "LetterState",
    "Objection",
    "ObjectionState",
    "Ruling",
    "StageGate",
]
