"""Office files that an enemy would send, made part by part."""

import io
import zipfile

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"{mode}/></Relationships>'
)
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c>{more}</row></sheetData></worksheet>'
)


def rels(kind="worksheet", target="worksheets/sheet1.xml", outside=False):
    return RELS.format(kind=kind, target=target, mode=' TargetMode="External"' if outside else "")


def parts(**changes):
    """The parts of a tiny honest workbook, some of them changed."""
    honest = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": rels("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": rels(),
        "xl/worksheets/sheet1.xml": SHEET.format(more=""),
    }
    return honest | changes.pop("add", {})


def pack(found, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return buffer.getvalue()
