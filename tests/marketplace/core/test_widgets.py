"""What was made quicker says the same as before."""

from typing import Any

import pytest
from flask import Flask, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from marketplace.core.drawing import kept, kept_each
from marketplace.core.i18n import Label, gettext
from marketplace.core.templating import written
from marketplace.core.widgets import attributes


def wtforms_own(**known: Any) -> str:
    """WTForms' own words, as its documentation gives them."""
    return str(Markup(" ").join(
        Markup(name) if value is True else Markup('{}="{}"').format(name, value)
        for name, value in sorted(known.items()) if value is not False
    ))  # fmt: skip


@pytest.mark.parametrize(
    "known",
    [
        {"id": "a", "value": "<\"&'>", "required": True, "hidden": False},
        {"maxlength": "120", "aria-invalid": "true", "value": 4},
        {"value": Markup("&amp;")},
    ],
)
def test_attributes_are_written_as_wtforms_writes_them(known: dict[str, Any]) -> None:
    assert str(attributes(**known)) == wtforms_own(**known)


def test_reserved_words_and_data_attributes_are_spelled_as_html_does() -> None:
    assert str(attributes(class_="wide", data_of_row="7", aria_label="x")) == (
        'aria-label="x" class="wide" data-of-row="7"'
    )


def test_a_page_escapes_everything_that_is_not_html() -> None:
    assert written('<b title="x">') == "&lt;b title=&#34;x&#34;&gt;"
    assert written(Markup("<b>")) == "<b>"
    assert written(None) == "None"
    label: Any = Label(gettext, "<b>", enable_cache=False)
    assert written(label) == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("fit.market", {}),
        ("fit.market", {"q": "轴承 a/b", "page": 2, "sort": None}),
        ("fit.export", {"kind": "xlsx"}),
        ("challenges.show", {"challenge_id": 5}),
        ("challenges.show", {"challenge_id": 5, "tab": "x y&z"}),
        ("challenges.show", {"challenge_id": 5, "_anchor": "team"}),
        ("bids.receipt", {"bid_id": 3, "version": 2}),
    ],
)
def test_an_address_is_the_one_flask_builds(app: Any, endpoint: str, values: dict[str, Any]) -> None:
    for root in ("/", "/market-of-the-group"):
        with app.test_request_context("/x", environ_overrides={"SCRIPT_NAME": root.rstrip("/")}):
            assert app.url_for(endpoint, **values) == Flask.url_for(app, endpoint, **values)


@pytest.mark.parametrize("kind", [None, int])
def test_what_an_address_says_is_read_as_werkzeug_reads_it(app: Any, kind: Any) -> None:
    with app.test_request_context("/?page=3&page=4&q=&n=x"):
        plain = MultiDict(list(request.args.items(multi=True)))
        for name in ("page", "q", "n", "missing"):
            assert request.args.get(name, "-", kind) == plain.get(name, "-", kind)


def test_rows_of_a_list_are_drawn_with_what_stands_beside_them_and_what_all_share(app: Any) -> None:
    one, two = ("state", "State", (("open", "<b>"),)), ("unit", "Company", ())
    with app.test_request_context("/"):
        apart = [kept("_macros/list.html", "select_of", *one, chosen) for chosen in ((), ("open",))]
        each = kept_each("_macros/list.html", "select_of", ["state", "state"], (),
                         beside=[("State", (("open", "<b>"),)), ("State", ())])  # fmt: skip
        assert " selected" not in apart[0]
        assert 'value="open" selected>&lt;b&gt;<' in apart[1]
        assert each.startswith(apart[0])
        assert each.count("<select") == 2
        assert type(each) is Markup
        assert kept("_macros/list.html", "selects_of", (one, two), (("open",), ())).startswith(apart[1])
