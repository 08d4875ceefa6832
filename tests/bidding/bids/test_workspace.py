"""What is typed is kept as typed; what is missing is named; nothing is lost to anybody."""

import io

import pytest

from bidding.bids import queries
from bidding.bids.forms import STEPS, as_typed, kept_form
from bidding.bids.models import Bid
from marketplace.challenges.terms import TargetTerms
from marketplace.core.db import find
from tests import make
from tests.make import bids as making
from tests.visitor import Visitor


def gaps_of(bid):
    bid = find(Bid, bid.id)
    return queries.assembled(bid, queries.document(bid))[1]


def test_an_empty_draft_names_every_gap_in_its_step(app):
    found = gaps_of(make.draft_bid())
    assert {gap.step for gap in found} == set(STEPS)
    assert len(found) == 17  # sixteen fields that must be filled in, and the one target


def test_half_a_line_and_a_wrong_number_are_kept_as_typed(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead)
    sent = {
        "budget-0-kind": "material",
        "budget-0-what": "",
        "budget-0-amount": "十二万",
        "support": "",
        "version": 0,
        "draft": 1,
    }
    assert client.post(f"/bids/{bid.id}/edit/money", data=sent).status_code == 303
    page = client.get(f"/bids/{bid.id}/edit/money").get_data(as_text=True)
    assert "十二万" in page and "Please enter a number." in page
    assert [gap.label for gap in gaps_of(bid) if gap.step == "money"] == [
        "Budget lines",
        "Support needed on site",
    ]


def test_none_is_an_answer_where_the_hint_asks_for_it(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead, "zh_Hans")
    client.post(f"/bids/{bid.id}/edit/money", data={"support": "无", "version": 0, "draft": 1})
    client.post(f"/bids/{bid.id}/edit/promises", data={"interests": "无", "version": 0, "draft": 1})
    assert not {"Support needed on site", "Declared interests"} & {gap.label for gap in gaps_of(bid)}


def test_payments_budget_targets_and_days_are_checked_against_the_challenge(app):
    bid = make.draft_bid()
    making.write(bid, amount=280_001)
    client = make.browser(app, bid.lead)
    plan = {
        "division": "分工如下。",
        "version": 1,
        "milestones-0-title": "小批",
        "milestones-0-after_days": 181,
        "milestones-0-evidence": "记录",
        "milestones-0-payment": 90,
    }
    client.post(f"/bids/{bid.id}/edit/plan", data=plan)
    targets = {
        "responses-1-place": bid.challenge.targets[0].place,
        "responses-1-answer": "meets",
        "responses-1-promised": "3",
        "version": 1,
    }
    client.post(f"/bids/{bid.id}/edit/targets", data=targets)
    assert sorted((gap.step, gap.reason) for gap in gaps_of(bid)) == [
        ("money", "The lines total 28.0 万元, the ceiling is 28.0 万元."),
        ("plan", "The last milestone is on day 181, delivery is due by day 180."),
        ("plan", "The payments total 90 %, they must total 100 %."),
        ("targets", "The promised value does not do what the answer says. Choose “deviates” or change it."),
    ]


def test_a_step_saved_from_a_stale_window_changes_nothing_and_keeps_what_was_typed(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead)
    first = {"benefit": "第一个窗口写的。", "version": 0}
    assert client.post(f"/bids/{bid.id}/autosave/results", data=first).headers["X-Version"] == "1"
    stale = client.post(f"/bids/{bid.id}/edit/results", data={"benefit": "第二个窗口写的。", "version": 0})
    assert stale.status_code == 409
    assert "第二个窗口写的。" in stale.get_data(as_text=True)
    kept = queries.step_in(queries.document(find(Bid, bid.id)), "results")
    assert kept.values["benefit"] == "第一个窗口写的。"
    other = {"understanding": "别的步骤不受影响，两个人可以同时写。", "version": 0}
    assert client.post(f"/bids/{bid.id}/autosave/idea", data=other).status_code == 204


def test_without_scripts_a_line_is_added_by_sending_the_form(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead)
    sent = {"risks-0-risk": "粘砂", "risks-0-fallback": "改涂料", "version": 0, "add": "risks"}
    answer = client.post(f"/bids/{bid.id}/edit/risks", data=sent)
    assert answer.status_code == 200
    assert 'name="risks-1-risk"' in answer.get_data(as_text=True)


def test_what_a_program_wrote_is_shown_as_if_typed(app):
    bid = making.write(make.draft_bid())
    document = queries.document(bid)
    for key in STEPS:
        kept = queries.step_in(document, key)
        assert kept_form(key, kept, bid.challenge.targets).values() == kept.values
    assert as_typed({"budget": [{"kind": "other", "amount": 125_000}]}) == [
        ("budget-0-kind", "other"),
        ("budget-0-amount", "12.5"),
    ]


def test_a_thousand_lines_and_a_foreign_field_do_no_harm(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead)
    many = {f"risks-{n}-risk": "x" for n in range(1000)} | {"secrecy": "y", "version": 0, "lead_id": 1}
    assert client.post(f"/bids/{bid.id}/edit/risks", data=many).status_code == 303
    kept = queries.step_in(queries.document(find(Bid, bid.id)), "risks")
    assert (len(kept.values["risks"]), set(kept.values)) == (30, {"risks"})
    assert client.post(f"/bids/{bid.id}/edit/nonsense", data=many).status_code == 404


def test_a_bad_file_is_refused_with_its_rule_and_a_removed_one_is_gone(app):
    bid = make.draft_bid()
    client = make.browser(app, bid.lead)

    def send(name, data):
        return client.post(f"/bids/{bid.id}/files", data={"files": (io.BytesIO(data), name)})

    assert send("坏.exe", b"MZ\x90\x00" + bytes(100)).status_code == 422
    assert send("空.csv", b"").status_code == 422
    assert send("表.csv", b"a,b\n1,2\n").status_code == 303
    assert client.get(f"/bids/{bid.id}/files/1").data == b"a,b\n1,2\n"
    assert client.post(f"/bids/{bid.id}/files/1/remove").status_code == 303
    assert client.get(f"/bids/{bid.id}/files/1").status_code == 404


def test_the_person_asked_joins_over_the_pages_and_then_sees_the_bid(app):
    bid = make.draft_bid()
    member = making.core(bid, agrees=False)
    client = make.browser(app, member.person)
    assert client.get(f"/bids/{bid.id}").status_code == 404
    assert client.get(f"/bids/join/{member.id}").status_code == 200
    assert make.browser(app, bid.lead).get(f"/bids/join/{member.id}").status_code == 404
    assert client.post(f"/bids/join/{member.id}/agree").status_code == 303
    assert client.get(f"/bids/{bid.id}").status_code == 200


def test_the_lead_asks_somebody_over_the_pages(app):
    bid = make.draft_bid()
    client, person = make.browser(app, bid.lead), make.lender()
    assert (
        client.get(f"/bids/{bid.id}/team/people?q={person.employee_no}")
        .get_data(as_text=True)
        .count(person.name)
        == 2
    )
    url = f"/bids/{bid.id}/team/add?person={person.id}"
    assert client.get(url).status_code == 200
    first, last = (day.isoformat() for day in making.likely_period(bid.challenge))
    sent = {"person_id": person.id, "days": 5, "starts_on": first, "ends_on": last}
    assert client.post(url, data={**sent, "purpose": ""}).status_code == 422
    assert client.post(url, data={**sent, "days": 500, "purpose": "磁粉检测"}).status_code == 422
    assert client.post(url, data={**sent, "purpose": "磁粉检测"}).status_code == 303
    assert {m.person_id for m in find(Bid, bid.id).team} == {bid.lead_id, person.id}


def test_lists_cost_the_same_with_one_row_and_with_many(app, statements):
    lead = make.bidder().lead
    from_one = _cost(app, statements, lead)
    for _ in range(5):
        make.draft_bid(make.open_challenge(), make.studio(lead.unit, lead))
    assert _cost(app, statements, lead) == from_one


def _cost(app, statements, lead):
    client = make.browser(app, lead)
    client.get("/bids")
    statements.clear()
    assert client.get("/bids").status_code == 200
    return len(statements)


def two_targets():
    return (
        TargetTerms(metric="热裂纹率", now="6.8", wanted="2"),
        TargetTerms(metric="补焊工时", now="40", wanted="10"),
    )


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
def test_the_answers_to_all_targets_are_kept_and_shown_again(app, locale):
    bid = make.draft_bid(make.open_challenge(targets=two_targets()))
    lead = Visitor(app, bid.lead, locale)
    lead.open(f"/bids/{bid.id}/edit/targets")
    button = lead.page.forms[-1].buttons[0].words
    answers = {
        f"responses-{n}-{name}": value
        for n in (0, 1)
        for name, value in (("answer", "meets"), ("promised", f"{n + 1}.5"), ("note", f"三批统计{n}"))
    }
    lead.press(button, answers)
    kept = queries.step_in(queries.document(make.again(bid)), "targets").values["responses"]
    assert [(one["metric"], one["promised"], one["note"]) for one in kept] == [
        ("热裂纹率", "1.5", "三批统计0"),
        ("补焊工时", "2.5", "三批统计1"),
    ]
    lead.open(f"/bids/{bid.id}/edit/targets")
    shown = {f.name: f.value for f in lead.page.forms[-1].fields}
    assert {name: shown[name] for name in answers} == answers
