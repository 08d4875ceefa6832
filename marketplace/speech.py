"""The words of every wing's notices, to-dos and deeds, in one list."""

from __future__ import annotations

from types import ModuleType

from bidding.awards import words as awards_words
from bidding.bids import words as bids_words
from bidding.fit import words as fit_words
from bidding.openings import words as openings_words
from bidding.panels import words as panels_words
from bidding.rounds import words as rounds_words
from bidding.sealing import words as sealing_words
from marketplace.apprenticeships import words as apprenticeships_words
from marketplace.challenges import words as challenges_words
from marketplace.evaluation import words as evaluation_words
from marketplace.exchanges import words as exchanges_words
from marketplace.governance import words as governance_words
from marketplace.home import words as home_words
from marketplace.ledger import words as ledger_words
from marketplace.outcomes import words as outcomes_words
from marketplace.people import words as people_words
from marketplace.projects import words as projects_words
from marketplace.rulebook import words as rulebook_words
from marketplace.secondments import words as secondments_words
from marketplace.secrecy import words as secrecy_words
from marketplace.studios import words as studios_words
from marketplace.suggestions import words as suggestions_words

WORDS: tuple[ModuleType, ...] = (
    home_words, people_words, rulebook_words, secrecy_words, secondments_words, studios_words, ledger_words,
    apprenticeships_words, exchanges_words, challenges_words, suggestions_words, projects_words,
    outcomes_words, evaluation_words, governance_words, fit_words, sealing_words, bids_words,
    openings_words, panels_words, awards_words, rounds_words,
)  # fmt: skip
