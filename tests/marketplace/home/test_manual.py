"""The manual: every page in both languages, with pictures that are there, and nothing that runs."""

from __future__ import annotations

import re

import pytest

from marketplace.home.queries.manual import FOLDER, PAGES, contents, page
from tests import make


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_every_part_has_its_page_and_every_picture_is_there(locale):
    assert [one.name for one in contents(locale)] == list(PAGES)
    for one in contents(locale):
        assert one.title
        assert one.about
        for language, name in re.findall(r'src="/manual/images/(\w+)/([\w-]+)\.png"', one.html):
            assert (FOLDER / "images" / language / f"{name}.png").is_file(), (one.name, name)


def test_both_languages_show_the_same_pictures():
    for name in PAGES:
        zh, en = (
            re.findall(r"images/\w+/([\w-]+)\.png", (FOLDER / lang / f"{name}.md").read_text())
            for lang in ("zh", "en")
        )
        assert zh == en, name


def test_a_page_that_is_not_there_is_not_found(app):
    reader = make.browser(app, make.person(make.unit(make.company())))
    assert reader.get("/manual/..").status_code == 404
    assert reader.get("/manual/nobody").status_code == 404
    assert reader.get("/manual/images/zh/nothing.png").status_code == 404
    assert page("nobody", "en") is None


def test_the_pages_are_open_to_everybody_who_is_logged_in(app):
    reader = make.browser(app, make.person(make.unit(make.company())), "zh_Hans")
    assert "使用手册" in reader.get("/manual").text
    assert "揭榜" in reader.get("/manual/lead").text
    assert app.test_client().get("/manual").status_code in (302, 303, 401)
