"""What the panel sees of teams: no names, but who supports two bids and where a team has changed."""

from bidding.bids import actions
from bidding.bids.models import Bid, TeamChange, TeamRole
from bidding.panels import actions as panels
from bidding.panels.queries import blind_bid, blind_labels, latest
from marketplace.core.db import find
from tests import make
from tests.make import bids as making
from tests.make import contest
from tests.make.bids import done


def supports(panel):
    """By bid: the letters and the word beside its temporary supporters."""
    return {
        bid_id: [(t.also, t.changed) for t in blind_bid(panel, label).team if t.role is TeamRole.SUPPORT]
        for bid_id, label in blind_labels(panel)
    }


def test_a_shared_supporter_and_a_changed_team_are_shown(app):
    challenge, helper = contest.contest(1), make.lender()
    two = []
    for _n in range(2):
        bid = making.write(make.draft_bid(challenge, make.bidder()))
        making.core(bid)
        making.support(bid, helper, days=3)
        done(lambda bid=bid: actions.seal(find(Bid, bid.id), by=find(Bid, bid.id).lead))
        two.append(bid.id)
    contest.open_bids(contest.past_close(challenge))
    done(lambda: panels.draw(find(type(challenge), challenge.id), by=None))
    panel = latest(find(type(challenge), challenge.id))
    letters = dict(blind_labels(panel))
    seen = supports(panel)
    assert [seen[key] for key in two] == [[(letters[two[1]], "")], [(letters[two[0]], "")]]
    assert [words for key, words in seen.items() if key not in two] == [[("", "")]]
    elsewhere = making.write(make.draft_bid())
    making.support(elsewhere, helper, days=3)
    done(lambda: actions.note_win(find(Bid, elsewhere.id)))
    assert {key: supports(panel)[key][0][1] for key in two} == dict.fromkeys(
        two, "has won elsewhere; may be replaced"
    )
    change = next(c for c in find(Bid, two[0]).changes)
    done(lambda: actions.keep_as_is(find(TeamChange, change.id), by=find(Bid, two[0]).lead))
    assert supports(panel)[two[0]][0][1] == "has won elsewhere; stays"
