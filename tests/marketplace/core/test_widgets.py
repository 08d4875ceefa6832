"""What was made quicker says the same as before."""

from typing import Any

import pytest
from apiflask import APIFlask
from markupsafe import Markup

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
            assert app.url_for(endpoint, **values) == APIFlask.url_for(app, endpoint, **values)
