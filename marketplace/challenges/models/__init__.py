"""Challenges: the problem, its targets, the skills it needs, what is asked about it and changed in it."""

from marketplace.challenges.models.asked import Amendment, Question
from marketplace.challenges.models.challenge import SECRET, Challenge, CircleMember, clearance_of
from marketplace.challenges.models.invited import Invitation
from marketplace.challenges.models.kinds import AskedKind, ChallengeState, Nature, Operator, Scope
from marketplace.challenges.models.parts import NeededSkill, Target

__all__ = [
    "SECRET",
    "Amendment",
    "AskedKind",
    "Challenge",
    "ChallengeState",
    "CircleMember",
    "Invitation",
    "Nature",
    "NeededSkill",
    "Operator",
    "Question",
    "Scope",
    "Target",
    "clearance_of",
]
