"""Files that mean harm end in a sentence, never in a crash or a full memory."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.core.messages import Refused
from marketplace.core.sheets import read_tables
from marketplace.core.sheets.ooxml import check_package
from tests.marketplace.core.hostile import SHEET, pack, parts, rels


def refusal(data, name="a.xlsx"):
    with pytest.raises(Refused) as caught:
        read_tables(name, data)
    return caught.value.message.text("en")


def test_the_honest_twin_is_read():
    (sheet,) = read_tables("a.xlsx", pack(parts()))
    assert (sheet.name, sheet.rows) == ("S", [[1.0]])


def test_a_bomb_is_stopped_while_it_is_unpacked():
    bomb = pack(parts(add={"xl/media/image1.png": b"\0" * 60_000_000}))
    assert len(bomb) < 100_000
    assert refusal(bomb) == "The file grows too much when it is unpacked."


def test_a_bomb_that_lies_about_its_size_is_stopped_too():
    bomb = bytearray(pack(parts(add={"xl/media/image1.png": b"\0" * 60_000_000})))
    size = (60_000_000).to_bytes(4, "little")
    lie = (100).to_bytes(4, "little")
    assert refusal(bytes(bomb.replace(size, lie))) in {
        "The file grows too much when it is unpacked.",
        "The file is damaged and cannot be read.",
    }


@pytest.mark.parametrize(
    ("part", "encoding"),
    [
        ("xl/worksheets/sheet1.xml", "utf-8"),
        ("xl/worksheets/sheet1.xml", "utf-16"),
        ("xl/extra.bin", "utf-8"),
        ("xl/extra.bin", "utf-16"),
        ("docProps/app.xml", "utf-8"),
        ("xl/drawing.vml", "utf-8"),
    ],
)
def test_a_document_type_is_refused_in_any_part(part, encoding):
    evil = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert refusal(pack(parts(add={part: evil.encode(encoding)}))) == (
        "The file contains a document type definition, which Office never writes."
    )


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.bin"]
)
def test_macros_are_refused(name):
    message = "The file contains macros. Save it without macros and try again."
    assert refusal(pack(parts(add={name: "x"}))) == message


def test_outside_links_are_refused_but_typed_addresses_pass():
    sheet_rels = "xl/worksheets/_rels/sheet1.xml.rels"
    link = "The file links to other files. Break the links in Excel and try again."
    assert refusal(pack(parts(add={sheet_rels: rels("externalLinkPath", "file:///x.xlsx", True)}))) == link
    assert refusal(pack(parts(add={sheet_rels: rels("image", "https://example.org/x.png", True)}))) == link
    assert (
        len(
            read_tables(
                "a.xlsx", pack(parts(add={sheet_rels: rels("hyperlink", "mailto:a@example.org", True)}))
            )
        )
        == 1
    )


@pytest.mark.parametrize("ref", ["XFD1048576", "A999999", "ZZ1", "A99999999999999999999"])
def test_huge_sheets_are_refused_before_they_are_laid_out(ref):
    sheet = SHEET.format(more=f"<x:c xmlns:x='urn:x' t='n' r = '{ref}' ><x:v>1</x:v></x:c>")
    assert "is larger than" in refusal(pack(parts(add={"xl/worksheets/sheet1.xml": sheet})))


def test_a_sheet_that_hides_its_size_is_refused_too():
    wide = "<row>" + "<c><v>1</v></c>" * 300 + "</row>"
    deep = "<row r='100000'><c r='AZ100000'><v>1</v></c></row>"
    for rows in (wide, deep, "<row r='1048576'><c><v>1</v></c></row>"):
        sheet = SHEET.replace("</sheetData>", rows + "</sheetData>").format(more="")
        assert "is larger than" in refusal(pack(parts(add={"xl/worksheets/sheet1.xml": sheet})))
    other = {"xl/_rels/workbook.xml.rels": rels(target="a.vml"), "xl/a.vml": SHEET.format(more="")}
    assert refusal(pack(parts(add=other))) == "The file is damaged and cannot be read."


def test_cells_without_addresses_stand_one_behind_the_other():
    rows = "<row><c><v>2</v></c><c t='e'><v>#N/A</v></c></row>" * 3
    sheet = SHEET.replace("</sheetData>", rows + "</sheetData>").format(more="")
    (found,) = read_tables("a.xlsx", pack(parts(add={"xl/worksheets/sheet1.xml": sheet})))
    assert found.rows == [[1.0, ""], *[[2.0, "#N/A"]] * 3]


def test_formats_far_below_the_table_do_no_harm():
    sheet = SHEET.format(more='<c r="XFD1" s="1"/>')
    assert read_tables("a.xlsx", pack(parts(add={"xl/worksheets/sheet1.xml": sheet})))[0].rows == [[1.0]]


def test_too_many_parts_and_doubled_names_are_refused():
    assert "parts" in refusal(pack(parts(add={f"xl/{n}.xml": "<a/>" for n in range(2_000)})))
    buffer = io.BytesIO(pack(parts()))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<a/>")
    assert refusal(buffer.getvalue()) == "The file is damaged and cannot be read."


def test_other_archives_and_old_or_protected_files_say_what_to_do():
    assert refusal(pack({"a.txt": "x"})) == "Zip archives are not accepted. Attach the files one by one."
    assert "Save it as .xlsx" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert (
        refusal(b"MZ\x90\0" + b"\0" * 100, "a.csv")
        == "This is neither an Excel file nor text that can be read."
    )
    assert refusal(b"  \n ", "a.csv") == "The file is empty."
    assert refusal(b"x" * (20 * 2**20 + 1), "a.csv") == "The file is larger than 20 MB."


def test_a_wide_text_is_refused():
    assert "is larger than" in refusal(("," * 500 + "\n").encode(), "a.csv")


def test_a_merge_over_the_whole_sheet_costs_nothing():
    merged = SHEET.replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    sheet = merged.format(more="")
    assert read_tables("a.xlsx", pack(parts(add={"xl/worksheets/sheet1.xml": sheet})))[0].rows == [[1.0]]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_damaged_workbook_is_read_or_refused(seed, blows):
    dice = random.Random(seed)
    found = parts()
    name = dice.choice(list(found))
    text = bytearray(found[name].encode())
    for _ in range(blows):
        text[dice.randrange(len(text))] = dice.randrange(256)
    data = pack(found | {name: bytes(text)}) if seed % 2 else bytearray(pack(found))
    if not seed % 2:
        for _ in range(blows):
            data[dice.randrange(len(data))] = dice.randrange(256)
    try:
        check_package(bytes(data))
        read_tables("a.xlsx", bytes(data))
    except Refused:
        pass
