"""The closed lists of a challenge."""

from __future__ import annotations

from marketplace.core.i18n import Words, _l


class ChallengeState(Words):
    """The life of a challenge."""

    DRAFT = "draft", _l("Draft"), "grey"
    APPROVAL = "approval", _l("With the department head"), "amber"
    SECRECY = "secrecy", _l("With the secrecy officer"), "amber"
    OPEN = "open", _l("Open for bids"), "green"
    CLOSED = "closed", _l("Closed, not opened"), "blue"
    OPENED = "opened", _l("Opened"), "blue"
    REVIEW = "review", _l("Under review"), "blue"
    NOTICE = "notice", _l("On notice"), "blue"
    AWARDED = "awarded", _l("Awarded"), "green"
    WITHDRAWN = "withdrawn", _l("Withdrawn"), "grey"
    NO_BID = "no_bid", _l("No suitable bid"), "grey"
    ENTRUSTED = "entrusted", _l("Entrusted directly"), "green"


class Nature(Words):
    """What kind of problem it is."""

    URGENT = "urgent", _l("Urgent, difficult, dangerous or heavy")
    STUBBORN = "stubborn", _l("Stubborn fault")
    MAJOR = "major", _l("Major technical problem")


class Scope(Words):
    """Who may bid."""

    UNIT = "unit", _l("Own unit")
    COMPANY = "company", _l("Own company")
    GROUP = "group", _l("Whole group")
    LOCAL = "local", _l("Local")
    INDUSTRY = "industry", _l("Industry")


class Operator(Words):
    """Which way a target lies."""

    AT_MOST = "<=", _l("at most")
    AT_LEAST = ">=", _l("at least")


class AskedKind(Words):
    """What is asked of the department while bidding is open."""

    QUESTION = "question", _l("Question")
    OBJECTION = "objection", _l("Objection to the documents")
