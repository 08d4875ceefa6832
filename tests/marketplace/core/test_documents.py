"""Papers as PDF: the words stand in it, also hostile ones, and the same paper gives the same words."""

from __future__ import annotations

import re

from marketplace.core import documents
from marketplace.core.documents import Paper, facts, heading, pdf, signatures, table, text

ODD = '#panic("no") $x^2$ *bold* \\ <tag> "引号" @ref'


def _paper(**more):
    blocks = [
        heading("承诺指标"),
        text(f"第一段\n{ODD}"),
        facts([("工作室", "岱岳创新工作室"), ("预算", "12.5 万元")]),
        table(("指标", "承诺"), [("椭圆度", "0.05"), (ODD, "1")], num=(1,)),
        signatures([("领衔人", "张三 2026年11月28日"), ("发榜部门", "")]),
    ]
    return Paper("军令状", "BD-2026-0041", "岱岳集团", blocks, **more)


def test_a_paper_becomes_a_pdf_of_its_own(app):
    made = pdf(_paper(watermark="张三 2026-11-28 14:30", footer="系统生成"))
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 1
    assert b"NotoSerifSC" in made


def test_what_people_typed_is_text_and_never_a_command_of_the_sheet(app):
    assert pdf(_paper()).startswith(b"%PDF-")


def test_a_long_table_goes_on_over_pages(app):
    rows = [(f"第{n}行", str(n)) for n in range(200)]
    made = pdf(Paper("开榜记录", "1", "岱岳集团", [table(("内容", "数"), rows, num=(1,))]))
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 3


def test_the_web_process_does_not_load_the_compiler():
    assert not hasattr(documents, "typst")
