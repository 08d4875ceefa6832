"""The ways people write one thing, and the ways that mean nothing certain."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from marketplace.core.messages import Refused
from marketplace.core.sheets import Column, Kind
from marketplace.core.sheets.cells import reader
from marketplace.core.sheets.header import factor_of
from marketplace.core.sheets.plan import bare, fold, letter

DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2024/3/5",
            "2024-03-05",
            "2024.3.5",
            "2024年3月5日",
            "2024 年 3 月 5 号",
            "２０２４／３／５",
            "20240305",
        ),
        *("2024-03-05 08:30:00", "2024-03-05T08:30", "45356", 45356, 45356.75, 20240305.0, DAY),
        datetime(2024, 3, 5, 9, 1),
    ],
)
def test_one_day_in_many_spellings(written):
    assert reader(Column("d", "日期", "Day", Kind.DATE))(written) == DAY


@pytest.mark.parametrize("written", ["2024.03", "2024年3月", "2024-3", "202403", 2024.03, 2024.3, 202403])
def test_a_month_means_its_first_day(written):
    assert reader(Column("d", "日期", "Day", Kind.DATE))(written) == date(2024, 3, 1)


def test_a_text_keeps_the_zero_of_october():
    assert reader(Column("d", "日期", "Day", Kind.DATE))("2024.10") == date(2024, 10, 1)
    assert reader(Column("d", "日期", "Day", Kind.DATE))("2024.1") == date(2024, 1, 1)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "长期",
            "5/3/2024",
            "24.3.5",
            "2024",
            "2024年",
            "2024-13-01",
            "2024-02-30",
            "2024-00-10",
            "0001-01-01",
        ),
        *(2024, 2024.1, 3.5, 0, -1, True, 1e300, "99999999", "2024-3-5-6", [], {}),
    ],
)
def test_what_is_no_certain_day_is_refused(written):
    with pytest.raises(Refused):
        reader(Column("d", "日期", "Day", Kind.DATE))(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(
            ("1,234.5", "1234.5"),
            ("１，２３４．５", "1234.5"),
            (" 12 ", "12"),
            ("85%", "0.85"),
            ("12.5％", "0.125"),
        ),
        *(
            ("￥3,000", "3000"),
            ("(1,000)", "-1000"),
            ("（5）", "-5"),
            ("−3", "-3"),
            ("+3", "3"),
            (".5", "0.5"),
        ),
        *(("1e3", "1000"), (0.1 + 0.2, "0.3"), (7, "7"), ("1 234", "1234")),
    ],
)
def test_one_number_in_many_spellings(written, meant):
    assert reader(Column("n", "数", "N", Kind.DECIMAL))(written) == Decimal(meant)


@pytest.mark.parametrize(
    "written",
    [
        "约20",
        "1.2.3",
        "1,23",
        "12,34,567",
        "--3",
        "3-4",
        "",
        "%",
        "e5",
        ".",
        "1e999",
        "٣",
        "9" * 50,
        "NaN",
        True,
        DAY,
    ],
)
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Refused):
        reader(Column("n", "数", "N", Kind.DECIMAL))(written)


MONEY = Column("m", "预算", "Budget", Kind.INTEGER, units=(("万元", 10_000), ("元", 1)))


@pytest.mark.parametrize(
    ("header", "written", "yuan"),
    [
        *(("预算", 2.5, 25_000), ("预算（万元）", "2.5", 25_000), ("预算(元)", 25_000, 25_000)),
        *(("预算（万元/年）", 1, 10_000), ("预算(元)", "2.5万元", 25_000), ("预算(万元)", "300元", 300)),
    ],
)
def test_units_in_header_and_cell(header, written, yuan):
    assert reader(MONEY, factor_of(MONEY, header))(written) == yuan


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("焊工:4;MACH-TURN 3", [("焊工", 4), ("MACH-TURN", 3)]),
        ("焊工：4，车工=3、钳工 2\n起重（1）", [("焊工", 4), ("车工", 3), ("钳工", 2), ("起重", 1)]),
        ("焊工4级;TIG焊3", [("焊工", 4), ("TIG焊", 3)]),
        ("焊工:4/车工:3", [("焊工", 4), ("车工", 3)]),
        ("MIG/MAG焊:3", [("MIG/MAG焊", 3)]),
        ("数控车（五轴）:5", [("数控车（五轴）", 5)]),
        ("焊工:４", [("焊工", 4)]),
    ],
)
def test_skills_with_levels(written, pairs):
    assert reader(Column("s", "技能", "Skills", Kind.LEVEL))(written) == pairs


def test_lists_are_cut_at_every_usual_mark():
    read = reader(Column("l", "荣誉", "Honours", Kind.LIST))
    assert read("甲、乙，丙,丁;戊；己/庚\n辛、甲") == ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"]


def test_names_are_folded():
    assert fold("职工\n编号 *") == fold("职工编号") == fold("职　工编号：")
    assert (fold("Ｅmployee_No."), bare("预算（万元）*"), bare("（工号）")) == ("employeeno", "预算", "工号")
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_chinese_punctuation_stays_in_texts():
    read = reader(Column("t", "背景", "Background", max_length=50))
    assert read(" 温度：１２００℃（±５），Ｃ３０\r\n 第二行\u200b ") == "温度：1200℃（±5），C30\n第二行"
    with pytest.raises(Refused):
        read("长" * 51)
