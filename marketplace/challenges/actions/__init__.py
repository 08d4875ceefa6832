"""The deeds: writing a challenge, its way to the market, questions about it."""

from marketplace.challenges.actions.files import attach, detach
from marketplace.challenges.actions.life import approve, release, send_back, submit, withdraw
from marketplace.challenges.actions.questions import after_review, answer, ask, follow, unfollow
from marketplace.challenges.actions.secrecy import edit_circle
from marketplace.challenges.actions.taking_in import TakenIn, take_in
from marketplace.challenges.actions.writing import draft, edit

__all__ = [
    "TakenIn", "after_review", "answer", "approve", "ask", "attach", "detach", "draft", "edit", "edit_circle",
    "follow", "release", "send_back", "submit", "take_in", "unfollow", "withdraw",
]  # fmt: skip
