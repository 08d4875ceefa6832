"""Challenges: the problem, its targets, the skills it needs, what is asked about it."""

from marketplace.challenges.models.asked import Question
from marketplace.challenges.models.challenge import SECRET, Challenge, CircleMember, clearance_of
from marketplace.challenges.models.kinds import ChallengeState, Nature, Operator, Scope
from marketplace.challenges.models.parts import NeededSkill, Target

__all__ = [
    "SECRET",
    "Challenge",
    "ChallengeState",
    "CircleMember",
    "Nature",
    "NeededSkill",
    "Operator",
    "Question",
    "Scope",
    "Target",
    "clearance_of",
]
