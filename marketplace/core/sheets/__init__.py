"""Tables in and out: messy rosters are read with every fault named, exports run no formulas.

Reading a file: `parse_file(filename, data, plan)`. Writing one: `write_xlsx`, `write_csv`, `template_xlsx`.
"""

from marketplace.core.sheets.findings import Parsed, Problem, Row
from marketplace.core.sheets.header import Known, Match, Place, headers, match_header, signature
from marketplace.core.sheets.parsing import filled_sheets, parse, parse_file
from marketplace.core.sheets.plan import Choice, Column, Kind, Plan
from marketplace.core.sheets.tables import Cell, Sheet, read_tables
from marketplace.core.sheets.template import template_xlsx
from marketplace.core.sheets.writing import Heading, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Choice",
    "Column",
    "Heading",
    "Kind",
    "Known",
    "Match",
    "Parsed",
    "Place",
    "Plan",
    "Problem",
    "Row",
    "Sheet",
    "filled_sheets",
    "headers",
    "match_header",
    "parse",
    "parse_file",
    "read_tables",
    "signature",
    "template_xlsx",
    "write_csv",
    "write_xlsx",
]
