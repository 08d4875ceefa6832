"""Where things are: addresses of records, navigation, tabs and next steps of records that span wings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bidding.awards import rules as awards
from bidding.bids.rules import may_begin, may_continue, may_read_content, may_view_sealed
from bidding.fit import rules as fit
from bidding.openings import rules as openings
from bidding.rounds import rules as rounds
from bidding.sealing.rules import may_offer_key, may_see_keys
from marketplace.challenges import rules as challenges
from marketplace.core.i18n import _l
from marketplace.core.verdict import Verdict
from marketplace.home.rules import may_administer, may_read_log
from marketplace.people import rules as people
from marketplace.people.models import Person, Role
from marketplace.people.rules import holds
from marketplace.studios.rules import may_name_lead

# table → (endpoint, id argument); a wing's record pages are listed here and nowhere else
RECORDS: dict[str, tuple[str, str]] = {
    "bid": ("bids.show", "bid_id"),
    "team_member": ("bids.join", "member_id"),
    "team_change": ("bids.swap", "change_id"),
    "bid_share": ("bids.share", "share_id"),
    "loan": ("secondments.show", "loan_id"),
    "project": ("projects.show", "project_id"),
    "task": ("projects.task_page", "task_id"),
    "milestone": ("projects.milestone_page", "milestone_id"),
    "outcome": ("outcomes.show", "outcome_id"),
    "panel": ("panels.show", "panel_id"),
    "award": ("awards.show", "award_id"),
    "joint_round": ("rounds.show", "round_id"),
    "award_objection": ("awards.objection", "objection_id"),
    "award_complaint": ("awards.complaint", "complaint_id"),
    "stage_gate": ("awards.gate", "gate_id"),
    "commitment_letter": ("awards.letter", "letter_id"),
    "studio": ("studios.show", "studio_id"),
    "lead_change": ("leads.show", "change_id"),
    "challenge": ("challenges.show", "challenge_id"),
    "suggestion": ("suggestions.show", "suggestion_id"),
    "challenge_key": ("sealing.key", "challenge_id"),
    "opening_key": ("sealing.asked_for", "person_id"),
    "question": ("challenges.question", "question_id"),
    "held_deed": ("challenges.held", "deed_id"),
    "annual_letter": ("ledger.letter", "letter_id"),
    "letter_round": ("ledger.propose", "round_id"),
    "apprenticeship": ("apprenticeships.show", "pair_id"),
    "exchange": ("exchanges.show", "exchange_id"),
    "evaluation": ("evaluation.show", "evaluation_id"),
    "evaluation_round": ("evaluation.decide_round", "round_id"),
    "risk_notice": ("evaluation.notice", "notice_id"),
    "delisting": ("evaluation.delisting", "delisting_id"),
    "person": ("people.person", "person_id"),
    "unit": ("people.unit", "unit_id"),
    "intake": ("imports.show", "intake_id"),
    "screening_hit": ("home.hit", "hit_id"),
    "screening_word": ("secrecy.word", "word_id"),
    "read_week": ("home.read_week", "week_id"),
}

# to-do or notice about a challenge → the tab where it is done, other than the first
DEEDS_ON_TABS: dict[str, str] = {
    "open_bids": "openings.show",
    "confirm_opening": "openings.show",
    "opening_started": "openings.show",
    "single_bid": "openings.show",
    "too_few_bids": "openings.show",
    "challenge_closed": "openings.show",
    "box_broken": "openings.show",
    "panel_pool": "panels.on_challenge",
    "award_propose": "awards.on_challenge",
    "award_late": "awards.on_challenge",
}


@dataclass(frozen=True)
class Item:
    """One entry of the navigation; `waits` names the wings whose to-dos it counts."""

    label: str
    endpoint: str
    icon: str
    may: Callable[[Person], bool] = lambda _person: True
    waits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tab:
    """One tab of a record; `may` is asked with (reader, record)."""

    label: str
    endpoint: str
    may: Callable[[Person, Any], object] = lambda _person, _thing: True


@dataclass(frozen=True)
class NextStep:
    """A button at the head of a record that a higher wing opens. `may` is asked with (reader, record): a
    verdict (a closed one shows its reason), or None where the button has no place."""

    label: str
    endpoint: str
    may: Callable[[Person, Any], Verdict | None]
    method: str = "get"
    primary: bool = True


def any_role(*roles: Role) -> Callable[[Person], bool]:
    """Shown to holders of one of these roles."""
    return lambda person: any(holds(person, role) for role in roles)


def _posted(_person: Person, challenge: Any) -> bool:
    """From the posting on there is a box."""
    return bool(challenge.is_posted)


def _changed(person: Person, challenge: Any) -> object:
    """A tab for changes once there are any."""
    return challenge.terms_version > 1 and challenges.may_see_details(person, challenge)


def _opened(_person: Person, challenge: Any) -> bool:
    """From the opening on there is a panel and, later, a result."""
    return challenge.state in openings.AFTER_OPENING


# in this order: Market · My bids · Reviews · Projects · Studios · Annual board · Outcomes · Honour roll ·
# Leading group · Administration; a line stands here as soon as its page does
NAVIGATION: tuple[Item, ...] = (
    Item(_l("Workbench"), "home.workbench", "home"),
    Item(_l("Market"), "fit.market", "target"),
    Item(_l("Suggestions"), "suggestions.listing", "message-circle", waits=("suggestions",)),
    Item(_l("My bids"), "bids.mine", "file-text", waits=("bids", "secondments")),
    Item(_l("Reviews"), "panels.mine", "clipboard-check", any_role(Role.PANEL_MEMBER), waits=("panels",)),
    Item(_l("Projects"), "projects.listed", "hammer", waits=("projects",)),
    Item(
        _l("Studios"),
        "studios.listing",
        "building-factory",
        waits=("studios", "apprenticeships", "exchanges"),
    ),
    Item(_l("Annual board"), "ledger.board", "chart-bar", waits=("ledger", "evaluation")),
    Item(_l("Outcomes"), "outcomes.listed", "award", waits=("outcomes",)),
    Item(_l("Honour roll"), "showcase.honour", "medal"),
    Item(
        _l("The leading group"),
        "governance.group",
        "users-group",
        any_role(Role.LEADING_GROUP, Role.CHAIR, Role.SUPERVISOR),
        waits=("awards", "openings", "governance"),
    ),
    Item(_l("Opening keys"), "sealing.keys", "key", may=lambda person: bool(may_see_keys(person))),
    Item(_l("People and units"), "people.directory", "users"),
    Item(
        _l("Administration"),
        "home.administration",
        "settings",
        may=lambda person: bool(may_administer(person)),
    ),
)
# more pages behind the counter, shown on /administration to those who may
ADMINISTRATION: tuple[tuple[Item, str], ...] = (
    (
        Item(
            _l("First entry"), "people.activation", "key", may=any_role(Role.UNIT_MANAGER, Role.SYSTEM_ADMIN)
        ),
        _l("Print one-time codes for people who have no password yet."),
    ),
    (
        Item(_l("Loans of my people"), "secondments.people", "users", may=any_role(Role.UNIT_MANAGER)),
        _l("Who of your unit is lent to whom and until when, and how many days everybody has left."),
    ),
    (
        Item(_l("Secrecy review"), "home.hits", "shield-lock", may=any_role(Role.SECRECY_OFFICER)),
        _l("Words found in texts and file names, for you to decide; the list of words."),
    ),
    (
        Item(_l("Read log"), "home.read_log", "eye", may=lambda person: bool(may_read_log(person))),
        _l("Who read which trade secret, when; the weekly count."),
    ),
    (
        Item(_l("Import"), "imports.index", "upload", may=any_role(Role.SYSTEM_ADMIN, Role.POSTER)),
        _l("Bring units, people, skills, studios, problems and outcomes as Excel, CSV or JSON."),
    ),
    (
        Item(
            _l("Roles"), "people.roles", "shield-lock", may=lambda person: bool(people.may_see_roles(person))
        ),
        _l("Who holds which role where; give and end roles."),
    ),
)
# posting these, and any upload, asks its author to say first that no state secret is in it
ACKNOWLEDGED = frozenset(
    {
        "bids.seal", "challenges.amend", "challenges.object_to", "challenges.questions",
        "challenges.submit", "suggestions.new",
    }
)  # fmt: skip
TABS: dict[str, tuple[Tab, ...]] = {
    "bid": (
        Tab(_l("Overview"), "bids.show"),
        Tab(_l("Content"), "bids.content", lambda person, bid: bool(may_read_content(person, bid))),
        Tab(_l("Bid team"), "bids.team", lambda person, bid: bool(may_view_sealed(person, bid))),
        Tab(_l("Consortium"), "bids.consortium", lambda person, bid: bool(may_view_sealed(person, bid))),
        Tab(_l("Files"), "bids.files", lambda person, bid: bool(may_view_sealed(person, bid))),
        Tab(_l("Scores and reasons"), "awards.result", awards.may_see_result),
        Tab(_l("History"), "bids.history"),
    ),
    "challenge": (
        Tab(_l("Problem"), "challenges.show"),
        Tab(_l("Questions"), "challenges.questions", challenges.may_see_details),
        Tab(_l("Changes"), "challenges.changes", _changed),
        Tab(_l("Files"), "challenges.files", challenges.may_see_details),
        Tab(_l("Fitting studios"), "fit.studios", fit.may_see_studios),
        Tab(_l("Opening"), "openings.show", _posted),
        Tab(_l("Ranking"), "openings.ranking", openings.may_see_ranking),
        Tab(_l("Panel"), "panels.on_challenge", _opened),
        Tab(_l("Joint round"), "rounds.on_challenge", rounds.in_round),
        Tab(_l("Award"), "awards.on_challenge", _opened),
        Tab(_l("History"), "challenges.history", challenges.may_see_details),
    ),
    "project": (
        Tab(_l("Project"), "projects.show"),
        Tab(_l("Tasks"), "projects.tasks"),
        Tab(_l("Milestones"), "projects.milestones"),
        Tab(_l("Delivery and acceptance"), "projects.delivery"),
        Tab(_l("Files"), "projects.attachments"),
        Tab(_l("History"), "projects.past"),
    ),
    "studio": (
        Tab(_l("Profile and members"), "studios.show"),
        Tab(_l("Progress and letter"), "ledger.progress"),
        Tab(_l("Ledger"), "ledger.entries"),
        Tab(_l("Projects"), "projects.of_studio"),
        Tab(_l("Pairs"), "apprenticeships.of_studio"),
        Tab(_l("Exchanges"), "exchanges.of_studio"),
        Tab(_l("Evaluation"), "evaluation.of_studio"),
        Tab(_l("History"), "studios.history"),
    ),
    "person": (
        Tab(_l("Profile"), "people.person"),
        Tab(_l("Studios and outcomes"), "persons.work"),
        Tab(_l("History"), "people.person_history", people.may_see_past),
    ),
    "unit": (
        Tab(_l("Unit"), "people.unit"),
        Tab(_l("History"), "people.unit_history"),
    ),
}


# table → buttons of higher wings on its head
NEXT_STEPS: dict[str, tuple[NextStep, ...]] = {
    "challenge": (
        NextStep(_l("Go on with your bid"), "bids.go_on", may_continue),
        NextStep(_l("Bid for it"), "bids.begin", may_begin),
        NextStep(_l("Key for the opening"), "sealing.key", may_offer_key, primary=False),
    ),
    "studio": (NextStep(_l("Name a new lead"), "leads.propose", may_name_lead, primary=False),),
}
