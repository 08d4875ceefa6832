"""Everything the clock does, in one list: each wing's `due` and `jobs` rooms register themselves when imported."""

from bidding.bids import due as bids
from bidding.sealing import jobs as sealing_jobs
from marketplace.challenges import jobs as challenges_jobs
from marketplace.ledger import due as ledger
from marketplace.projects import due as projects
from marketplace.secondments import due as secondments

ALL = (
    secondments,
    ledger,
    challenges_jobs,
    projects,
    sealing_jobs,
    bids,
)
