"""How far a challenge's own weights may lie from those of the version."""

from __future__ import annotations

from typing import Any

from marketplace.challenges.models import Challenge
from marketplace.core.i18n import _
from marketplace.core.verdict import YES, Verdict, not_until
from marketplace.rulebook.queries import setting, version_weights
from marketplace.rulebook.words import NAMES


def weights_allowed(challenge: Challenge) -> Verdict:
    """Its own weights lie within the leeway of the version it is posted with."""
    if not challenge.own_weights:
        return YES
    off = too_far(challenge, challenge.own_weights)
    return not_until(not off, off[0][1] if off else "")


def too_far(challenge: Challenge, weights: dict[str, Any]) -> list[tuple[str, str]]:
    """Weights outside the leeway: (field, what is allowed)."""
    leeway, usual = int(setting("weight_leeway")), version_weights(challenge)
    found = []
    for name, points in weights.items():
        low, high = max(0, usual[name] - leeway), min(100, usual[name] + leeway)
        if not low <= points <= high:
            said = _("“%(what)s” may weigh %(low)s to %(high)s.", what=str(NAMES[name]), low=low, high=high)
            found.append((name, said))
    return found
