"""The words of this wing's notices and to-dos, of the matcher's criteria and of what failed."""

from marketplace.core.i18n import _l

NOTICES = {
    "challenge_closed": _l("Bidding on “%(title)s” has closed; the box is sealed."),
    "challenge_extended": _l(
        "Too few bids on “%(title)s”: bidding is open again until %(until)s. "
        "Sealed bids stay and may be replaced."
    ),
    "challenge_invited": _l("Your studio fits “%(title)s” well. Bidding is open until %(until)s."),
    "challenge_entrusted": _l("“%(title)s” was entrusted directly: %(why)s"),
    "challenge_rewrite": _l("“%(title)s” goes back for rewriting: %(why)s"),
    "challenge_no_bid": _l("“%(title)s” ended without a suitable bid: %(why)s"),
    "challenge_single": _l("The single bid on “%(title)s” will be opened: %(why)s"),
    "opening_started": _l(
        "The opening of “%(title)s” was started; a second officer has to confirm within 15 minutes."
    ),
    "challenge_bids_opened": _l("The bids on “%(title)s” were opened."),
    "bid_not_opened": _l("Your bid on “%(title)s” could not be opened. The opening record says why."),
    "bid_looked_at": _l("The secrecy officer looks at words in your bid on “%(title)s” before it is judged."),
    "bid_words_refused": _l("Your bid on “%(title)s” is not judged; the secrecy officer’s reason: %(why)s"),
    "bid_files_broken": _l(
        "%(n)s files of your bid on “%(title)s” are not as they were sealed; the opening record says so."
    ),
    "box_broken": _l("The box seal of “%(title)s” did not hold at the opening. Please look into it."),
}

TODOS = {
    "open_bids": (_l("Open the bids on “%(title)s”"), _l("Open")),
    "confirm_opening": (_l("Confirm the opening of “%(title)s” within 15 minutes"), _l("Confirm")),
    "too_few_bids": (_l("Too few bids a second time on “%(title)s”: decide"), _l("Choose")),
    "single_bid": (_l("A single bid on “%(title)s”: say why it is opened"), _l("Give the reason")),
    "challenge_redraft": (_l("Rewrite “%(title)s” and post it again"), _l("Rewrite")),
}

DEEDS = {"files_broken": _l("Files not as they were sealed")}

CRITERIA = {
    "skill_cover": _l("Skill cover"),
    "level_above": _l("Level above the minimum"),
    "category_works": _l("Accepted work in the field"),
    "category_mix": _l("Mix of the four categories"),
    "free_capacity": _l("Free capacity"),
    "certified_benefit": _l("Certified benefit of past work"),
    "unit_crossing": _l("Crossing unit borders"),
}

UNRECORDED = {
    "certified benefit": _l("Finance has certified no benefit of past work yet, so this scores 0."),
    "asked or free days": _l("Days asked or free are not recorded, so this scores 0."),
    "accepted works": _l("No accepted work is recorded, so this scores 0."),
    "category of the challenge": _l("The challenge names no field, so this scores 0."),
    "categories of the people": _l("The people's categories are not recorded, so this scores 0."),
    "units of the people": _l("The people's units are not recorded, so this scores 0."),
}

FAILURES = {
    "suite": _l("unknown sealing suite"),
    "digest": _l("the stored digest is not that of the sealed document"),
    "key": _l("keys and document do not belong together"),
    "body": _l("the sealed document was changed or belongs elsewhere"),
    "padding": _l("the sealed document is damaged"),
    "commit": _l("the content is not the one the receipt stands for"),
    "content": _l("opened, but it is no bid"),
    "file": _l("a file is not as it was sealed"),
    "older_terms": _l("sealed for an older version of the challenge and not renewed"),
    "missing": _l("no longer in the box as it was closed"),
}

GATES = {
    "over_ceiling": _l("The price lies over the budget ceiling."),
    "required_skill": _l("A required skill is missing."),
    "not_listed": _l("The studio is not in good standing."),
}
