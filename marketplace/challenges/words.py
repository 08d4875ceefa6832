"""What notices and to-dos about challenges say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "challenge_returned": _l("“%(title)s” was returned to you: %(why)s"),
    "challenge_approved": _l(
        "“%(title)s” was approved by the department head and is with the secrecy officer."
    ),
    "challenge_opened": _l("“%(title)s” (%(number)s) is open for bids."),
    "challenge_withdrawn": _l("“%(title)s” was withdrawn: %(why)s"),
    "circle_joined": _l("You were named into the circle that may know “%(title)s”."),
    "challenge_amended": _l(
        "“%(title)s” was amended: %(why)s A bid sealed before counts again once it is sealed anew. "
        "Bidding is open until %(until)s."
    ),
    "challenge_paused": _l(
        "Somebody objects to the documents of “%(title)s”. The close is put off for as long as that is "
        "looked into."
    ),
    "documents_objected": _l("An objection to the documents of “%(title)s” waits for your answer."),
    "documents_upheld": _l("The objection to the documents of “%(title)s” was upheld: %(why)s"),
    "documents_rejected": _l("The objection to the documents of “%(title)s” was rejected: %(why)s"),
    "challenge_goes_on": _l("Bidding on “%(title)s” goes on, until %(until)s."),
    "objection_overdue": _l(
        "The objection to the documents of “%(title)s” is not answered yet; its close is put off again."
    ),
    "review_overdue": _l(
        "An amendment of “%(title)s” still waits for the secrecy officer; its close is put off until then."
    ),
    "studio_invited": _l("Your studio is invited to bid on “%(title)s”, until %(until)s."),
    "question_asked": _l("A question was asked about “%(title)s”."),
    "question_answered": _l("A question about “%(title)s” was answered."),
}
TODOS = {
    "approve_challenge": (
        _l("Approve a problem of your department before it is posted"),
        _l("Look and approve"),
    ),
    "release_challenge": (_l("Check a problem for secrets before it is posted"), _l("Check and release")),
    "revise_challenge": (_l("Revise a problem that was returned"), _l("Revise")),
    "decide_objection": (_l("Answer an objection to your documents"), _l("Answer")),
    "overdue_question": (_l("A question to your department is past its day: “%(title)s”"), _l("Look at it")),
    "answer_question": (_l("Answer a question about your problem"), _l("Answer")),
}

DEEDS = {
    "circle_changed": _l("Named circle changed"),
    "classify": _l("Level and summary set at the release"),
    "question_cleared": _l("Question looked at for secrets"),
    "amend": _l("Challenge amended"),
    "weights_set": _l("Own weights set"),
    "weights_usual": _l("Weights as in the version in force"),
    "object": _l("Objection to the documents raised"),
    "decide_objection": _l("Objection to the documents answered"),
    "escalate": _l("Overdue question brought to the head"),
    "hold": _l("Close put off: an objection is not answered yet"),
    "invite": _l("Studios invited by name"),
    "rank_studios": _l("Studios ranked for an invitation"),
    "accept_single": _l("Single bid accepted for opening"),
}
# what each preset is for, in a line
PRESETS = {
    "standard": _l("For most problems."),
    "fast": _l("For small ones: a short time and a low ceiling."),
    "urgent": _l("When the line stands: a single bid is enough if the chair says why."),
    "race": _l("Two or three studios try at once; stage gates decide who goes on."),
    "invited": _l("Only studios the department names may bid; for what few may know."),
}
# what an amendment may change, in the order of the form
FIELDS = {
    "title": _l("Title"),
    "title_en": _l("Title in English"),
    "background": _l("Background and what is seen"),
    "tried": _l("What was tried"),
    "loss": _l("Present loss a year"),
    "loss_basis": _l("How the loss was worked out"),
    "nature": _l("Nature"),
    "difficulty": _l("Difficulty"),
    "key_task": _l("Key task it serves"),
    "targets": _l("Technical targets"),
    "needs": _l("Needed skills"),
    "acceptance": _l("How it will be accepted"),
    "deliverables": _l("Deliverables"),
    "milestones": _l("Milestones wanted"),
    "constraints": _l("Constraints on site"),
    "support": _l("Support on site"),
    "external_party": _l("Outside party"),
    "contract_no": _l("Contract number"),
    "budget": _l("Budget ceiling"),
    "reward": _l("Reward"),
    "work_days": _l("Calendar days to deliver"),
    "summary": _l("Desensitised summary"),
}
MONEY = {"loss", "budget", "reward"}
