"""What is filled in about bids."""

from bidding.bids.forms.plan import PlanTeamForm, TakeForm
from bidding.bids.forms.steps import (
    STEPS,
    DeclineForm,
    DeedForm,
    MemberForm,
    StepForm,
    WithdrawForm,
    as_typed,
    kept_form,
    step_form,
    typed_in,
)

__all__ = [
    "STEPS",
    "DeclineForm",
    "DeedForm",
    "MemberForm",
    "PlanTeamForm",
    "StepForm",
    "TakeForm",
    "WithdrawForm",
    "as_typed",
    "kept_form",
    "step_form",
    "typed_in",
]
