"""Every page of a bid answers, for those whose bid it is; for everybody else it is not there."""

import pytest

from tests import make


def pages(bid):
    steps = ["idea", "targets", "plan", "money", "risks", "results", "promises"]
    own = [
        "",
        "/content",
        "/team",
        "/team/people",
        "/team/proposals",
        "/files",
        "/seal",
        "/history",
        "/withdraw",
    ]
    own += ["/consortium", "/consortium?q=创新"]
    return [f"/bids/{bid.id}{path}" for path in own] + [f"/bids/{bid.id}/edit/{step}" for step in steps]


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_the_team_opens_every_page(app, locale):
    bid = make.ready_bid()
    client = make.browser(app, bid.lead, locale)
    for url in [*pages(bid), "/bids", f"/challenges/{bid.challenge_id}/bid", "/loans"]:
        assert (url, client.get(url).status_code) == (url, 200)
    # a part of a page that has nothing to show yet is the whole page, not a fault
    part = client.get(f"/bids/{bid.id}/team/proposals", headers={"HX-Request": "true"})
    assert part.status_code == 200


def test_nobody_else_finds_any_of_them(app):
    bid = make.ready_bid()
    department = bid.challenge.contact
    for other in (make.lender(), department, make.bidder().lead):
        client = make.browser(app, other)
        for url in pages(bid):
            assert (url, client.get(url).status_code) == (url, 404)


def test_pages_cost_few_statements(app, statements):
    bid = make.ready_bid()
    client = make.browser(app, bid.lead)
    costs = {}
    for url in [*pages(bid), "/bids"]:
        statements.clear()
        assert client.get(url).status_code == 200
        costs[url.replace(str(bid.id), "n")] = len(statements)
    assert max(costs.values()) <= 12
