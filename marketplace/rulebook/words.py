"""What the numbers of the rules are called."""

from __future__ import annotations

from typing import Any

from marketplace.core import words as written
from marketplace.core.i18n import _, _l, ngettext

DAY = 24  # hours

KINDS = {
    "preset": _l("Way of bidding"),
    "weights": _l("Weights of the matcher"),
    "panel_criteria": _l("Criteria of the panel"),
    "targets": _l("Annual targets by tier"),
    "settings": _l("Settings"),
}
CODES = {
    "standard": _l("Standard"),
    "fast": _l("Fast"),
    "urgent": _l("Emergency"),
    "race": _l("Race"),
    "invited": _l("By invitation"),
}
NAMES = {
    "window_hours": _l("Bidding lasts"),
    "questions_close_hours": _l("Questions close before the end"),
    "amendment_floor_hours": _l("Time left after an amendment, at least"),
    "minimum_bids": _l("Fewest bids"),
    "chair_reason": _l("A single bid is opened only with the chair's reason"),
    "invited": _l("Studios invited, at least"),
    "panel": _l("Members of the panel"),
    "experts": _l("Experts among them, at least"),
    "notice_wd": _l("Public notice (working days)"),
    "answer_wd": _l("Answer to an objection (working days)"),
    "objective": _l("Share of the matcher's score (%)"),
    "blind": _l("Blind scoring"),
    "sealing": _l("Sealing"),
    "budget_ceiling": _l("Budget at most"),
    "winners": _l("Winners at most"),
    "skill": _l("Skill cover"),
    "depth": _l("Level above the minimum"),
    "experience": _l("Accepted work in the field"),
    "mix": _l("Mix of the four categories"),
    "capacity": _l("Free capacity"),
    "benefit": _l("Certified benefit of past work"),
    "border": _l("Crossing unit borders"),
    "feasibility": _l("Feasibility"),
    "response": _l("Response to targets"),
    "novelty": _l("Novelty"),
    "team": _l("Team and effort"),
    "value": _l("Benefit for the money"),
    "milestones": _l("Can be checked on the way"),
    "risk": _l("Risk and secrecy"),
    "plant": _l("Plant tier"),
    "company": _l("Company tier"),
    "group": _l("Group tier"),
    "provincial": _l("Provincial tier"),
    "national": _l("National tier"),
    "question_answer_wd": _l("A question is answered within (working days)"),
    "loan_answer_wd": _l("A loan is answered within (working days)"),
    "accept_wd": _l("A delivery is accepted within (working days)"),
    "commitment_days": _l("The commitment letter is signed within (calendar days)"),
    "complaint_days": _l("A complaint may be raised for (calendar days)"),
    "complaint_answer_wd": _l("A complaint is decided within (working days)"),
    "support_days_share": _l("Temporary support, at most % of a bid's person-days"),
    "core_projects": _l("Running projects in which a person may be core"),
    "day_price": _l("A person-day in the comparison of teams (yuan)"),
    "day_away": _l("A day of somebody of another company, more (yuan)"),
    "home_lends": _l("People of one home unit in one proposed team, at most"),
    "weight_leeway": _l("A challenge's own weight may differ from these by (points)"),
    "swap_wd": _l("Somebody may stand in for a member who won elsewhere within (working days)"),
    "retired_key_days": _l("A retired opening key is cleared after (calendar days)"),
    "studio_awards": _l("Challenges one studio may win in one joint round"),
    "panel_seats": _l("Panels one person may sit on at the same time"),
    "panel_chance": _l("Chance of a seat when several panels are drawn together, at most (%)"),
    "partly_counts": _l("A partly met project counts"),
    "lending_counts": _l("Lending people counts"),
    "pilot": _l("Pilot year without consequences"),
}
DEEDS = {
    "rule_versioned": _l("New version of a rule"),
    "key_task_added": _l("Key task put on the list"),
    "key_task_ended": _l("Key task taken off the list"),
}
SEALING = {"clock": _l("sealed until the hour"), "quorum": _l("by several key holders")}


def title(kind: str, code: str) -> str:
    """What a rule is called."""
    name = str(KINDS.get(kind, kind))
    return f"{name} · {CODES.get(code, code)}" if kind == "preset" else name


def said(key: str, fact: Any) -> str:
    """A number of a rule as people say it."""
    if fact is None:
        return written.NOTHING
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if key.endswith("_hours"):
        days, hours = divmod(fact, DAY)
        return (
            _("%(n)s hours", n=fact)
            if hours or not days
            else ngettext("%(num)s calendar day", "%(num)s calendar days", days)
        )
    if key == "budget_ceiling":
        return written.money(fact)
    if key == "sealing":
        return str(SEALING.get(fact, fact))
    return " / ".join(map(str, fact)) if isinstance(fact, list) else str(fact)


def facts(body: dict[str, Any]) -> list[tuple[str, str]]:
    """The numbers of a rule with their names, as people read them; what a rule does not ask is left out."""
    quiet = {"chair_reason", "invited"}
    return [
        (str(NAMES.get(key, key)), said(key, fact)) for key, fact in body.items() if fact or key not in quiet
    ]
