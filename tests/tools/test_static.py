"""Front-end files go out compressed, for ever, and to our own pages only."""

from contextlib import closing

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from marketplace.core import assets as served
from tools import assets


@pytest.fixture
def address(tmp_path, monkeypatch):
    monkeypatch.setattr(served, "DIST", tmp_path)
    return served.PREFIX + assets.put(tmp_path, "app.css", b"a{b:c}" * 99)


@pytest.fixture
def browser(address):
    return Client(served.with_files(Response("from the application")))


def test_a_file_goes_out_compressed_and_is_kept_for_ever(browser, address):
    with closing(browser.get(address, headers={"Accept-Encoding": "gzip, br"})) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_a_file_carries_the_guards_of_a_page(browser, address):
    with closing(browser.get(address)) as answer:
        assert answer.get_data() == b"a{b:c}" * 99
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_everything_else_is_the_applications(browser, address):
    assert browser.get("/static/dist/other.css").text == "from the application"
    assert browser.get("/static/dist/../../config.py").text == "from the application"
