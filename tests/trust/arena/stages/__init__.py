"""All stages by name: how each is built, and the kinds of things that are put on trial in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bidding.awards.models import Award, CommitmentLetter, Complaint, Objection, StageGate
from bidding.bids.models import Bid, TeamChange
from bidding.panels.models import Panel, PanelSeat
from bidding.rounds.models import JointRound
from marketplace.apprenticeships.models import Apprenticeship
from marketplace.challenges.models import Challenge
from marketplace.evaluation.models import Delisting, Evaluation, RiskNotice
from marketplace.exchanges.models import Exchange
from marketplace.ledger.models import AnnualLetter
from marketplace.projects.models import Milestone, Project, Task
from marketplace.rulebook.models import KeyTask, Rule
from marketplace.secondments.models import Loan
from marketplace.secrecy.models import HeldDeed, ScreeningHit
from marketplace.studios.models import LeadChange
from marketplace.suggestions.models import Suggestion
from tests.trust.arena.stages import contest, decisions, house
from tests.trust.arena.stages.frame import Stage
from tests.trust.arena.world import World

__all__ = ["STAGES", "Stage"]

STAGES: dict[str, tuple[Callable[[World], Stage], tuple[Any, ...]]] = {
    "bidding": (contest.bidding_stage, (Challenge, Bid, Loan)),
    "sealing": (contest.sealing_stage, (Bid,)),
    "swapping": (contest.swapping_stage, (TeamChange,)),
    "opening": (contest.opening_stage, (Challenge,)),
    "few": (contest.too_few_stage, (Challenge,)),
    "declaring": (contest.declaring_stage, (Panel, PanelSeat)),
    "scoring": (contest.scoring_stage, (Panel,)),
    "discussing": (contest.discussing_stage, (Panel,)),
    "signing": (contest.signing_stage, (Panel,)),
    "judging": (contest.judging_stage, (Challenge, Bid, Panel)),
    "award": (decisions.award_stage, (Challenge, Bid, Award, CommitmentLetter, Project)),
    "remedy": (decisions.remedy_stage, (Award, Objection, Complaint)),
    "gate": (decisions.gate_stage, (StageGate,)),
    "joint": (decisions.joint_stage, (JointRound,)),
    "work": (decisions.work_stage, (Task, Milestone)),
    "year": (
        house.year_stage,
        (AnnualLetter, RiskNotice, Delisting, Exchange, Apprenticeship, Suggestion, LeadChange),
    ),
    "reporting": (house.reporting_stage, (Evaluation,)),
    "evaluation": (house.evaluation_stage, (Evaluation,)),
    "rules": (house.rules_stage, (Rule, KeyTask)),
    "screening": (house.screening_stage, (ScreeningHit, HeldDeed)),
}
