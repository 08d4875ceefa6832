"""What each page answers people whom a sealed bid and a core trade secret are nothing to."""
# ruff: noqa: E501

#: Pages of a bid or a loan, and of things that are not there yet: for all of these readers they are missing.
MISSING = {
    "secrecy.word", "home.hit", "challenges.held", "home.read_week",
    "awards.complain", "awards.complaint", "awards.decline", "awards.name_decider", "awards.name_answerer", "awards.gate", "awards.letter", "awards.letter_pdf", "awards.notice_pdf", "awards.object_to", "awards.objection", "awards.result", "awards.rule_gate", "awards.show", "bids.add",
    "bids.change", "bids.content", "bids.decline", "bids.download", "bids.edit", "bids.files", "bids.history", "bids.keep",
    "bids.join", "bids.read_back", "bids.own_view", "bids.people", "bids.proposals", "bids.receipt", "bids.receipt_file",
    "bids.seal", "bids.show", "bids.take_proposal", "bids.team", "bids.withdraw", "challenges.download", "outcomes.show", "panels.calibration",
    "bids.consortium", "bids.add_studio", "bids.change_share", "bids.share",
    "bids.decline_share", "bids.swap", "bids.ask_to_stand_in", "bids.refuse_to_stand_in", "leads.show",
    "panels.declare", "panels.discussion", "panels.outlier", "panels.replace", "panels.report", "panels.report_pdf",
    "panels.revise", "panels.sheet", "panels.show", "panels.step_down", "panels.write_report",
    "projects.approve", "projects.attachments", "projects.delivery", "projects.download", "projects.measure",
    "projects.milestone", "projects.milestone_page", "projects.milestones", "projects.past", "projects.show",
    "projects.task_page", "projects.tasks", "outcomes.record", "secondments.refuse", "secondments.release",
    "rounds.show", "secondments.show", "fit.progress", "home.trail_check", "imports.columns", "imports.faults", "imports.progress",
    "imports.show", "suggestions.decline", "suggestions.show",
    # the year of studios: nothing of it in this small world
    "apprenticeships.decline", "apprenticeships.end", "apprenticeships.show", "evaluation.acknowledge",
    "evaluation.decide", "evaluation.decide_round", "evaluation.delisting", "evaluation.notice",
    "evaluation.reply", "evaluation.report", "evaluation.review", "evaluation.rule", "evaluation.show",
    "exchanges.cancel", "exchanges.hold", "exchanges.picture", "exchanges.show", "ledger.correct",
    "ledger.letter", "ledger.propose", "ledger.send_back", "ledger.sign", "ledger.undo", "studios.leave",
}  # fmt: skip
#: Pages of a challenge, a studio, a person, a unit; lists; offices: open to some of them.
SOME = {
    "challenges.release", "challenges.circle", "secrecy.words", "home.hits", "home.read_log",
    "awards.close_without", "awards.message", "awards.messages", "awards.on_challenge", "awards.race", "awards.set_gate", "bids.begin", "bids.go_on", "bids.mine", "challenges.edit",
    "challenges.files", "challenges.history", "challenges.mine", "challenges.new", "challenges.question",
    "challenges.questions", "challenges.send_back", "challenges.show", "challenges.withdraw", "fit.export",
    "fit.market", "fit.refreshing", "fit.studios", "governance.group", "governance.seat",
    "home.administration", "home.audit_trail", "home.calendar", "home.demo_clock", "home.manual", "home.manual_image", "home.manual_page", "home.mails",
    "home.overview", "home.overview_export", "home.queue", "home.saved_views", "home.search", "home.workbench", "imports.index",
    "imports.kind", "imports.template", "inbox.notices", "openings.end", "openings.entrust",
    "openings.check", "openings.ranking", "openings.record", "openings.rewrite", "openings.show",
    "openings.stability", "outcomes.listed",
    "panels.conflicts", "panels.dismiss", "panels.mine", "panels.on_challenge", "panels.replay_file", "people.account", "people.activation", "people.confirm", "people.clear_person",
    "people.confirm_skill", "people.edit_person", "people.edit_skill", "people.edit_unit",
    "people.export_people", "people.export_roles", "people.export_skills_held", "people.grant_role",
    "people.leave_person", "people.move_person", "people.new_skill", "people.new_unit", "people.person_history", "people.relatives",
    "people.roles", "people.take_on", "people.unit_types", "projects.listed", "projects.of_studio",
    "projects.register", "rounds.on_challenge", "rulebook.change", "rulebook.key_tasks", "rulebook.rule", "secondments.calendar",
    "secondments.mine", "secondments.people", "showcase.honour",
    "openings.box", "openings.record_pdf", "openings.share", "sealing.key", "sealing.keys", "sealing.new_pair", "sealing.test_sheet", "sealing.asked_for", "sealing.offline_program",
    "sealing.order", "sealing.passphrase",
    # posting
    "challenges.amend", "challenges.amend_files", "challenges.weights", "challenges.changes", "challenges.decide", "challenges.numbers", "challenges.object_to",
    "fit.similar", "openings.single", "suggestions.listing", "suggestions.new",
}  # fmt: skip
#: Pages on which studios stand by right: their name there tells of no bid.
STUDIOS = {
    "apprenticeships.of_studio", "apprenticeships.record", "evaluation.listing", "evaluation.listing_export",
    "evaluation.of_studio", "exchanges.of_studio", "exchanges.plan", "ledger.board", "ledger.board_export",
    "leads.propose", "ledger.entries", "ledger.entries_export", "ledger.letters", "ledger.letters_export", "ledger.progress",
    "people.directory", "people.export_catalogue", "people.export_units", "people.person", "people.skills",
    "people.unit", "people.unit_history", "people.units", "persons.work", "projects.of_studio",
    "projects.register", "rulebook.in_force", "studios.edit", "studios.export", "studios.history",
    "studios.join", "studios.listing", "studios.show", "home.search", "fit.studios", "fit.invite", "projects.listed",
}  # fmt: skip
#: Not pages of somebody who is logged in.
OUTSIDE = {"healthz", "words", "home.readyz", "people.log_in", "people.activate"}
KNOWN = MISSING | SOME | STUDIOS | OUTSIDE

# --- the access matrix (`./manage trust matrix`): each route of a thing has the rule of its kind ----
#: Argument of a route → kind of thing. The first that fits; a route with none of them must stand below.
FAMILIES = {
    "challenge_id": "challenge", "question_id": "question", "bid_id": "bid", "loan_id": "loan",
    "member_id": "member", "panel_id": "panel", "award_id": "award", "objection_id": "award",
    "project_id": "project",
}  # fmt: skip
LETTERS = {
    "awards.letter",
    "awards.sign",
    "awards.decline",
}  # `letter_id` of these is a commitment letter, else an annual one
#: Pages of a challenge whoever may know of it can read; those with details need the level's rights.
TITLE = {"challenges.show", "openings.show", "awards.on_challenge", "panels.on_challenge"}
DETAILS = {"challenges.questions", "challenges.files", "challenges.history"}
#: Open to everybody who may know of the challenge.
FREE = {
    "challenges.follow",
    "challenges.unfollow",
    "challenges.questions",
    "bids.begin",
    "awards.object_to",
    "challenges.object_to",
}
#: What each thing's plain pages answer to those who may see it.
PLAIN = {
    "bid": {"bids.show", "bids.history"}, "panel": {"panels.show"}, "award": {"awards.letter"},
    "project": {"projects.show", "projects.tasks", "projects.milestones", "projects.attachments", "projects.past"},
    "loan": {"secondments.show"}, "challenge": TITLE | DETAILS,
}  # fmt: skip
#: Not of a challenge: their pages are read by everybody for canaries; people without office change nothing.
OTHERS = {
    "studio_id", "person_id", "unit_id", "skill_id", "grant_id", "membership_id", "pair_id", "exchange_id",
    "evaluation_id", "notice_id", "delisting_id", "round_id", "letter_id", "entry_id", "intake_id", "outcome_id",
    "hit_id", "word_id", "week_id", "job_id", "row_id", "view_id", "milestone_id", "task_id", "code", "kind",
    "name", "page", "language", "day", "function", "suggestion_id", "share_id", "change_id", "tie_id",
    "complaint_id", "deed_id", "mark",
}  # fmt: skip
#: What everybody does for themselves.
OWN_DEEDS = {
    "language", "inbox.read_all", "inbox.read", "people.account", "people.activate", "people.log_in",
    "people.log_out", "people.confirm", "people.end_session", "home.saved_views", "home.drop_view",
    "fit.refreshing", "exchanges.plan", "studios.join", "projects.register", "people.relatives",
    "suggestions.new",
}  # fmt: skip
#: Deeds of offices, on no thing in the address.
OFFICES = {
    "challenges.new", "home.calendar", "home.check_trail", "home.demo_clock", "people.grant_role",
    "people.new_skill", "people.new_unit", "people.take_on", "people.unit_types", "rulebook.change_settings",
    "sealing.make_paper", "secrecy.words",
}  # fmt: skip
