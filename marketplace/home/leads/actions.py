"""The chair's decision reaches over several wings: studio, projects, bids, to-dos, in one deed."""

from __future__ import annotations

from bidding.bids import actions as bids
from marketplace.home.leads import queries
from marketplace.inbox.actions import pass_on
from marketplace.people.models import Person
from marketplace.projects import actions as projects
from marketplace.studios import actions as studios
from marketplace.studios.models import LeadChange
from marketplace.studios.terms import LeadRuling


def decide(change: LeadChange, terms: LeadRuling, *, by: Person) -> None:
    """Named: drafts, bids under way and running projects of the old lead go to the new one. Or not named."""
    if not terms.go_on:
        studios.refuse_lead(change, terms, by=by)
        return
    old, new, studio = studios.confirm_lead(change, terms, by=by), change.person, change.studio
    for project in queries.projects_led(studio, old):
        projects.hand_over(project, new, by=by)
    for bid in queries.bids_led(studio, old):
        bids.hand_over(bid, new, by=by)
    pass_on(old, new, queries.papers_of(studio))
