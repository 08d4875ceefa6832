"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""

from marketplace.challenges import jobs as challenges_jobs
from marketplace.projects import due as projects_due

ALL = (challenges_jobs, projects_due)
