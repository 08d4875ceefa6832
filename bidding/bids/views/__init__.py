"""Pages of bids: my bids, the record, the workspace, the team, the seal."""

from bidding.bids.views import plan, record, seal, team, workspace
from bidding.bids.views._bp import bp

__all__ = ["bp", "plan", "record", "seal", "team", "workspace"]
