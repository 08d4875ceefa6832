"""The deeds: writing a challenge, its way to the market, what is asked about it and changed in it."""

from marketplace.challenges.actions.changing import amend, decide, hold_on, object_to
from marketplace.challenges.actions.files import amend_files, attach, detach
from marketplace.challenges.actions.inviting import invite, tell_invited
from marketplace.challenges.actions.life import approve, release, send_back, submit, withdraw
from marketplace.challenges.actions.questions import answer, ask, escalate, follow, unfollow
from marketplace.challenges.actions.reviewed import after_review, take_back
from marketplace.challenges.actions.secrecy import edit_circle
from marketplace.challenges.actions.taking_in import TakenIn, take_in
from marketplace.challenges.actions.weights import set_weights, usual_weights
from marketplace.challenges.actions.writing import copy, draft, edit, post_again

__all__ = [
    "TakenIn", "after_review", "amend", "amend_files", "answer", "approve", "ask", "attach", "copy",
    "decide", "detach", "draft", "edit", "edit_circle", "escalate", "follow", "hold_on", "invite",
    "object_to", "post_again", "release", "send_back", "set_weights", "submit", "take_back", "take_in",
    "tell_invited", "unfollow", "usual_weights", "withdraw",
]  # fmt: skip
