"""Pages of challenges."""

from marketplace.challenges.views import changes, files, held, life, questions, record, weights, writing
from marketplace.challenges.views.blueprint import bp

__all__ = ["bp", "changes", "files", "held", "life", "questions", "record", "weights", "writing"]
