"""Reading awards: the notice, the letter, and why a bid was not chosen."""

from bidding.awards.queries.notices import (
    letter_of,
    live_award,
    next_candidate,
    objections_to,
    past_letters,
    past_notices,
    report_of,
    result_rows,
)
from bidding.awards.queries.reasons import Why, why_not

__all__ = [
    "Why", "letter_of", "live_award", "next_candidate", "objections_to", "past_letters", "past_notices", "report_of",
    "result_rows", "why_not",
]  # fmt: skip
