"""Panel report, award notice and commitment letter as PDF, for those who read the pages."""

import sqlalchemy as sa

from bidding.awards.models import CommitmentLetter
from bidding.awards.queries import on_notice, promise_of, result_rows, team_names
from bidding.awards.views.papers import letter_paper, notice_paper
from bidding.panels.queries import latest
from bidding.panels.queries.panels import report_of
from bidding.panels.views.papers import paper_of
from marketplace.core.db import db
from tests import make
from tests.make import contest as deeds


def words_of(paper):
    return repr(paper.blocks)


def test_report_notice_and_letter_are_papers(app):
    award = deeds.final_award(points={"A": "8", "B": "7", "C": "6.5"})
    award = db.session.get_one(type(award), award.id)
    challenge, letter = award.challenge, deeds.letter(award)
    lead, member = award.bid.lead, latest(challenge).active[0].person
    stranger = make.person(make.unit(make.company()))
    pages = {
        f"/panels/{latest(challenge).id}/report.pdf": member,
        f"/challenges/{challenge.id}/award.pdf": lead,
        f"/commitments/{letter.id}/pdf": lead,
    }
    for url, reader in pages.items():
        answer = make.browser(app, reader).get(url)
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-"), url
    assert make.browser(app, stranger).get(next(iter(pages))).status_code == 404


def test_a_paper_says_what_the_page_says_and_no_more(app):
    award = deeds.final_award(points={"A": "8", "B": "7", "C": "6.5"})
    award = db.session.get_one(type(award), award.id)
    challenge, reader = award.challenge, award.bid.lead
    panel = latest(challenge)
    said = words_of(paper_of(panel, report_of(panel), reader=reader))
    assert award.bid.studio.name not in said, "the report knows letters only"
    assert {seat.person.name for seat in panel.active} <= set(said.split("'"))
    public = on_notice(challenge)
    rows = result_rows(public[0].report, named=False, seen_by=reader)
    losers = [row for row in rows if not row["candidate"]]
    notice = words_of(notice_paper(challenge, [one.award for one in public], rows, reader=reader))
    assert award.bid.studio.name in notice
    assert [row["studio"] for row in losers] == [""]
    letter, names = deeds.letter(award), team_names(award)
    promise = promise_of(award)
    assert promise.targets[0].metric in words_of(letter_paper(letter, promise, names, reader=reader))
    assert promise.targets[0].metric not in words_of(letter_paper(letter, None, names, reader=reader))


def test_the_letter_leads_to_the_work_only_who_may_open_it(app):
    project = deeds.begun_project()
    letter = db.session.scalars(sa.select(CommitmentLetter)).one()
    stranger = make.person(make.unit(make.company()))
    for reader, led in ((project.lead, True), (stranger, False)):
        page = make.browser(app, reader).get(f"/commitments/{letter.id}")
        assert page.status_code == 200
        assert (f'href="/projects/{project.id}"' in page.text) is led
