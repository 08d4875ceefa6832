"""The words of deeds in the audit trail; a wing that has words of its own for one is heard first."""

from __future__ import annotations

from marketplace.core.i18n import _l

DEEDS = {
    "columns_explained": _l("Columns of a table assigned by hand"),
    "move": _l("State changed"),
    "calendar_set": _l("Calendar day set"),
    "calendar_forgotten": _l("Calendar day given back"),
    "work_tried_again": _l("Put-off work tried again"),
    "trail_checked": _l("Audit trail checked"),
    "clock_moved": _l("Clock moved forward"),
    "announce": _l("Result announced"),
    "sign": _l("Signed a paper"),
    "draft_saved": _l("Draft of a bid saved"),
    "answer": _l("Question answered"),
    "ask": _l("Question asked"),
    "edit": _l("Draft edited"),
    "file_removed": _l("File removed"),
    "follow": _l("Followed a thing"),
    "read": _l("Restricted details read"),
    "take_in": _l("Taken in from a file"),
    "unfollow": _l("Follow ended"),
    "draft": _l("Draft made"),
    "fit_refresh": _l("Fits computed anew"),
    "score": _l("Matcher's scores computed"),
    "start_opening": _l("Opening started"),
    "explain_outlier": _l("Far-off score explained"),
    "post": _l("Word in the panel's discussion"),
    "revise": _l("Score revised"),
    "submit": _l("Scores submitted"),
    "skill_edited": _l("Skill of the catalogue edited"),
    "skill_made": _l("Skill of the catalogue added"),
    "unit_type_edited": _l("Type of unit edited"),
    "box_sealed": _l("Box sealed"),
    "outcome_edited": _l("Outcome edited"),
    "view_saved": _l("View saved"),
    "view_dropped": _l("Saved view removed"),
}

#: Where a word was found, and which page showed a trade secret.
KINDS = {
    "challenge": _l("Challenge"),
    "question": _l("Question"),
    "suggestion": _l("Raised problem"),
    "amendment": _l("Amendment"),
    "outcome": _l("Outcome"),
    "bid": _l("Bid"),
    "held_deed": _l("Handed in, waits"),
}
FIELDS = {
    "title": _l("Title"), "title_en": _l("Title in English"), "background": _l("Background and what is seen"),
    "tried": _l("What was tried"), "loss_basis": _l("How the loss was worked out"),
    "acceptance": _l("How it will be accepted"), "constraints": _l("Constraints on site"),
    "deliverables": _l("Deliverables"), "support": _l("Support on site"),
    "key_task": _l("Key task it serves"), "scope_reason": _l("Reason"), "summary": _l("Desensitised summary"),
    "external_party": _l("Outside party"), "contract_no": _l("Contract number"),
    "targets": _l("Technical targets"), "files": _l("Name of a file"), "text": _l("Text"),
    "answer": _l("Answer"), "why": _l("Reason"), "remedy": _l("What ought to be done"),
    "place": _l("Where"), "needs": _l("Needed skills"),
}  # fmt: skip
# a bid's pages stand as the challenge's: who writes a bid is nobody's business
PAGES = {
    "challenges": _l("Details"), "bids": _l("Details"), "fit": _l("Fitting studios"),
    "openings": _l("Opening"), "panels": _l("Panel"), "awards": _l("Award"), "projects": _l("Project"),
    "outcomes": _l("Outcome"),
}  # fmt: skip
