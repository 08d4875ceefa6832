"""What is filled in about bids: the steps of the workspace, the team, the answers."""

from bidding.bids.forms.plan import PlanTeamForm, TakeForm
from bidding.bids.forms.steps import STEPS, StepForm, as_typed, kept_form, step_form, typed_in
from bidding.bids.forms.team import (
    ContentForm,
    DeclineForm,
    DeedForm,
    MemberForm,
    ShareForm,
    SwapForm,
    WithdrawForm,
)

__all__ = [
    "STEPS",
    "ContentForm",
    "DeclineForm",
    "DeedForm",
    "MemberForm",
    "PlanTeamForm",
    "ShareForm",
    "StepForm",
    "SwapForm",
    "TakeForm",
    "WithdrawForm",
    "as_typed",
    "kept_form",
    "step_form",
    "typed_in",
]
