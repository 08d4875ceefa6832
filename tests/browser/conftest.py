"""A server on a random port of this machine, one Chromium, and a screen for every person."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from marketplace.core.assets import DIST, with_files
from marketplace.people.models import Person
from tests import servers
from tests.browser.screen import Screen, Seen
from tests.journeys.conftest import cast, guarded, house

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-update",
    "--disable-default-apps",
    "--no-first-run",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of this run."""
    program = servers.chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    assert (DIST / "manifest.json").exists(), "the front-end files are not built: ./manage test builds them"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Which kinds of pages have been looked at closely, by this process or its neighbours."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "pages seen"
    folder.mkdir(exist_ok=True)
    return Seen(folder)


@pytest.fixture
def site(guarded: Any) -> Iterator[str]:
    """The application as it is served, in this process so that the clock can be moved."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, with_files(guarded.wsgi_app), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def at(chromium: Browser, site: str, guarded: Any, seen: Seen) -> Iterator[Callable[[Person], Screen]]:
    """This person's screen."""
    open_: dict[int, Screen] = {}

    def sit_down(who: Person) -> Screen:
        if who.id not in open_:
            open_[who.id] = Screen(chromium, site, guarded, who, seen)
        return open_[who.id]

    yield sit_down
    for screen in open_.values():
        screen.leave()


__all__ = ["at", "cast", "chromium", "guarded", "house", "seen", "site"]
