"""Who may bring about which step, said from the order's own words (product.md), not from the code.

A line for each state and deed: the step, then everybody of the stage who may. Whoever is not named must be
refused; whoever is named must get through. Steps that follow of themselves stand under the deed that
brought them about.
"""

from __future__ import annotations

#: What a form could want to know; each takes what it has a field for.
WHY = "按公布的规则办理，记录附后。"
FIELDS = {
    "decision": "met", "verdict": WHY, "reason": WHY, "why": WHY, "text": WHY, "note": WHY, "about": WHY,
    "remedy": "重新计算", "conflict": "no", "candidates": "2", "days": "6", "state": "done", "answer": WHY,
    "review": WHY, "reply": WHY, "plan": WHY, "plan-0-on": "2030-06-15", "plan-0-title": "焊接现场会",
    "held_on": "2030-03-05", "place": "二号厂房", "summary": WHY,
}  # fmt: skip
#: Deeds with more than one end: each is tried.
VARIANTS: dict[str, tuple[dict[str, str], ...]] = {
    "awards.objection": ({"outcome": "rejected"}, {"outcome": "next"}),
    "awards.complaint": ({"outcome": "rejected"}, {"outcome": "rereview"}),
    "evaluation.review": ({"go_on": "yes"}, {"go_on": "no"}),
    "evaluation.rule": ({"go_on": "yes", "decision": WHY}, {"go_on": "no", "decision": WHY}),
    "leads.show": ({"go_on": "yes", "decision": WHY}, {"go_on": "no", "decision": WHY}),
    "projects.delivery": ({"decision": "met"}, {"decision": "returned"}, {"decision": "not_met"}),
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
#: Stage → steps. `award` is walked for the lives alone, its table is not written yet.
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
        "loan: asked → expired by bids.withdraw": ("lead",),
    },
    "judging": {
        **POSTING,
        "challenge: review → notice by awards.propose": ("head", "chair"),
        "bid: draft → withdrawn by bids.withdraw": ("lead",),
        "loan: held → expired by bids.withdraw": ("lead",),
        "panel: signing → discussion by panels.reopen": ("reviewer",),
        "panel: discussion → scoring by panels.step_down": ("reviewer",),
        "panel: signing → scoring by panels.step_down": ("reviewer",),
        "panel_seat: declared → replaced by panels.step_down": ("reviewer",),
    },
    "remedy": {
        "award: on_notice → contested by awards.object_to": (
            "poster", "head", "rival", "chair", "opening officer", "secrecy officer", "administrator",
            "auditor", "objector", "other chair",
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
        "award_complaint: raised → withdrawn by awards.take_back": ("objector",),
        "award: contested → on_notice by awards.take_back": ("objector",),
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
        "delisting: proposed → reply by evaluation.review": ("chair", "leading group"),
        "delisting: proposed → dropped by evaluation.review": ("chair", "leading group"),
        "delisting: reply → decision by evaluation.reply": ("studio lead",),
        "delisting: decision → on_notice by evaluation.rule": ("chair",),
        "delisting: decision → dropped by evaluation.rule": ("chair",),
        "lead_change: proposed → confirmed by leads.show": ("chair",),
        "lead_change: proposed → refused by leads.show": ("chair",),
        "suggestion: raised → taken_up by suggestions.take_up": ("poster",),
        "suggestion: raised → declined by suggestions.decline": ("poster", "head"),
        "suggestion: raised → taken_back by suggestions.take_back": ("apprentice",),
    },
}  # fmt: skip
