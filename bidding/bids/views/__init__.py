"""Pages of bids: my bids, the record, the workspace, the team, the seal."""

from bidding.bids.views import consortium, keeping, plan, record, seal, swaps, team, workspace
from bidding.bids.views._bp import bp

__all__ = ["bp", "consortium", "keeping", "plan", "record", "seal", "swaps", "team", "workspace"]
