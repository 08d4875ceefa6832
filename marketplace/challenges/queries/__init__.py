"""Reading challenges. Whoever lists them says who is reading."""

from marketplace.challenges.queries.frame import Frame, Step, cleared, frame, moves
from marketplace.challenges.queries.lists import departments, mine, presets, skill_options
from marketplace.challenges.queries.parts import circle_of, file_of, files_of, history, question, questions

__all__ = [
    "Frame", "Step", "circle_of", "cleared", "departments", "file_of", "files_of", "frame", "history", "mine",
    "moves", "presets", "question", "questions", "skill_options",
]  # fmt: skip
