"""Reading challenges. Whoever lists them says who is reading."""

from marketplace.challenges.queries.changes import amended, amendments, differences, terms_of
from marketplace.challenges.queries.frame import Frame, Step, cleared, frame, moves, targets_and_needs
from marketplace.challenges.queries.held import held_deed, held_difference
from marketplace.challenges.queries.lists import departments, mine, presets, skill_options, task_options
from marketplace.challenges.queries.parts import (
    circle_of,
    file_of,
    files_of,
    history,
    invited,
    open_questions,
    overdue,
    posted_again,
    question,
    questions,
)

__all__ = [
    "Frame", "Step", "amended", "amendments", "circle_of", "cleared", "departments", "differences", "file_of",
    "files_of", "frame", "held_deed", "held_difference", "history", "invited", "mine", "moves",
    "open_questions", "overdue", "posted_again", "presets", "question", "questions", "skill_options",
    "targets_and_needs",
    "task_options", "terms_of",
]  # fmt: skip
