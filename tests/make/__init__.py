"""Things for tests, made the way they come about: one module a wing."""

from tests.make.bids import bidder, draft_bid, lender, ready_bid, sealed_bid
from tests.make.challenges import (
    approved_challenge,
    company,
    department,
    draft_challenge,
    needed_skill,
    open_challenge,
    secret_challenge,
    submitted_challenge,
    who,
)
from tests.make.people import grant, officer, person, saved, skill, unit, unit_type
from tests.make.studios import studio
from tests.make.web import browser

__all__ = [
    "approved_challenge", "bidder", "browser", "company", "department", "draft_bid", "draft_challenge", "grant",
    "lender", "needed_skill", "officer",
    "open_challenge", "person", "ready_bid", "saved", "sealed_bid", "secret_challenge", "skill", "studio", "submitted_challenge", "unit",
    "unit_type", "who",
]  # fmt: skip
