"""What goes out comes back as it was, and runs nothing on the way."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.core.messages import say
from marketplace.core.sheets import (
    Choice,
    Column,
    Heading,
    Kind,
    Plan,
    parse_file,
    read_tables,
    template_xlsx,
    write_csv,
    write_xlsx,
)
from marketplace.core.sheets.writing import sheet_name

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\0=1",
    "＝1+1",
    "'=1",
    "https://example.org",
]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def xlsx(columns, rows, title="台账"):
    buffer = io.BytesIO()
    write_xlsx(title, columns, rows, buffer)
    return buffer.getvalue()


def padded(rows, width):
    """As a sheet gives them back: no trailing empty rows, empty cells as empty text."""
    found = [[cell or "" for cell in row] + [""] * (width - len(row)) for row in rows]
    while found and not any(found[-1]):
        found.pop()
    return found


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=6))
def test_any_text_survives_excel(rows):
    (sheet,) = read_tables("a.xlsx", xlsx(["甲", "乙", "丙"], rows))
    assert padded(sheet.rows, 3) == padded([["甲", "乙", "丙"], *rows], 3)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.lists(TEXT | st.sampled_from(FORMULAS), min_size=3, max_size=3), max_size=6))
def test_any_text_survives_csv(rows):
    (sheet,) = read_tables("a.csv", b"".join(write_csv(["甲", "乙", "丙"], rows)))
    expected = [[cell.replace("\0", "") for cell in row] for row in rows]
    assert padded(sheet.rows, 3) == padded([["甲", "乙", "丙"], *expected], 3)


NUMBERS = Plan(
    "n", (Column("whole", "整数", "Whole", Kind.INTEGER), Column("part", "小数", "Part", Kind.DECIMAL))
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**15) + 1, 10**15 - 1),
            st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False),
        ),
        min_size=1,
        max_size=8,
    )
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_numbers_and_their_reading_agree(kind, rows):
    data = xlsx(["整数", "小数"], rows) if kind == "xlsx" else b"".join(write_csv(["整数", "小数"], rows))
    parsed = parse_file(f"a.{kind}", data, NUMBERS)
    assert [str(problem) for problem in parsed.problems] == []
    assert [(row.values["whole"], row.values["part"]) for row in parsed.rows] == rows


@settings(max_examples=25, deadline=None)
@given(st.lists(st.dates(date(1900, 3, 1), date(2199, 12, 31)), min_size=1, max_size=8))
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_dates_and_their_reading_agree(kind, days):
    plan = Plan("d", (Column("day", "日期", "Day", Kind.DATE), Column("n", "序", "N", Kind.INTEGER)))
    rows = [(day, 1) for day in days]
    data = xlsx(["日期", "序"], rows) if kind == "xlsx" else b"".join(write_csv(["日期", "序"], rows))
    assert [row.values["day"] for row in parse_file(f"a.{kind}", data, plan).rows] == days


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_or_a_link(text):
    data = xlsx([text], [[text]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
    written = b"".join(write_csv(["甲"], [[text]])).decode("utf-8-sig")
    _, (cell,) = csv.reader(io.StringIO(written, newline=""))
    assert cell[:1] in {"'", "h"}


def test_plain_numbers_stay_numbers_in_csv():
    rows = [[-5, 1.5, Decimal("-0.10"), "-5", "+86", "007", "-5-3", None, True, date(2024, 3, 5)]]
    said = b"".join(write_csv([], rows)).decode("utf-8-sig").splitlines()[-1]
    assert said == "-5,1.5,-0.10,-5,+86,007,'-5-3,,True,2024-03-05"


def test_moments_are_written_as_a_clock_in_china_shows_them():
    moment = datetime(2024, 3, 5, 16, 30, tzinfo=UTC)
    (sheet,) = read_tables("a.xlsx", xlsx(["时间"], [[moment]]))
    assert sheet.rows[1][0].isoformat() == "2024-03-06T00:30:00"
    assert b"2024-03-06 00:30" in b"".join(write_csv(["时间"], [[moment]]))


def test_what_excel_cannot_hold_is_kept_as_text():
    rows = [[10**18, Decimal("NaN"), float("inf"), date(1850, 1, 2), "字" * 40_000]]
    (sheet,) = read_tables("a.xlsx", xlsx(["a", "b", "c", "d", "e"], rows))
    long = sheet.rows[1].pop()
    assert sheet.rows[1] == ["1000000000000000000", "NaN", "inf", "1850-01-02"]
    assert (len(long), long[-1]) == (32_767, "…")


def test_a_sheet_has_a_frozen_header_a_filter_and_a_chinese_font():
    data = xlsx([Heading("金额（万元）", number_format="0.0"), "说明"], [[12.5, "好"]], "2024/台账:*")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:B2"' in sheet
    assert 'name val="微软雅黑"' in styles
    assert 'formatCode="0.0"' in styles
    assert read_tables("a.xlsx", data)[0].name == "2024 台账"


@pytest.mark.parametrize("title", ["", "'", "History", "[]:*?/\\", "长" * 60, "a'"])
def test_every_title_gives_a_name_that_excel_takes(title):
    assert read_tables("a.xlsx", xlsx(["a"], [], title))[0].name == sheet_name(title)
    assert 0 < len(sheet_name(title)) <= 31


PEOPLE = Plan(
    "people",
    (
        Column("number", "工号", "Employee number", required=True, example="001234", synonyms=("员工号",)),
        Column("name", "姓名", "Name", required=True, example="示例甲"),
        Column(
            "grade",
            "类别",
            "Category",
            Kind.CHOICE,
            choices=tuple(Choice(f"c{n}", f"很长的类别名称之第{n}类", f"Category {n}") for n in range(60)),
            example="c3",
        ),
        Column(
            "pay",
            "奖励",
            "Reward",
            Kind.INTEGER,
            units=(("万元", 10_000), ("元", 1)),
            example="2.5",
            minimum=0,
        ),
        Column("since", "入职日期", "Since", Kind.DATE, example="2024-03-05", hint=say("Must be filled in.")),
        Column("skills", "技能", "Skills", Kind.LEVEL, example="焊工:4"),
    ),
    key=("number",),
    zh="职工",
    en="People",
)


@pytest.mark.parametrize("locale", ["zh_Hans", "en"])
def test_a_template_is_understood_and_its_example_left_out(locale):
    data = template_xlsx(PEOPLE, locale)
    parsed = parse_file("t.xlsx", data, PEOPLE)

    assert [problem.rule.msgid for problem in parsed.problems] == ["There are no rows under the header."]
    assert list(parsed.matches) == ["职工" if locale == "zh_Hans" else "People"]
    assert sorted(parsed.matches["职工" if locale == "zh_Hans" else "People"].places) == sorted(
        column.code for column in PEOPLE.columns
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<dataValidation type="list"' in sheet
    assert "$C$1:$C$60" in sheet


def test_a_template_explains_its_columns():
    sheets = {sheet.name: sheet.rows for sheet in read_tables("t.xlsx", template_xlsx(PEOPLE, "zh_Hans"))}
    assert list(sheets) == ["职工", "填写说明"]
    assert sheets["职工"][0] == ["工号*", "姓名*", "类别", "奖励(万元)", "入职日期", "技能"]
    assert sheets["填写说明"][1] == ["工号", "是", "文字", "最多 200 个字", "员工号", "001234", ""]
    assert sheets["填写说明"][4] == ["奖励", "否", "整数", "不小于 0；单位：万元 / 元", "", "2.5", ""]


def test_a_filled_template_is_read_back():
    plan = Plan("p", PEOPLE.columns[:2], key=("number",))
    data = xlsx(["工号*", "姓名*"], [["001", "甲"], ["002", "乙"]])
    assert [row.values for row in parse_file("p.xlsx", data, plan).rows] == [
        {"number": "001", "name": "甲"},
        {"number": "002", "name": "乙"},
    ]
