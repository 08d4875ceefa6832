"""Scores that explain themselves: `score_table` for many bids at once, `rank` for one challenge."""

from matching.scoring.facts import Gate, Member, Need, Offer, SkillNeed, Work, need_from, offer_from
from matching.scoring.levelling import Levelled, level
from matching.scoring.measures import MEASURES
from matching.scoring.ranking import DEFAULT, Criterion, Part, Score, criteria_from, rank, shut_gates
from matching.scoring.table import ScoreTable, score_table, shown

__all__ = [
    "DEFAULT",
    "MEASURES",
    "Criterion",
    "Gate",
    "Levelled",
    "Member",
    "Need",
    "Offer",
    "Part",
    "Score",
    "ScoreTable",
    "SkillNeed",
    "Work",
    "criteria_from",
    "level",
    "need_from",
    "offer_from",
    "rank",
    "score_table",
    "shown",
    "shut_gates",
]
