"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""

from bidding.bids import due as bids
from bidding.sealing import jobs as sealing_jobs
from marketplace.challenges import jobs as challenges_jobs
from marketplace.secondments import due as secondments

ALL = (challenges_jobs, secondments, sealing_jobs, bids)
