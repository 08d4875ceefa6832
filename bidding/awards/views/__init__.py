"""Pages of awards."""

from bidding.awards.views import letters, messages, naming, notice, objections, race
from bidding.awards.views.blueprint import bp

__all__ = ["bp", "letters", "messages", "naming", "notice", "objections", "race"]
