"""How fast tables are read and written: 20,000 rows of 10 columns, as JSON.

`python -m bench.sheets` prints seconds (best of three) and the ratio to the plain library: raw calamine
for reading (openpyxl too, where it is installed), raw XlsxWriter for writing. What is more than 1 is the
price of the checks and of reading every cell by its rule.
"""

import importlib
import importlib.util
import io
import json
import time

import xlsxwriter
from python_calamine import CalamineWorkbook

from marketplace.core.sheets import Column, Kind, Plan, parse_file, read_tables, write_csv, write_xlsx
from marketplace.core.sheets.ooxml import check_package

ROWS = 20_000
PLAN = Plan(
    "people",
    (
        Column("number", "工号", "Number", required=True),
        Column("name", "姓名", "Name", required=True, tight=True),
        Column("unit", "单位", "Unit", Kind.REFERENCE, required=True),
        Column("since", "入职日期", "Since", Kind.DATE),
        Column("days", "人日", "Days", Kind.DECIMAL, minimum=0),
        Column("reward", "奖励", "Reward", Kind.INTEGER, units=(("元", 1), ("万元", 10_000))),
        Column("skills", "技能", "Skills", Kind.LEVEL, minimum=0, maximum=5),
        Column("honours", "荣誉", "Honours", Kind.LIST),
        Column("remark", "备注", "Remark"),
        Column("phone", "电话", "Phone"),
    ),
    key=("number",),
)
HEAD = [column.zh for column in PLAN.columns]
TABLE = [
    [
        f"A{n:06}",
        f"职工{n}",
        f"第{n % 50}车间",
        "2024-03-05",
        n % 23,
        n * 10,
        "焊工:4;MACH-TURN 3",
        "劳模、标兵",
        f"说明{n}",
        n,
    ]
    for n in range(ROWS)
]


def best(deed):
    """Seconds of the fastest of three runs."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        deed()
        times.append(time.perf_counter() - begun)
    return min(times)


def raw_write():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([HEAD, *TABLE]):
            sheet.write_row(row, 0, cells)
    return buffer.getvalue()


def raw_read(data):
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return book.get_sheet_by_index(0).to_python()


def openpyxl_read(data):
    library = importlib.import_module("openpyxl")
    book = library.load_workbook(io.BytesIO(data), read_only=True)
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def measure():
    data = raw_write()
    text = b"".join(write_csv(HEAD, TABLE))
    assert len(parse_file("a.xlsx", data, PLAN).rows) == ROWS
    seconds = {
        "calamine": best(lambda: raw_read(data)),
        "check_package": best(lambda: check_package(data, cells=True)),
        "read_tables": best(lambda: read_tables("a.xlsx", data)),
        "parse_file": best(lambda: parse_file("a.xlsx", data, PLAN)),
        "parse_file_csv": best(lambda: parse_file("a.csv", text, PLAN)),
        "xlsxwriter": best(raw_write),
        "write_xlsx": best(lambda: write_xlsx("职工", HEAD, TABLE, io.BytesIO())),
        "write_csv": best(lambda: b"".join(write_csv(HEAD, TABLE))),
    }
    ratios = {
        "read_tables/calamine": seconds["read_tables"] / seconds["calamine"],
        "parse_file/calamine": seconds["parse_file"] / seconds["calamine"],
        "write_xlsx/xlsxwriter": seconds["write_xlsx"] / seconds["xlsxwriter"],
    }
    if importlib.util.find_spec("openpyxl"):
        seconds["openpyxl"] = best(lambda: openpyxl_read(data))
        ratios["read_tables/openpyxl"] = seconds["read_tables"] / seconds["openpyxl"]
    return {
        "rows": ROWS,
        "columns": len(HEAD),
        "bytes": len(data),
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "ratio": {name: round(value, 2) for name, value in ratios.items()},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), ensure_ascii=False, indent=2))
