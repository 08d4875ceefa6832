"""Things for tests, made the way they come about: one module a wing, in the order of the wings."""

from tests.make.annual import *  # noqa: F403
from tests.make.bids import *  # noqa: F403
from tests.make.challenges import *  # noqa: F403
from tests.make.fit import *  # noqa: F403
from tests.make.keys import *  # noqa: F403
from tests.make.people import *  # noqa: F403
from tests.make.projects import *  # noqa: F403
from tests.make.studios import *  # noqa: F403
from tests.make.web import *  # noqa: F403
