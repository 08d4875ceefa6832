"""Who may bring about which step, said from the order's own words (product.md), not from the code.

A line for each state and deed: the step, then everybody of the stage who may. Whoever is not named must be
refused; whoever is named must get through. Steps that follow of themselves stand under the deed that
brought them about.
"""

from __future__ import annotations

#: What a form could want to know; each takes what it has a field for.
WHY = "按公布的规则办理，经逐项核对无误，记录附后备查。"
FIELDS = {
    "decision": "met", "verdict": WHY, "reason": WHY, "why": WHY, "text": WHY, "note": WHY, "about": WHY,
    "remedy": "重新计算", "conflict": "no", "candidates": "2", "days": "6", "state": "done", "answer": WHY,
    "review": WHY, "reply": WHY, "plan": WHY, "plan-0-on": "2030-06-15", "plan-0-title": "焊接现场会",
    "held_on": "2030-03-05", "place": "二号厂房", "summary": WHY, "self_report": WHY, "evidence": WHY,
    "judgement": "counts", "finding": "cleared",
}  # fmt: skip
#: Deeds with more than one end: each is tried. None: the field is not sent at all.
VARIANTS: dict[str, tuple[dict[str, str | None], ...]] = {
    "awards.objection": ({"outcome": "rejected"}, {"outcome": "next"}),
    "awards.complaint": ({"outcome": "rejected"}, {"outcome": "rereview"}),
    "evaluation.review": ({"go_on": "yes"}, {"go_on": "no"}),
    "evaluation.rule": ({"go_on": "yes", "decision": WHY}, {"go_on": "no", "decision": WHY}),
    "leads.show": ({"go_on": "yes", "decision": WHY}, {"go_on": "no", "decision": WHY}),
    "evaluation.decide": ({"judgement": "counts"}, {"judgement": "exempt"}),
    "panels.declare": ({"conflict": "no"}, {"conflict": "yes"}),
    "home.hit": ({"finding": "cleared"}, {"finding": "refused"}),
    "projects.approve": ({"decision": "approve"}, {"decision": "refuse"}),
    "projects.milestone": ({"decision": "reach"}, {"decision": "confirm"}, {"decision": "return"}),
    "projects.delivery": (
        {"decision": None},
        *({"decision": end} for end in ("met", "partly", "returned", "diligent", "not_met")),
    ),
}
Steps = dict[str, tuple[str, ...]]
#: What holds for a challenge wherever it stands: the department writes and withdraws, its head approves, the
#: secrecy officer releases (product.md 3, 4, 15).
POSTING: Steps = {
    "challenge: draft → approval by challenges.submit": ("poster",),
    "challenge: approval → secrecy by challenges.approve": ("head",),
    "challenge: approval → draft by challenges.send_back": ("head",),
    "challenge: secrecy → open by challenges.release": ("secrecy officer",),
    "challenge: secrecy → draft by challenges.send_back": ("secrecy officer",),
    **{
        f"challenge: {state} → withdrawn by challenges.withdraw": ("poster", "head")
        for state in ("draft", "approval", "secrecy", "open", "closed")
    },
}
#: Who sits above the chair that answered (product.md 9): anybody may object, somebody else decides.
CHAIRS = ("chair", "other chair")
#: The leading group chooses after two rounds with too few bids (4): its chair and its seats.
GROUP = ("chair", "seat")
#: Whoever announces the result: the department that asked, and the leading group's chair (9).
ANNOUNCING = ("head", "chair")
#: The panel is drawn after the opening from a seed nobody chose: whoever presses does not choose (8).
DRAWING: Steps = {"challenge: opened → review by panels.draw": ("head", *GROUP)}
#: The members of a panel on the stage; until the report is signed each may still step down (8).
PANEL = ("reviewer", "second reviewer", "panel chair")
#: The leading group at the studio's tier (3, 12), of a company's studio the company's.
TIER = ("chair", "leading group")
#: A bid on its own (5, 6): nobody but its lead moves it, and after the close nobody takes it back.
OWN_BID: Steps = {
    "bid: draft → withdrawn by bids.withdraw": ("lead",),
    "loan: held → expired by bids.withdraw": ("lead",),
}
STEPPING_DOWN: Steps = {
    "panel: discussion → scoring by panels.step_down": PANEL,
    "panel: signing → scoring by panels.step_down": PANEL,
    "panel_seat: declared → replaced by panels.step_down": PANEL,
}
#: The panel's chair writes the report, and takes it up again while not all have signed.
REPORT: Steps = {
    "panel: discussion → signing by panels.write_report": ("panel chair",),
    "panel: signing → discussion by panels.reopen": ("panel chair",),
}


def _ends(deed: str, to: str) -> Steps:
    """After too few bids the challenge ends, its bid is lost with the reason, whoever was held is free."""
    steps = (f"challenge: closed → {to}", "bid: sealed → lost", "loan: held → expired")
    return {f"{step} by {deed}": GROUP for step in steps}


#: Stage → steps.
MAY: dict[str, Steps] = {
    "bidding": {
        **POSTING,
        "bid: draft → withdrawn by bids.withdraw": ("lead",),
        "bid: sealed → draft by bids.take_back": ("lead",),
        "bid: sealed → withdrawn by bids.withdraw": ("lead",),
        "loan: asked → consented by secondments.consent": ("lent",),
        "loan: consented → released by secondments.release": ("lender",),
        "loan: asked → refused by secondments.refuse": ("lent", "lender"),
        "loan: consented → refused by secondments.refuse": ("lent", "lender"),
        "loan: released → refused by secondments.refuse": ("lent", "lender"),
        "loan: asked → replaced by bids.drop": ("lead",),
        "loan: asked → replaced by bids.change": ("lead",),  # asked once more, for other days
        "loan: asked → expired by bids.withdraw": ("lead",),
    },
    "sealing": {
        "bid: draft → sealed by bids.seal": ("lead",),
        "loan: released → held by bids.seal": ("lead",),
        "bid: draft → withdrawn by bids.withdraw": ("lead",),
        "bid: sealed → draft by bids.take_back": ("lead",),
        "bid: sealed → withdrawn by bids.withdraw": ("lead",),
        "loan: released → expired by bids.withdraw": ("lead",),
    },
    "swapping": {"team_change: open → kept by bids.keep_as_is": ("lead",)},
    "opening": {
        **POSTING,
        # two officers: whoever started does not confirm (6)
        "challenge: closed → opened by openings.confirm": ("second officer",),
        "bid: sealed → opened by openings.confirm": ("second officer",),
        **DRAWING,
    },
    "few": {
        **POSTING,
        **DRAWING,
        **_ends("openings.entrust", "entrusted"),
        **_ends("openings.rewrite", "no_bid"),
        **_ends("openings.end", "no_bid"),
    },
    "declaring": {
        "panel_seat: drawn → declared by panels.declare": ("reviewer",),
        "panel: declaring → scoring by panels.declare": ("reviewer",),
        "panel_seat: drawn → replaced by panels.declare": ("reviewer",),
        "panel_seat: drawn → replaced by panels.step_down": ("reviewer",),
        **STEPPING_DOWN,
        "panel_seat: declared → replaced by panels.step_down": ("second reviewer", "panel chair"),
        **REPORT,
    },
    "scoring": {
        "panel: scoring → discussion by panels.submit": ("reviewer",),
        **REPORT,
        **STEPPING_DOWN,
    },
    "discussing": {
        **REPORT,
        **STEPPING_DOWN,
    },
    "signing": {
        "panel: signing → signed by panels.sign": ("reviewer",),
        **REPORT,
        **STEPPING_DOWN,
    },
    "judging": {
        **POSTING,
        **OWN_BID,
        "challenge: review → notice by awards.propose": ANNOUNCING,
        **REPORT,
        **STEPPING_DOWN,
    },
    "award": {
        # an award stands: nothing is announced beside it, its notice is over, nobody objects any more
        **POSTING,
        **OWN_BID,
        # the lead has signed; with the department's head the letter is complete and the work begins (9)
        "commitment_letter: open → signed by awards.sign": ("head",),
        "loan: held → active by awards.sign": ("head",),
        "bid: reserve → lost by awards.sign": ("head",),  # nobody waits in reserve any more
        "loan: held → expired by awards.sign": ("head",),
        # the winner cannot take the work: the award falls, and the contest goes on (9)
        "award: final → annulled by awards.decline": ("lead",),
        "bid: won → lost by awards.decline": ("lead",),
        "challenge: awarded → review by awards.decline": ("lead",),
        "commitment_letter: open → lapsed by awards.decline": ("lead",),
        "loan: held → expired by awards.decline": ("lead",),
        # a studio's own project (10): approved and accepted by the home unit, delivered by its lead
        "project: proposed → running by projects.approve": ("accepter",),
        "project: proposed → refused by projects.approve": ("accepter",),
        "project: running → delivered by projects.delivery": ("project lead",),
        **{
            f"project: delivered → {end} by projects.delivery": ("accepter",)
            for end in ("met", "partly", "diligent", "not_met", "running")
        },
    },
    "remedy": {
        "award: on_notice → contested by awards.object_to": (
            "poster", "head", "rival", "chair", "seat", "opening officer", "secrecy officer",
            "administrator", "auditor", "supervisor", "objector", "other chair",
        ),
        "award: contested → annulled by awards.objection": CHAIRS,
        "award_objection: raised → rejected by awards.objection": CHAIRS,
        "award_objection: raised → upheld by awards.objection": CHAIRS,
        "award_complaint: raised → upheld by awards.objection": CHAIRS,
        "bid: review → rejected by awards.objection": CHAIRS,
        "loan: held → expired by awards.objection": CHAIRS,
        "award_objection: raised → withdrawn by awards.withdraw": ("objector",),
        # whoever answered the objection does not decide on the complaint
        "award_complaint: raised → rejected by awards.complaint": ("other chair",),
        "award_complaint: raised → upheld by awards.complaint": ("other chair",),
        "award: contested → annulled by awards.complaint": ("other chair",),
        "award: contested → on_notice by awards.complaint": ("other chair",),
        "challenge: notice → review by awards.complaint": ("other chair",),
        "panel: signed → void by awards.complaint": ("other chair",),
        # upheld against the winner: the next candidate is announced from the review by an officer (9)
        "challenge: notice → review by awards.objection": CHAIRS,
        "award_complaint: raised → withdrawn by awards.take_back": ("objector",),
        "award: contested → on_notice by awards.take_back": ("objector",),
    },
    "gate": {
        # a gate keeps, cuts or merges (9): by those who announced, never by those who race
        "stage_gate: set → decided by awards.rule_gate": ANNOUNCING,
        "project: running → terminated by awards.rule_gate": ANNOUNCING,
        "loan: active → returned by awards.rule_gate": ANNOUNCING,
    },
    "joint": {
        # decided together (7): by the chair over all its departments
        "joint_round: proposed → decided by rounds.show": ("chair",),
        "challenge: review → notice by rounds.show": ("chair",),
        "joint_round: proposed → working by rounds.again": ("chair",),
    },
    "work": {
        **{
            f"task: {was} → {to} by projects.move_task": ("project lead", "assignee")
            for was, to in (("todo", "doing"), ("todo", "done"), ("doing", "todo"), ("doing", "done"),
                            ("done", "doing"))
        },
        "milestone: open → reached by projects.milestone": ("project lead",),
        "milestone: reached → confirmed by projects.milestone": ("accepter",),
        "milestone: reached → open by projects.milestone": ("accepter",),
    },
    "year": {
        "annual_letter: proposed → lead_signed by ledger.sign": ("studio lead",),
        "annual_letter: lead_signed → signed by ledger.countersign": ("chair",),
        "annual_letter: lead_signed → proposed by ledger.send_back": ("chair",),
        "apprenticeship: proposed → active by apprenticeships.agree": ("apprentice",),
        "apprenticeship: proposed → ended by apprenticeships.decline": ("apprentice",),
        "apprenticeship: proposed → ended by apprenticeships.end": ("studio lead", "hr"),
        "apprenticeship: active → ended by apprenticeships.end": ("studio lead", "hr"),
        "exchange: planned → held by exchanges.hold": ("studio lead",),
        "exchange: planned → cancelled by exchanges.cancel": ("studio lead",),
        "risk_notice: issued → acknowledged by evaluation.acknowledge": ("studio lead",),
        "delisting: proposed → reply by evaluation.review": TIER,
        "delisting: proposed → dropped by evaluation.review": TIER,
        "delisting: reply → decision by evaluation.reply": ("studio lead",),
        "delisting: decision → on_notice by evaluation.rule": ("chair",),
        "delisting: decision → dropped by evaluation.rule": ("chair",),
        "lead_change: proposed → confirmed by leads.show": ("chair",),
        "lead_change: proposed → refused by leads.show": ("chair",),
        "suggestion: raised → taken_up by suggestions.take_up": ("poster",),
        "suggestion: raised → declined by suggestions.decline": ("poster", "head"),
        "suggestion: raised → taken_back by suggestions.take_back": ("apprentice",),
    },
    # December: the studio speaks, nobody decides before the year is over (12)
    "reporting": {"evaluation: open → reported by evaluation.report": ("studio lead",)},
    "evaluation": {
        **{
            f"evaluation: {was} → {end} by evaluation.decide": TIER
            for was in ("open", "reported")
            for end in ("missed", "exempt")
        },
        "studio: founded → warned by evaluation.decide": TIER,
    },
    "rules": {
        # a version takes effect with its validity review (14): the chair of the group's leading group
        "rule: 1 → 2 by rulebook.change": ("group chair",),
        "key_task: offered → ended by rulebook.end_key_task": ("group chair", "group seat"),
    },
    "screening": {
        # a hit goes to the secrecy officers over the unit, the author cannot override (15)
        "screening_hit: open → cleared by home.hit": ("secrecy officer", "officer above"),
        "screening_hit: open → refused by home.hit": ("secrecy officer", "officer above"),
        "held_deed: waits → done by home.hit": ("secrecy officer", "officer above"),
        "held_deed: waits → refused by home.hit": ("secrecy officer", "officer above"),
        "held_deed: waits → ended by challenges.take_back": ("poster",),
        "screening_hit: open → replaced by challenges.take_back": ("poster",),
    },
}  # fmt: skip
