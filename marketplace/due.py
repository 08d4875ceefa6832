"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""

from marketplace.challenges import jobs as challenges_jobs
from marketplace.inbox import jobs as inbox_jobs

ALL = (challenges_jobs, inbox_jobs)
