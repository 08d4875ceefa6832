"""Tables as offices keep them, and what one does with them in a browser."""

from __future__ import annotations

import io
import re
from pathlib import Path

import sqlalchemy as sa
import xlsxwriter

from marketplace.core.db import db
from marketplace.core.jobs import run_outbox
from marketplace.core.models import Outbox
from marketplace.home.imports.models import Intake

DEMO = Path(__file__).parents[4] / "marketplace" / "demo"


def workbook(*rows, title="表") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def bring(browser, kind, data, name="名单.xlsx"):
    """Send a file and open its preview."""
    answer = browser.post(f"/imports/{kind}", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 303, answer.text
    return answer.location, browser.get(answer.location).text


def faults(browser, location):
    """What the list of faults says: row, column letter, value, rule."""
    page = browser.get(location).text
    body = re.search(r"<caption[^>]*>Faults</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    cells = [
        [re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", r, re.DOTALL)]
        for r in rows
    ]
    return [(row[1], row[2].split(" ")[0], row[3], row[4]) for row in cells]


def confirm(browser, location):
    return browser.post(f"{location}/confirm")


def counted(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def numbers(location):
    db.session.rollback()
    intake = db.session.get_one(Intake, int(location.rpartition("/")[2]))
    return {k: intake.counts[k] for k in ("problems", "new", "changed", "same")}


def work_off():
    """What the worker would do with what was put off."""
    for row_id in db.session.scalars(
        sa.select(Outbox.id).where(Outbox.done_at.is_(None)).order_by(Outbox.id)
    ).all():
        run_outbox(row_id)
        db.session.rollback()


ROSTER = (
    ["铸钢分厂 2030 年职工花名册"],
    [
        "序号",
        "职工\n编号",
        "姓　名",
        "所在单位",
        "人员类别",
        "职称",
        "参加工作时间",
        "技能",
        "离职日期",
        "荣誉",
    ],
    [
        1,
        900001,
        "李　工",
        "铸钢分厂",
        "技术类",
        "工程师",
        "2015年7月",
        "CAST-SAND:4；CAST-SIM 3级",
        "",
        "劳模、标兵",
    ],
    [2, "９００００２", "王建国", "铸钢分厂/清理班", "工人", "高级技师", "1998.3.1", "", "", ""],
    [3, "900003", "赵敏", "铸钢分厂", "技能", "", "", "", "2029-12-31", ""],
    ["合计", "", "3人"],
)
