"""The whole circle as one story: letter, post, bid, score, award, deliver, accept, count, evaluate."""

from __future__ import annotations

from datetime import date

from tests import make
from tests.journeys import contest, year
from tests.journeys.cast import Cast


def test_one_challenge_goes_the_whole_way_and_counts_in_the_year(cast: Cast) -> None:
    year.sign_letters(cast)
    own = year.own_project(cast, 0)
    _ = own
    year.pair(cast, 0, date(2030, 2, 1))
    cast.until(make.at(2030, 3, 5, 12))
    key = contest.post(cast)
    contest.question(cast, key)
    bid = contest.write_bid(cast, key, 0)
    contest.ask_core(cast, bid, 0)
    contest.ask_support(cast, bid, 0, cast.lenders[0])
    contest.ask_support(cast, bid, 0, cast.lenders[1])
    contest.seal(cast, bid, 0)
