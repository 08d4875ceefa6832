"""Recording outcomes, and taking in those of earlier years."""

from marketplace.outcomes.actions.recording import certify, record_outcome
from marketplace.outcomes.actions.taking_in import outcome_changes, take_in

__all__ = ["certify", "outcome_changes", "record_outcome", "take_in"]
