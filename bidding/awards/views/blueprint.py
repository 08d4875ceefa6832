"""The blueprint of these pages, and what several of them need."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, url_for

from bidding.awards.models import Award
from marketplace.challenges.models import Challenge
from marketplace.core.db import find
from marketplace.people.login import me

bp = Blueprint("awards", __name__)


def to_notice(challenge_id: int) -> Any:
    """To the award's tab on the challenge."""
    return redirect(url_for("awards.on_challenge", challenge_id=challenge_id), 303)


def once_more(here: str) -> Any:
    """The password once more, then back."""
    return redirect(url_for("people.confirm", next=here), 303)


def locked(award_id: int) -> Award:
    """The award under its challenge's lock."""
    find(Challenge, find(Award, award_id, seen_by=me()).challenge_id, lock=True)
    return find(Award, award_id, lock=True, seen_by=me())
