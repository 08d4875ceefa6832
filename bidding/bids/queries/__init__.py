"""Reading bids: content for those who may, teams and what they cover, lists."""

from bidding.bids.queries.conditions import Condition, conditions, is_ready, rooms
from bidding.bids.queries.content import (
    Gap,
    Step,
    assembled,
    content_of,
    document,
    file_line,
    place,
    read_file,
    step_in,
)
from bidding.bids.queries.coverage import (
    Candidate,
    Coverage,
    Found,
    Need,
    candidates,
    coverage,
    needs_of,
    search_people,
    skill_name,
)
from bidding.bids.queries.lists import (
    asked_to_join,
    live_on,
    live_versions_on,
    mine,
    shown,
    spent,
    team_of,
)
from bidding.bids.queries.plan import Plan, plan_of

__all__ = [
    "Candidate",
    "Condition",
    "Coverage",
    "Found",
    "Gap",
    "Need",
    "Plan",
    "Step",
    "asked_to_join",
    "assembled",
    "candidates",
    "conditions",
    "content_of",
    "coverage",
    "document",
    "file_line",
    "is_ready",
    "live_on",
    "live_versions_on",
    "mine",
    "needs_of",
    "place",
    "plan_of",
    "read_file",
    "rooms",
    "search_people",
    "shown",
    "skill_name",
    "spent",
    "step_in",
    "team_of",
]
