"""Weights of a challenge's own."""

from __future__ import annotations

from typing import Any

from marketplace.challenges.models import Challenge
from marketplace.core.forms import Form, integer, text
from marketplace.core.i18n import _l
from marketplace.rulebook.queries import weights_of
from marketplace.rulebook.terms import OwnWeightsTerms
from marketplace.rulebook.words import NAMES

T = OwnWeightsTerms


class OwnWeightsForm(Form):
    """The matcher's seven weights for this challenge, with the reason."""

    terms_class = T
    skill = integer(T, "skill", label=NAMES["skill"])
    depth = integer(T, "depth", label=NAMES["depth"])
    experience = integer(T, "experience", label=NAMES["experience"])
    mix = integer(T, "mix", label=NAMES["mix"])
    capacity = integer(T, "capacity", label=NAMES["capacity"])
    benefit = integer(T, "benefit", label=NAMES["benefit"])
    border = integer(T, "border", label=NAMES["border"])
    reason = text(T, "reason", label=_l("Reason"), hint=_l("Bidders read it with the weights."))

    def __init__(self, challenge: Challenge, obj: Any = None) -> None:
        super().__init__(obj)
        if not self.skill.raw_data:
            for name, points in weights_of(challenge).items():
                self[name].data = points
            self.reason.data = challenge.weights_reason

    @property
    def weights(self) -> list[Any]:
        """The fields of the seven weights."""
        return [self[name] for name in T.model_fields if name != "reason"]
