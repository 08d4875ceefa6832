"""Working out teams: loaded by the worker only."""

from bidding.bids.jobs.team import build_team, keep_plan, proposals

__all__ = ["build_team", "keep_plan", "proposals"]
