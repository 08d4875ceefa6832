"""What may be attached, and what only pretends."""

import hashlib
import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.uploads import IMPORTS, MAX_NAME_BYTES, UploadRefused, check_upload, safe_name
from tests.marketplace.core.hostile import pack, parts, rels

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 32
EXE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 64


def office(part):
    found = parts()
    del found["xl/workbook.xml"]
    return pack(found | {part: "<a/>"})


def excel():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write(0, 0, "甲")
    return buffer.getvalue()


def refusal(name, data, **more):
    with pytest.raises(UploadRefused) as caught:
        check_upload(name, data, **more)
    return caught.value.message.msgid


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("图纸.pdf", PDF, "pdf"),
        ("现场.PNG", PNG, "png"),
        ("现场.jpeg", JPG, "jpg"),
        ("预算.xlsx", excel(), "xlsx"),
        ("方案.docx", office("word/document.xml"), "docx"),
        ("汇报.pptx", office("ppt/presentation.xml"), "pptx"),
        ("数据.csv", "工号,姓名\n1,甲\n".encode("gb18030"), "csv"),
    ],
)
def test_the_allowed_kinds_pass_under_their_own_names(name, data, kind):
    checked = check_upload(name, data)
    assert (checked.kind, checked.safe_name, checked.size) == (kind, name, len(data))
    assert checked.sha256 == hashlib.sha256(data).hexdigest()


def test_json_passes_only_where_it_is_imported():
    assert check_upload("a.json", b'[{"a": 1}]', allowed=IMPORTS).kind == "json"
    assert refusal("a.json", b'[{"a": 1}]').startswith("Files of the kind")
    assert refusal("a.json", b"[{", allowed=IMPORTS).startswith("The JSON file is damaged")


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.pdf", b"", "The file is empty."),
        ("a.pdf", PDF + b"\0" * (20 * 2**20), "The file is larger than"),
        ("报表.pdf", EXE, "Files of the kind"),
        ("a.csv", EXE, "Files of the kind"),
        ("a.pdf", PNG, "The name ends in"),
        ("a.exe", PDF, "The name ends in"),
        ("a.pdf.exe", PDF, "The name ends in"),
        ("a.zip", pack({"a.txt": "x"}), "Zip archives"),
        ("a.xlsx", pack({"a.txt": "x"}), "Zip archives"),
        ("a.docm", pack(parts(add={"word/vbaProject.bin": "x"})), "The file contains macros"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "This is an old or password-protected"),
        ("a.csv", b"<!DOCTYPE html><script>", "What kind of file"),
        ("a.csv", b"<svg onload=x>", "What kind of file"),
        ("a.csv", b"#!/bin/sh\nrm", "What kind of file"),
        ("a.csv", b"a,b\x07\n", "What kind of file"),
        ("a.csv", b"\x00\x01\x02\x03", "What kind of file"),
        ("a.xlsx", b"PK\x03\x04 broken", "The file is damaged"),
    ],
)
def test_everything_else_is_refused_by_its_rule(name, data, rule):
    assert refusal(name, data).startswith(rule)


def test_attachments_may_link_to_other_workbooks_but_imports_may_not():
    linked = pack(parts(add={"xl/x/_rels/a.rels": rels("externalLinkPath", "b.xlsx", True)}))
    assert check_upload("a.xlsx", linked).kind == "xlsx"
    assert refusal("a.xlsx", linked, allowed=IMPORTS).startswith("The file links to other files")
    template = pack(
        parts(add={"word/_rels/settings.xml.rels": rels("attachedTemplate", "https://example.org/x", True)})
    )
    assert refusal("a.xlsx", template).startswith("The file links to other files")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("铸钢侧架（终稿）.pdf", "铸钢侧架（终稿）.pdf"),
        ("C:\\Users\\甲\\图.pdf", "图.pdf"),
        ("/home/a/图.pdf", "图.pdf"),
        ("  a b .pdf. ", "a b.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("零\u200b宽.pdf", "零宽.pdf"),
        ("报告", "报告.pdf"),
    ],
)
def test_names_are_kept_as_far_as_they_do_no_harm(name, kept):
    assert check_upload(name, PDF).safe_name == kept


@pytest.mark.parametrize(
    "name", ["a\n.pdf", "a\0.pdf", "gnp\u202efdp.exe", "\u2067a.pdf", "a\ud800.pdf", "a\u2028.pdf"]
)
def test_names_with_control_characters_are_refused(name):
    assert refusal(name, PDF).startswith("The file name contains invisible")


@pytest.mark.parametrize("name", ["../../etc/a.pdf", "..\\a.pdf", "x/../a.pdf", ".."])
def test_names_that_leave_their_folder_are_refused(name):
    assert refusal(name, PDF).startswith("The file name points")


@pytest.mark.parametrize("name", ["", " ", "...", "/", "a/"])
def test_a_file_needs_a_name(name):
    assert refusal(name, PDF) == "The file has no name."


def test_long_names_keep_their_ending():
    kept = check_upload("很" * 300 + ".pdf", PDF).safe_name
    assert kept.endswith("很.pdf")
    assert len(kept.encode()) <= MAX_NAME_BYTES


@given(st.text(max_size=300))
def test_any_name_is_refused_or_made_harmless_once_and_for_all(name):
    try:
        kept = safe_name(name)
    except UploadRefused:
        return
    assert safe_name(kept) == kept
    assert len(kept.encode()) <= MAX_NAME_BYTES
    assert not set(kept) & set('/\\<>:"|?*\0\r\n')


@given(st.binary(max_size=400), st.sampled_from(["pdf", "xlsx", "csv", "png", "json"]))
def test_any_bytes_are_taken_or_refused_with_a_sentence(data, ending):
    try:
        kind = check_upload(f"a.{ending}", data, allowed=IMPORTS | {"pdf", "png"}).kind
    except UploadRefused:
        return
    assert kind == ending
