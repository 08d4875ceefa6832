"""Everything the clock does, in one list: the `due` and `jobs` rooms register themselves on import."""

from bidding.awards import due as awards
from bidding.bids import due as bids
from bidding.fit import due as fit
from bidding.openings import due as openings
from bidding.panels import due as panels
from bidding.rounds import due as rounds
from bidding.sealing import due as sealing
from bidding.sealing import jobs as sealing_jobs
from marketplace.apprenticeships import due as apprenticeships
from marketplace.challenges import due as challenges
from marketplace.challenges import jobs as challenges_jobs
from marketplace.evaluation import due as evaluation
from marketplace.home import due as home_due
from marketplace.home import jobs as home_jobs
from marketplace.home.imports import due as imports_due
from marketplace.home.imports import jobs as imports_jobs
from marketplace.inbox import jobs as inbox_jobs
from marketplace.ledger import due as ledger
from marketplace.projects import due as projects
from marketplace.secondments import due as secondments
from marketplace.studios import due as studios

ALL = (
    home_jobs,
    home_due,
    inbox_jobs,
    secondments,
    studios,
    ledger,
    apprenticeships,
    challenges,
    challenges_jobs,
    projects,
    evaluation,
    sealing,
    sealing_jobs,
    fit,
    bids,
    imports_due,
    imports_jobs,
    openings,
    panels,
    awards,
    rounds,
)
