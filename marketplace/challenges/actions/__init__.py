"""The deeds: writing a challenge, its way to the market, questions about it."""

from marketplace.challenges.actions.files import attach, detach
from marketplace.challenges.actions.life import approve, release, send_back, submit, withdraw
from marketplace.challenges.actions.questions import answer, ask, follow, unfollow
from marketplace.challenges.actions.taking_in import TakenIn, take_in
from marketplace.challenges.actions.writing import draft, edit

__all__ = [
    "TakenIn", "answer", "approve", "ask", "attach", "detach", "draft", "edit", "follow",
    "release", "send_back", "submit", "take_in", "unfollow", "withdraw",
]  # fmt: skip
