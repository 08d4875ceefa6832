"""Reading awards: the notice, the letter, and why a bid was not chosen."""

from bidding.awards.queries.notices import (
    letter_of,
    live_award,
    next_candidate,
    objections_to,
    on_notice,
    past_letters,
    past_notices,
    report_of,
    result_rows,
    shown_letter,
)
from bidding.awards.queries.promise import promise_of
from bidding.awards.queries.reasons import Why, why_not
from bidding.awards.queries.results import (
    Result,
    bids_of,
    parts_of,
    project_of,
    result_of,
    team_names,
)

__all__ = [
    "Result",
    "Why",
    "bids_of",
    "letter_of",
    "live_award",
    "next_candidate",
    "objections_to",
    "on_notice",
    "parts_of",
    "past_letters",
    "past_notices",
    "project_of",
    "promise_of",
    "report_of",
    "result_of",
    "result_rows",
    "shown_letter",
    "team_names",
    "why_not",
]
