"""What projects say to people."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {
    "project_begun": _l("The project “%(title)s” has begun; it is due on %(due)s."),
    "project_proposed": _l("%(studio)s registers its own project “%(title)s” and asks for your approval."),
    "project_approved": _l("Your project “%(title)s” is approved and running."),
    "project_refused": _l("Your project “%(title)s” was not approved: %(why)s"),
    "task_given": _l("You have a task in “%(title)s”: %(task)s, due on %(due)s."),
    "milestone_reached": _l("A milestone of “%(title)s” was reported: %(milestone)s."),
    "milestone_confirmed": _l("The milestone “%(milestone)s” of “%(title)s” is confirmed."),
    "milestone_returned": _l("The milestone “%(milestone)s” of “%(title)s” needs more: %(why)s"),
    "project_delivered": _l("“%(title)s” is delivered; please accept it or send it back."),
    "project_returned": _l("“%(title)s” was sent back: %(why)s"),
    "project_met": _l("“%(title)s” is accepted. It counts in this year's ledger."),
    "project_partly": _l("“%(title)s” was accepted as partly met: %(why)s"),
    "project_diligent": _l(
        "“%(title)s” did not reach its targets in spite of careful work. No blame; the lessons are kept."
    ),
    "project_not_met": _l("“%(title)s” was not accepted: %(why)s"),
    "project_overdue": _l(
        "The acceptance of “%(title)s” is overdue; the leading group is asked to see to it."
    ),
    "project_handed_over": _l("“%(title)s” is carried on by %(name)s."),
    "project_merged": _l("“%(title)s” joins another project of the race: %(why)s"),
    "project_joined": _l("Another project of the race joins “%(title)s”: %(why)s"),
    "project_terminated": _l("“%(title)s” was terminated: %(why)s"),
}

TODOS = {
    "approve_project": (_l("Approve the studio's own project"), _l("Approve or refuse")),
    "do_task": (_l("Do your task"), _l("Open the task")),
    "confirm_milestone": (_l("Confirm a milestone"), _l("Look at it")),
    "accept_project": (_l("Accept the delivery"), _l("Accept or send back")),
    "see_to_acceptance": (_l("See to an overdue acceptance"), _l("Open the project")),
    "deliver_project": (_l("Report measured values and deliver"), _l("Open the project")),
}

DEEDS = {
    "begun": _l("Work begun"),
    "merged": _l("Another project joined"),
    "member_taken_in": _l("Temporary supporter joined"),
    "registered": _l("Registered before the work began"),
    "task_added": _l("Task given"),
    "measured": _l("Measured values recorded"),
    "milestone_added": _l("Milestone added"),
    "file_kept": _l("File added"),
    "handed_over": _l("Handed over to a successor"),
}
