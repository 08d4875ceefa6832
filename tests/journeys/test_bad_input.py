"""What people do wrong, in both languages: a sentence, nothing typed lost, nothing changed, never a 500."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from marketplace.core import clock
from marketplace.core.db import BIGGEST_ID, db, transaction
from marketplace.core.models import AuditEvent
from marketplace.people import passwords
from marketplace.people.models import Account, LoginSession, Person, Role
from tests import make
from tests.journeys import contest
from tests.journeys.cast import Cast
from tests.visitor import Visitor

LOCALES = pytest.mark.parametrize("locale", ["zh_Hans", "en"])


def deeds() -> int:
    """How many lines the books have: a refused deed leaves none."""
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0)


def broken_workbook() -> bytes:
    """An Excel file whose sheet is cut off."""
    whole = BytesIO()
    with ZipFile(whole, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        book.writestr("xl/workbook.xml", "<workbook><sheets><sheet na")
    return whole.getvalue()


@LOCALES
def test_a_file_of_the_wrong_kind_is_refused_by_its_name_and_rule(cast: Cast, locale: str) -> None:
    poster, before = cast.at(cast.poster, locale), make.draft_challenge(make.again(cast.department)).id
    lines = deeds()
    for name, data, words in (
        ("程序.exe", b"MZ\x90\x00" + bytes(200), "exe"),
        ("图.pdf", b"<html><script>alert(1)</script></html>", ""),
        ("空.pdf", b"", "The file is empty."),
    ):
        poster.open(f"/challenges/{before}/files")
        poster.press("Upload", files=[(name, data)], status=422)
        poster.sees(words)
        assert poster.page.text.count(name) >= 1, "the file is named"
    assert deeds() == lines
    poster.open(f"/challenges/{before}/files")
    poster.sees("No files.")


@LOCALES
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名单.xlsx", broken_workbook()),
        ("名单.xlsx", b"PK\x03\x04" + bytes(50)),
        ("名单.csv", b"\x00\xff\xfe\x00" * 40),
        ("名单.json", b"{not json"),
    ],
)
def test_a_broken_table_is_named_as_broken(cast: Cast, locale: str, name: str, data: bytes) -> None:
    keeper = cast.at(make.officer(Role.SYSTEM_ADMIN, make.again(cast.group)), locale)
    people = db.session.query(Person).count()
    answer = keeper.client.get("/imports/people")
    assert answer.status_code == 200
    keeper.open("/imports/people")
    form, _button = keeper.page.find(keeper.word("Check the table"))
    sent = {"csrf_token": form.named("csrf_token")[0].value, "file": (BytesIO(data), name)}
    answer = keeper.client.post("/imports/people", data=sent)
    if answer.status_code == 303:  # read far enough to list the fault
        keeper.open(answer.location)
        keeper.sees("Faults")
        assert not keeper.page.has(keeper.word("Take in all rows"))
    else:
        assert answer.status_code == 422
        assert "tone-red" in answer.text
    db.session.rollback()
    assert db.session.query(Person).count() == people


@LOCALES
def test_a_half_filled_form_says_what_is_missing_and_keeps_the_rest(cast: Cast, locale: str) -> None:
    lead, studio = cast.at(cast.studios[0].lead_id, locale), cast.studios[0].id
    lead.open(f"/projects/register/{studio}")
    lines = deeds()
    lead.press(
        "Register and ask for approval",
        title="工装快换改造",
        budget="三万五",
        status=422,
        **{"targets-0-metric": "换型时间", "targets-0-wanted": "15 分钟"},
    )
    lead.sees(
        "Please fill this in.",
        "Please enter a number.",
        "Not saved yet. What you typed is kept; please look at:",
    )
    form, _button = lead.page.find(lead.word("Register and ask for approval"))
    kept = {
        name: form.named(name)[0].value
        for name in ("title", "budget", "targets-0-metric", "targets-0-wanted")
    }
    assert kept == {
        "title": "工装快换改造",
        "budget": "三万五",
        "targets-0-metric": "换型时间",
        "targets-0-wanted": "15 分钟",
    }
    assert deeds() == lines


@LOCALES
def test_a_form_somebody_else_overtook_changes_nothing(cast: Cast, locale: str) -> None:
    key = make.draft_challenge(make.again(cast.department)).id
    second = make.officer(Role.POSTER, make.again(cast.department))
    one, other = cast.at(cast.poster, locale), cast.at(second, locale)
    for visitor in (one, other):
        visitor.open(f"/challenges/{key}/edit")
    other.press("Save and look at it", title="另一位改的标题，先到")
    one.press("Save and look at it", title="我改的标题，后到的", status=409)
    one.sees("Somebody else changed this meanwhile. Nothing was saved; look at the new state first.")
    form, _button = one.page.find(one.word("Save and look at it"))
    assert form.named("title")[0].value == "我改的标题，后到的"
    assert contest.challenge(key).title == "另一位改的标题，先到"


@LOCALES
def test_a_double_click_is_one_deed(cast: Cast, locale: str) -> None:
    lead, key = cast.at(cast.studios[0].lead_id, locale), cast.posted()
    lead.open(f"/challenges/{key}/questions")
    lead.press("Ask", text="内腔转角能否加工艺补贴？")
    lines, where = deeds(), lead.page.url
    assert lead.send_again().url == where
    assert deeds() == lines
    assert lead.page.text.count("内腔转角能否加工艺补贴？") == 1


@LOCALES
def test_an_expired_session_keeps_what_was_typed(cast: Cast, locale: str) -> None:
    """The page stood open over lunch: after the login the text is there to be sent again."""
    lead, key = cast.at(cast.studios[0].lead_id, locale), cast.posted()
    lead.open(f"/challenges/{key}/questions")
    form, _button = lead.page.find(lead.word("Ask"))
    with transaction():
        db.session.execute(sa.delete(LoginSession))
        db.session.merge(
            Account(
                person_id=lead.id,
                password_hash=passwords.hash_of("一条很长的好口令 88"),
                changed_at=clock.real(),
            )
        )
    lines = deeds()
    data = {f.name: f.value for f in form.fields} | {"text": "内腔转角能否加工艺补贴？"}
    answer = lead.client.post(f"/challenges/{key}/questions", data=data)
    page = lead._look(answer, "/", 401)
    assert "内腔转角能否加工艺补贴？" in page.html, "what was typed is still there"
    lead.sees("Your session has ended", "Log in")
    part = lead.client.post(
        f"/challenges/{key}/questions",
        data=data,
        headers={"HX-Request": "true", "X-CSRFToken": data["csrf_token"]},
    )
    assert (part.status_code, "data-reason" in part.text, "<html" in part.text) == (401, True, False)
    assert deeds() == lines
    log_in_again(lead, key)


def log_in_again(lead: Visitor, key: int) -> None:
    """The way in leads back to the form, and the text goes in at the second try."""
    lead.open(f"/login?next=/challenges/{key}/questions")
    lead.press(
        "Log in", employee_no=db.session.get_one(Person, lead.id).employee_no, password="一条很长的好口令 88"
    )
    lead.press("Ask", text="内腔转角能否加工艺补贴？")
    lead.sees("内腔转角能否加工艺补贴？")


@LOCALES
def test_a_late_bid_is_refused_by_the_clock(cast: Cast, locale: str) -> None:
    key = cast.posted()
    bid = make.ready_bid(contest.challenge(key), make.again(cast.studios[0]))
    lead = cast.at(bid.lead_id, locale)
    lead.open(f"/bids/{bid.id}/seal")
    lines = deeds()
    db.session.rollback()
    clock.freeze(contest.challenge(key).closes_at + timedelta(seconds=1))  # nobody has announced it yet
    lead.press("Submit under seal", status=409)
    lead.sees("Bidding has closed.") if "Bidding has closed." in lead.page.text else None
    assert lead.word("Submit under seal") in lead.page.closed
    assert deeds() == lines


@LOCALES
def test_the_wrong_role_is_told_so(cast: Cast, locale: str) -> None:
    key = make.submitted_challenge(make.again(cast.department)).id
    poster, stranger = cast.at(cast.poster, locale), cast.at(cast.lenders[0], locale)
    lines = deeds()
    poster.open(f"/challenges/{key}")
    token = poster.token()
    answer = poster.client.post(f"/challenges/{key}/approve", data={"csrf_token": token})
    poster._look(answer, "/", 403)
    poster.sees("You may not do this")
    stranger.open(f"/challenges/{key}", status=404)
    stranger.sees("This page is not here")
    stranger.open("/administration/audit", status=403)
    stranger.sees("You may not do this", "What to do", "What was kept")
    assert deeds() == lines


@LOCALES
@pytest.mark.parametrize(
    "number", ["0", "-1", str(BIGGEST_ID), str(BIGGEST_ID + 1), "9" * 400, "1e3", "１２", "%00", "..%2f.."]
)
def test_a_number_nothing_has_is_a_page_that_is_not_there(cast: Cast, locale: str, number: str) -> None:
    reader = cast.at(cast.chair, locale)
    for place in (
        "challenges",
        "bids",
        "projects",
        "studios",
        "people",
        "panels",
        "awards",
        "letters",
        "units",
        "loans",
    ):
        reader.open(f"/{place}/{number}", status=404)
        reader.sees("This page is not here")
    for query in (f"page={number}", f"year={number}", f"sort={number}", f"state={number}", f"skill={number}"):
        for path in (
            "/market",
            "/studios",
            "/board",
            "/letters",
            "/people",
            "/bids",
            "/projects/",
            "/challenges/mine",
        ):
            reader.client.get(f"{path}?{query}")
            assert reader.client.get(f"{path}?{query}").status_code in (200, 400, 404), (path, query)


@LOCALES
def test_a_body_over_the_limit_is_answered_with_and_without_scripts(cast: Cast, locale: str) -> None:
    poster, key = cast.at(cast.poster, locale), make.draft_challenge(make.again(cast.department)).id
    lines = deeds()
    poster.open(f"/challenges/{key}/files")
    token = poster.token()

    def send(**headers: str) -> Any:
        kind = {"Content-Type": "multipart/form-data; boundary=x", "X-CSRFToken": token}
        return poster.client.post(
            f"/challenges/{key}/files", data=b"--x\r\n" + bytes(26 * 2**20), headers={**kind, **headers}
        )

    poster._look(send(), "/", 413)
    poster.sees("The files are too large", "Go back, leave out or split the largest file, and send again.")
    part = send(**{"HX-Request": "true"})
    assert part.status_code == 413
    assert "<html" not in part.text, "htmx gets the message only, so the form stays"
    assert poster.word(
        "The files are too large. Nothing was sent; what you typed is still here."
    ) in words_of_the_script(poster)
    assert deeds() == lines


def words_of_the_script(visitor: Visitor) -> list[str]:
    """What the script says when it puts a refusal into the page."""
    visitor.open("/")
    found = re.search(r'src="(/static/words/[^"]+)"', visitor.page.html)
    assert found is not None
    script = visitor.client.get(found[1]).text
    return list(json.loads(script.strip().removeprefix("window.words = ").removesuffix(";")).values())


@LOCALES
def test_too_long_a_text_is_stopped_before_and_after_sending(cast: Cast, locale: str) -> None:
    lead, key = cast.at(cast.studios[0].lead_id, locale), cast.posted()
    lead.open(f"/challenges/{key}/questions")
    form, _button = lead.page.find(lead.word("Ask"))
    assert form.named("text")[0].most == 1000, "maxlength stops it in the browser"
    lines = deeds()
    lead.press("Ask", text="问" * 1001, strict=False, status=422)
    assert "问" * 1001 in lead.page.html
    assert deeds() == lines


@LOCALES
def test_wild_forms_are_refused_and_never_our_fault(cast: Cast, locale: str) -> None:
    """Unknown fields, thousands of lines, broken bytes, a token of somebody else."""
    lead, key = cast.at(cast.studios[0].lead_id, locale), cast.posted()
    lead.open(f"/challenges/{key}/questions")
    token = lead.token()
    wild: list[tuple[Any, int]] = [
        ({"text": "问题问题问题", "csrf_token": "x"}, 400),
        ({"text": "问题\x00问题\udcff".encode("utf-8", "surrogatepass"), "csrf_token": token}, 0),
        ({"text": "", "version": "9" * 40, "form_key": "x" * 500, "csrf_token": token}, 422),
        ({f"targets-{n}-metric": "x" for n in range(2999)} | {"csrf_token": token}, 0),
        ({f"a{n}": "x" for n in range(3100)} | {"csrf_token": token}, 0),
    ]
    for data, status in wild:
        answer = lead.client.post(f"/challenges/{key}/questions", data=data)
        assert answer.status_code < 500, data
        assert status in (0, answer.status_code), (answer.status_code, status)
    lead.open(f"/challenges/{key}/questions")
    lead.press("Ask", text="正常的问题还能提吗？")
