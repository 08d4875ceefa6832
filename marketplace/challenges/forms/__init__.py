"""What is filled in about challenges."""

from marketplace.challenges.forms.files import FilesForm
from marketplace.challenges.forms.posting import (
    AmendForm,
    AnswerForm,
    ChallengeForm,
    CircleForm,
    DecisionForm,
    ObjectionForm,
    QuestionForm,
    ReleaseForm,
    WhyForm,
)
from marketplace.challenges.forms.weights import OwnWeightsForm

__all__ = [
    "AmendForm", "AnswerForm", "ChallengeForm", "CircleForm", "DecisionForm", "FilesForm", "ObjectionForm",
    "OwnWeightsForm", "QuestionForm", "ReleaseForm", "WhyForm",
]  # fmt: skip
