"""Pages of challenges."""

from marketplace.challenges.views import files, life, questions, record, writing
from marketplace.challenges.views.blueprint import bp

__all__ = ["bp", "files", "life", "questions", "record", "writing"]
