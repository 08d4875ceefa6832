"""What everybody may read leads nobody to a page that is not theirs: every link of such a page opens."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from marketplace.core.db import transaction
from marketplace.outcomes import actions as outcomes
from marketplace.outcomes.models import OutcomeKind
from marketplace.outcomes.terms import OutcomeTerms
from marketplace.people.models import Role
from marketplace.projects import actions as projects
from tests import make
from tests.marketplace.evaluation.test_years import through, world, year_of

LINK = re.compile(r'<a\b[^>]*?\bhref="(/[^"#]*)')


def dead(browser: Any, path: str) -> dict[str, int]:
    """The links of a page that do not open, with what they answer."""
    page = browser.get(path)
    assert page.status_code == 200, path
    links = {unescape(link) for link in LINK.findall(page.text)}
    found = {link: browser.get(link).status_code for link in links}
    return {link: status for link, status in found.items() if status not in (200, 303)}


@pytest.fixture
def accepted(app):
    """An accepted project of a studio's own, with what came of it."""
    project, manager = make.delivered_project()
    with transaction():
        projects.accept(project, "三批数据都达到了要求。", by=manager)
        terms = OutcomeTerms(
            kind=OutcomeKind.METHOD, summary="形成作业指导书并在班组推广使用。", claimed=0,
            shares={project.lead_id: 100},
        )  # fmt: skip
        made = outcomes.record_outcome(project, terms, by=project.lead)
    return project, made


def readers(app, studio):
    """Those who have an office but no part in the work, and the lead, who has."""
    group = make.unit()
    strangers = [make.person(group), make.officer(Role.SYSTEM_ADMIN, group), make.officer(Role.HR, group)]
    return make.browser(app, make.again(studio).lead), [make.browser(app, who) for who in strangers]


def test_a_ledger_and_a_library_link_only_to_work_the_reader_may_open(app, accepted):
    project, made = accepted
    lead, strangers = readers(app, project.studio)
    own = f'href="/projects/{project.id}"'
    for path in (f"/studios/{project.studio_id}/ledger", f"/outcomes/{made.id}"):
        assert own in lead.get(path).text
        assert dead(lead, path) == {}
        for stranger in strangers:
            assert stranger.get(f"/projects/{project.id}").status_code == 404
            assert dead(stranger, path) == {}
    assert project.number in strangers[0].get(f"/outcomes/{made.id}").text  # its number is no secret


def test_the_year_of_a_studio_names_a_risk_notice_to_those_concerned(app):
    studio = world()
    through(studio, 2030, met=False)
    lead, strangers = readers(app, make.again(studio))
    path = f"/evaluations/{year_of(studio, 2030).id}"
    assert "/risk-notices/" in lead.get(path).text
    assert dead(lead, path) == {}
    for stranger in strangers:
        assert "/risk-notices/" not in stranger.get(path).text
        assert dead(stranger, path) == {}
