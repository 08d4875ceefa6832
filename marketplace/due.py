"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""

from marketplace.challenges import jobs as challenges_jobs
from marketplace.ledger import due as ledger

ALL = (challenges_jobs, ledger)
