"""Every table, in one import: for migrations and for a complete registry."""

from bidding.awards import models as awards
from bidding.bids import models as bids
from bidding.fit import models as fit
from bidding.openings import models as openings
from bidding.panels import models as panels
from bidding.rounds import models as rounds
from bidding.sealing import models as sealing
from marketplace.apprenticeships import models as apprenticeships
from marketplace.challenges import models as challenges
from marketplace.core import models as core
from marketplace.evaluation import models as evaluation
from marketplace.exchanges import models as exchanges
from marketplace.governance import models as governance
from marketplace.home import models as home
from marketplace.home.imports import models as imports
from marketplace.inbox import models as inbox
from marketplace.ledger import models as ledger
from marketplace.outcomes import models as outcomes
from marketplace.people import models as people
from marketplace.projects import models as projects
from marketplace.rulebook import models as rulebook
from marketplace.secondments import models as secondments
from marketplace.secrecy import models as secrecy
from marketplace.studios import models as studios
from marketplace.suggestions import models as suggestions

ALL = (
    core,
    people,
    rulebook,
    inbox,
    secrecy,
    secondments,
    studios,
    ledger,
    apprenticeships,
    exchanges,
    challenges,
    suggestions,
    projects,
    outcomes,
    evaluation,
    governance,
    awards,
    rounds,
    bids,
    fit,
    openings,
    panels,
    sealing,
    home,
    imports,
)
