"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""

from marketplace.challenges import jobs as challenges_jobs

ALL = (challenges_jobs,)
