"""Pages of challenges."""

from marketplace.challenges.views import changes, files, life, questions, record, writing
from marketplace.challenges.views.blueprint import bp

__all__ = ["bp", "changes", "files", "life", "questions", "record", "writing"]
