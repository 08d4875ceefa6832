"""The workspace in a browser: every step keeps what was typed in it."""

import pytest

from bidding.bids import queries
from marketplace.challenges.terms import TargetTerms
from tests import make
from tests.visitor import Visitor


def two_targets():
    return (TargetTerms(metric="热裂纹率", now="6.8", wanted="2"), TargetTerms(metric="补焊工时", now="40", wanted="10"))


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_the_answers_to_all_targets_are_kept_and_shown_again(app, locale):
    bid = make.draft_bid(make.open_challenge(targets=two_targets()))
    lead = Visitor(app, bid.lead, locale)
    lead.open(f"/bids/{bid.id}/edit/targets")
    button = lead.page.forms[-1].buttons[0].words
    answers = {f"responses-{n}-{name}": value for n in (0, 1) for name, value in
               (("answer", "meets"), ("promised", f"{n + 1}.5"), ("note", f"三批统计{n}"))}  # fmt: skip
    lead.press(button, answers)
    kept = queries.step_in(queries.document(make.again(bid)), "targets").values["responses"]
    assert [(one["metric"], one["promised"], one["note"]) for one in kept] == [
        ("热裂纹率", "1.5", "三批统计0"), ("补焊工时", "2.5", "三批统计1"),
    ]  # fmt: skip
    lead.open(f"/bids/{bid.id}/edit/targets")
    shown = {f.name: f.value for f in lead.page.forms[-1].fields}
    assert {name: shown[name] for name in answers} == answers
