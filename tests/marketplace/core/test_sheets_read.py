"""Rosters as factories keep them, written here as real files."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter

from marketplace.core.messages import Refused, say
from marketplace.core.sheets import Choice, Column, Kind, Plan, match_header, parse, parse_file, read_tables

PEOPLE = Plan(
    "people",
    (
        Column(
            "number",
            "工号",
            "Employee number",
            required=True,
            synonyms=("职工编号", "员工号", "人员编码"),
            pad=6,
        ),
        Column("name", "姓名", "Name", required=True, synonyms=("职工姓名",), tight=True),
        Column("unit", "单位", "Unit", Kind.REFERENCE, required=True, synonyms=("所在单位", "部门")),
        Column(
            "category",
            "类别",
            "Category",
            Kind.CHOICE,
            choices=(
                Choice("process", "工艺", "Process", ("工艺类",)),
                Choice("trade", "技能", "Skilled trade", ("工人",)),
            ),
        ),
        Column("since", "入职日期", "Since", Kind.DATE, synonyms=("参加工作时间",)),
        Column("days", "可用人日", "Days", Kind.DECIMAL, minimum=0, maximum=31),
        Column("reward", "奖励", "Reward", Kind.INTEGER, units=(("万元", 10_000), ("元", 1))),
        Column("skills", "技能等级", "Skills", Kind.LEVEL, minimum=0, maximum=5),
        Column("honours", "荣誉", "Honours", Kind.LIST),
    ),
    key=("number",),
)


def workbook(fill, name="职工") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        fill(book.add_worksheet(name), book)
    return buffer.getvalue()


def roster(sheet, book):
    day = book.add_format({"num_format": "yyyy/m/d"})
    sheet.merge_range(0, 0, 0, 8, "北岭重型集团 2024 年职工花名册")
    sheet.write_row(1, 0, ["填报单位：铸造分公司", "", "", "", "", "", "", "日期：2024.3.5"])
    header = [
        "序号",
        "职工\n编号 *",
        "姓　名",
        "所在单位（全称）",
        "类 别",
        "入职日期",
        "可用人日",
        "奖励(元)",
        "技能等级",
    ]
    sheet.write_row(3, 0, header)
    sheet.write_row(
        4,
        0,
        [1, 1001, "李　工", "铸钢车间", "工艺类", "2024年3月5日", "１２.５", "1,200", "焊工:4;MACH-TURN 3"],
    )
    sheet.write_row(
        5, 0, [2, "００１００２", "王建国", "铸钢车间", "工人", 45356, 20, 800, "焊工4级、车工（2）"]
    )
    sheet.write_row(
        7, 0, [3, "1003", " 赵敏 ", "铸钢车间", "技能", "2024.03", "1e1", 0, "MIG/MAG焊:3；起重 1"]
    )
    sheet.write_datetime(8, 5, date(2023, 7, 1), day)
    sheet.write_row(8, 0, [4, 1004, "孙", "铸钢车间", "Skilled Trade"])
    sheet.write_row(9, 0, ["合  计", "", "4人", "", "", "", 42.5])
    sheet.write_row(11, 0, ["制表人：钱某", "审核：周某"])


def test_a_messy_roster_is_read_whole():
    parsed = parse_file("花名册.xlsx", workbook(roster), PEOPLE)

    assert [str(problem) for problem in parsed.problems] == []
    assert [row.number for row in parsed.rows] == [5, 6, 8, 9]
    assert [row.values["number"] for row in parsed.rows] == ["001001", "001002", "001003", "001004"]
    assert [row.values["name"] for row in parsed.rows] == ["李工", "王建国", "赵敏", "孙"]
    assert [row.values["category"] for row in parsed.rows] == ["process", "trade", "trade", "trade"]
    assert [row.values["since"] for row in parsed.rows] == [
        date(2024, 3, 5),
        date(2024, 3, 5),
        date(2024, 3, 1),
        date(2023, 7, 1),
    ]
    assert [row.values.get("days") for row in parsed.rows] == [Decimal("12.5"), 20, 10, None]
    assert [row.values.get("reward") for row in parsed.rows] == [1200, 800, 0, None]
    assert parsed.rows[0].values["skills"] == [("焊工", 4), ("MACH-TURN", 3)]
    assert parsed.rows[1].values["skills"] == [("焊工", 4), ("车工", 2)]
    assert parsed.rows[2].values["skills"] == [("MIG/MAG焊", 3), ("起重", 1)]


def test_what_is_skipped_is_said():
    notes = [str(note.rule.text("zh_Hans")) for note in parse_file("a.xlsx", workbook(roster), PEOPLE).notes]
    assert notes == [
        "未读取的列：序号。",
        "已跳过（表头上方）：第 1–2 行。",
        "已跳过（空行）：第 7 行。",
        "已跳过（合计行）：第 10 行。",
        "已跳过（备注行）：第 12 行。",
    ]


def wrong(sheet, book):
    sheet.write_row(
        0, 0, ["工号", "姓名", "单位", "类别", "入职日期", "可用人日", "奖励（万元）", "技能等级", "荣誉"]
    )
    sheet.write_row(
        1, 0, ["A1", "甲", "一车间", "领导", "2024-02-30", "约20", 1.23456, "焊工", "劳模、标兵/能手"]
    )
    sheet.write_row(2, 0, ["A2", "", "一车间", "", "3/5/2024", 40, 1.5, "焊工:9", ""])
    sheet.write_row(3, 0, ["ａ１", "乙", "一车间", "", 2024.1, "-1", "3.5万元", "焊工:1;焊工:2", ""])
    sheet.write_row(4, 0, ["A4", "丙", "", "", 2024, "85%", "30元", "", ""])
    sheet.write_formula(5, 4, "=1/0", None, "#DIV/0!")
    sheet.write_row(5, 0, [123456789012345678, "丁", "一车间"])


def test_every_problem_is_collected_with_its_place():
    parsed = parse_file("a.xlsx", workbook(wrong), PEOPLE)
    found = [(p.row, p.letter, p.header, p.value, p.rule.text("en")) for p in parsed.problems]

    assert found == [
        (2, "D", "类别", "领导", "Must be one of: Process, Skilled trade."),
        (2, "E", "入职日期", "2024-02-30", "There is no such day in the calendar."),
        (2, "F", "可用人日", "约20", "Must be a number."),
        (2, "G", "奖励（万元）", "1.23456", "Must be a whole number."),
        (2, "H", "技能等级", "焊工", "“焊工” has no level: write name:level, separated by semicolons."),
        (3, "B", "姓名", "", "Must be filled in."),
        (
            3,
            "E",
            "入职日期",
            "3/5/2024",
            "Day, month and year cannot be told apart. Write the year first, with four digits: 2024-03-05.",
        ),
        (3, "F", "可用人日", "40", "Must be at most 31."),
        (3, "H", "技能等级", "焊工:9", "Must be at most 5."),
        (
            4,
            "E",
            "入职日期",
            "2024.1",
            "January or October? Excel drops the last zero of a number. Write 2024-01 or 2024-10.",
        ),
        (4, "F", "可用人日", "-1", "Must be at least 0."),
        (4, "H", "技能等级", "焊工:1;焊工:2", "“焊工” is named twice."),
        (4, "A", "工号", "a1", "Occurs twice: already in sheet “职工”, row 2."),
        (5, "C", "单位", "", "Must be filled in."),
        (5, "E", "入职日期", "2024", "A year alone is no date. Write 2024-03-05 or 2024-03."),
        (
            6,
            "A",
            "工号",
            "1.23456789012346e+17",
            "Excel has rounded this long number. Format the column as text and enter it again.",
        ),
        (6, "E", "入职日期", "#DIV/0!", "Excel shows an error in this cell."),
    ]
    assert parsed.rows == []
    assert [row.values.get("reward") for row in parsed.broken] == [None, 15000, 35000, 30, None]
    assert parsed.broken[0].values["honours"] == ["劳模", "标兵", "能手"]
    assert not parsed.ok


def test_a_problem_reads_as_one_sentence_in_both_languages():
    problem = parse_file("a.xlsx", workbook(wrong), PEOPLE).problems[0].message()
    assert (
        problem.text("en")
        == "Sheet “职工”, row 2, column D 类别, “领导”: Must be one of: Process, Skilled trade."
    )
    assert problem.text("zh_Hans") == "工作表“职工”第 2 行“D 类别”列，“领导”：只能填写：工艺、技能。"


def test_merged_units_and_two_row_headers():
    def fill(sheet, book):
        sheet.merge_range(0, 0, 1, 0, "员工号")
        sheet.merge_range(0, 1, 1, 1, "姓名")
        sheet.merge_range(0, 2, 0, 3, "基本情况")
        sheet.write_row(1, 2, ["部门", "参加工作时间"])
        sheet.merge_range(2, 0, 2, 3, "一、铸造分公司")
        sheet.write_row(3, 0, ["A1", "甲"])
        sheet.write_row(4, 0, ["A2", "乙"])
        sheet.merge_range(3, 2, 4, 2, "铸钢车间")
        sheet.write_row(5, 0, ["员工号", "姓名", "部门", "参加工作时间"])
        sheet.write_row(6, 0, ["A3", "丙", "二车间", "19990701"])

    parsed = parse_file("a.xlsx", workbook(fill), PEOPLE)
    assert [str(p) for p in parsed.problems] == []
    assert [row.values["unit"] for row in parsed.rows] == ["铸钢车间", "铸钢车间", "二车间"]
    assert parsed.rows[2].values["since"] == date(1999, 7, 1)
    assert "已跳过（小标题行）：第 3 行。" in [note.rule.text("zh_Hans") for note in parsed.notes]
    assert "已跳过（重复的表头）：第 6 行。" in [note.rule.text("zh_Hans") for note in parsed.notes]


def test_a_key_doubled_on_another_sheet_is_found_and_other_sheets_are_named():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("一分公司", "二分公司"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["工号", "姓名", "单位"])
            sheet.write_row(1, 0, ["A1", "甲", "一车间"])
        book.add_worksheet("说明").write(0, 0, "随便")
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, ["工号", "姓名", "单位"])
        hidden.hide()
    parsed = parse_file("a.xlsx", buffer.getvalue(), PEOPLE)
    assert [p.message().text("en") for p in parsed.problems] == [
        "Sheet “二分公司”, row 2, column A 工号, “A1”: Occurs twice: already in sheet “一分公司”, row 2."
    ]
    assert [(n.sheet, n.rule.text("en")) for n in parsed.notes] == [
        ("说明", "Not read: no header of this table was found.")
    ]


def test_missing_and_doubled_columns_are_named():
    data = "工号,姓名,姓名\nA1,甲,乙\n".encode()
    parsed = parse_file("a.csv", data, PEOPLE)
    assert [(p.letter, p.rule.text("en")) for p in parsed.problems] == [
        ("", "The column “Unit” is missing."),
        ("C", "This column occurs twice. Delete one, or rename it."),
    ]


def test_no_header_at_all_is_said():
    parsed = parse_file("a.csv", b"a,b\n1,2\n", PEOPLE)
    assert [p.rule.msgid for p in parsed.problems] == [
        "No header row was found. Expected columns such as %(columns)s."
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_the_encodings_and_delimiters_of_an_office(encoding, mark):
    lines = [
        ["职工花名册", "", ""],
        ["工号", "姓名", "所在单位"],
        ["001", "甲；乙", "一车间"],
        [],
        ["002", "丙", "二车间"],
    ]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    parsed = parse_file("名册.csv", text.encode(encoding), PEOPLE)
    assert [str(p) for p in parsed.problems] == []
    assert [(row.number, row.values["name"]) for row in parsed.rows] == [(3, "甲；乙"), (5, "丙")]


def test_json_objects_are_rows_and_inner_objects_are_flattened():
    plan = Plan(
        "p",
        (
            Column("code", "编号", "Code", required=True),
            Column("loss", "损失", "Loss", Kind.INTEGER, synonyms=("loss.wan",), units=(("万元", 10_000),)),
            Column("skills", "技能", "Skills", Kind.LEVEL),
            Column("targets", "指标", "Targets", Kind.DATA),
        ),
        key=("code",),
    )
    data = [
        {"code": "P1", "loss": {"wan": 101.5}, "skills": [["CAST", 3]], "targets": [{"metric": "裂纹率"}]},
        {"code": "P2", "skills": ["A:2", "B 1"]},
        {"code": "P2", "targets": "x"},
    ]
    parsed = parse_file("p.json", json.dumps(data).encode(), plan)
    assert [row.values for row in parsed.rows] == [
        {"code": "P1", "loss": 1_015_000, "skills": [("CAST", 3)], "targets": [{"metric": "裂纹率"}]},
        {"code": "P2", "skills": [("A", 2), ("B", 1)]},
    ]
    assert [(p.row, p.letter, p.header) for p in parsed.problems] == [(3, "", "targets"), (3, "", "code")]


@pytest.mark.parametrize("text", ["[1]", "3", '{"a": 1}', "[" * 100_000, '[{"a": NaN}]', "[{"])
def test_json_that_is_no_table_is_refused(text):
    with pytest.raises(Refused):
        read_tables("a.json", text.encode())


def test_the_header_below_many_titles_keeps_its_row_number():
    rows = "\n".join(["标题"] * 9 + ["工号,姓名,单位", "1,甲,乙"])
    (sheet,) = read_tables("a.csv", rows.encode())
    match = match_header(sheet, PEOPLE)
    assert match is not None
    assert (match.row, sheet.number(match.row), match.score) == (9, 10, 3)
    assert parse(sheet, PEOPLE).rows[0].number == 11


def test_a_wing_can_add_problems_of_its_own():
    parsed = parse_file("a.csv", "工号,姓名,单位\nA1,甲,火星\n".encode(), PEOPLE)
    from_wing = parsed.complain(parsed.rows[0], "unit", say("Must be filled in."))
    assert (from_wing.row, from_wing.letter, from_wing.header, from_wing.value) == (2, "C", "单位", "火星")
    assert not parsed.ok
