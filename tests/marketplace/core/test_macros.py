"""The pieces every page is built from, drawn by the real application."""

from datetime import timedelta
from typing import Any

import pytest
from flask import render_template_string

from marketplace.core import clock
from marketplace.core.lists import Page
from marketplace.core.verdict import YES, Verdict

IMPORTS = """
{% from "_macros/record.html" import next_step, more_menu, status_bar, qa with context %}
{% from "_macros/ui.html" import deadline, money, facts, empty with context %}
{% from "_macros/list.html" import table, pager, sort_link, filter_chips with context %}
{% from "_macros/board.html" import score_bar, target_bar, category_mix with context %}
"""


@pytest.fixture
def draw(app: Any) -> Any:
    def drawn(source: str, path: str = "/market", **values: Any) -> str:
        with app.test_request_context(path, headers={"Accept-Language": "en"}):
            page = render_template_string(IMPORTS + source, now=clock.now(), locale="en", **values)
            return " ".join(page.split())

    return drawn


def test_an_open_verdict_gives_a_form_that_sends_the_version(draw: Any) -> None:
    page = draw('{{ next_step(ok, "Seal", "/bids/17/seal", version=4) }}', ok=YES)
    assert '<form class="deed" method="post" action="/bids/17/seal">' in page
    assert '<input type="hidden" name="version" value="4">' in page
    assert 'name="csrf_token"' in page


def test_a_closed_verdict_stays_visible_says_why_and_leads_to_what_opens_it(draw: Any) -> None:
    no = Verdict("Two people have not agreed <yet>.", opens_at="/bids/17/team")
    page = draw('{{ next_step(no, "Seal", "/bids/17/seal") }}', no=no)
    assert "<form" not in page
    assert 'aria-disabled="true" aria-describedby="why-bids-17-seal"' in page
    assert '<p class="why-closed" id="why-bids-17-seal">Two people have not agreed &lt;yet&gt;.' in page
    assert '<a href="/bids/17/team">' in page


def test_a_closed_move_of_the_menu_cannot_be_sent(draw: Any) -> None:
    item = {"label": "Extend", "url": "/extend", "method": "post", "verdict": Verdict("Only once.")}
    page = draw("{{ more_menu([item]) }}", item=item)
    assert "/extend" not in page
    assert "Only once." in page


def test_a_deadline_tells_date_time_and_time_left(draw: Any) -> None:
    page = draw("{{ deadline(at) }}", at=clock.now() + timedelta(days=3, hours=4))
    assert 'class="deadline is-calm"' in page
    assert "3 d 4 h left" in page
    assert draw("{{ deadline(at, done=True) }}", at=clock.now()).count("left") == 0


def test_facts_nobody_recorded_are_left_out(draw: Any) -> None:
    page = draw('{{ facts([("Budget", money(125000)), ("Reward", none), ("Note", ""), ("Bids", 0)]) }}')
    assert page.count("<dt>") == 2
    assert "12.5 万元" in page


def test_an_empty_list_leads_on(draw: Any) -> None:
    page = draw(
        '{% set blank = empty("No bids yet.", "Look at the market", "/market") %}'
        '{% call table([{"label": "Title"}], [], blank=blank) %}'
        "{% endcall %}"
    )
    assert "<table" not in page
    assert '<a class="btn btn-outline-primary" href="/market">Look at the market</a>' in page


def test_pages_keep_filters_and_sorting(draw: Any) -> None:
    page = draw("{{ pager(page) }}", "/market?state=open&sort=-fit&page=2", page=Page([1], 130, 2))
    assert 'href="/market?state=open&amp;sort=-fit&amp;page=3"' in page
    assert "51–100 of 130" in page


def test_a_second_click_on_a_column_turns_the_order(draw: Any) -> None:
    assert 'href="/market?sort=-fit"' in draw('{{ sort_link("Fit", "fit") }}', "/market?sort=fit&page=3")
    assert 'href="/market?sort=fit"' in draw('{{ sort_link("Fit", "fit") }}', "/market?sort=-fit")


def test_a_chip_takes_out_its_own_filter_only(draw: Any) -> None:
    chips = [{"name": "state", "value": "open", "label": "State", "text": "Open"}]
    page = draw("{{ filter_chips(chips) }}", "/market?state=open&state=closed&q=a%22b", chips=chips)
    assert 'href="/market?state=closed&amp;q=a%22b"' in page


def test_parts_of_a_score_add_up_to_the_total_shown(draw: Any) -> None:
    parts = [{"label": "Skills", "points": 28.4, "max": 35}, {"label": "Benefit", "points": 0, "max": 10}]
    page = draw("{{ score_bar(parts) }}", parts=parts)
    assert '<strong class="num">28.4</strong>' in page
    assert "0.0 / 10" in page


def test_a_target_says_whether_the_pace_is_enough(draw: Any) -> None:
    assert "is-met" in draw('{{ target_bar("Pairs", 2, 2) }}')
    assert "is-on" in draw('{{ target_bar("Pairs", 1, 2, forecast=2) }}')
    short = draw('{{ target_bar("Pairs", 1, 3, forecast=2) }}')
    assert "is-short" in short
    assert "at this pace 2 of 3 by December" in short
    assert "is-met" in draw('{{ target_bar("Pairs", 0, 0) }}')


def test_a_missing_category_is_named(draw: Any) -> None:
    page = draw('{{ category_mix([("R&D", 0), ("Process", 0)]) }}')
    assert page.count("missing") == 4  # a class and a word for each
