"""Reading awards: the notice, the letter, and why a bid was not chosen."""

from bidding.awards.queries.messages import prepared
from bidding.awards.queries.notices import (
    candidates,
    letter_of,
    live_award,
    next_candidate,
    objections_to,
    on_notice,
    report_of,
    result_rows,
    shown_letter,
    standing,
)
from bidding.awards.queries.promise import promise_of
from bidding.awards.queries.race import complaint_about, gates_of, runners
from bidding.awards.queries.reasons import Why, why_not
from bidding.awards.queries.results import (
    Result,
    bids_of,
    parts_of,
    project_at,
    project_of,
    result_of,
    team_names,
)

__all__ = [
    "Result",
    "Why",
    "bids_of",
    "candidates",
    "complaint_about",
    "gates_of",
    "letter_of",
    "live_award",
    "next_candidate",
    "objections_to",
    "on_notice",
    "parts_of",
    "prepared",
    "project_at",
    "project_of",
    "promise_of",
    "report_of",
    "result_of",
    "result_rows",
    "runners",
    "shown_letter",
    "standing",
    "team_names",
    "why_not",
]
