"""The empty form to fill in: a header, an example, lists to choose from, and a sheet that explains."""

from __future__ import annotations

import io
from decimal import Decimal, InvalidOperation

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from marketplace.core.messages import Message, say
from marketplace.core.sheets.plan import Column, Kind, Plan, letter
from marketplace.core.sheets.writing import OPTIONS, Pen, display_width, sheet_name

ROWS = 5_000  # rows that get the lists to choose from

KINDS: dict[Kind, Message] = {
    Kind.TEXT: say("Text"),
    Kind.INTEGER: say("Whole number"),
    Kind.DECIMAL: say("Any number"),
    Kind.DATE: say("Date, for example 2024-03-05"),
    Kind.CHOICE: say("One of the list"),
    Kind.REFERENCE: say("Code or name of something already recorded"),
    Kind.LIST: say("Several, separated by semicolons"),
    Kind.LEVEL: say("Name:level, separated by semicolons"),
    Kind.DATA: say("List, only in JSON files"),
}
EXPLAINED = (
    say("Column name"),
    say("Required"),
    say("Filled with"),
    say("Accepted values"),
    say("Also understood"),
    say("Example"),
    say("Explanation"),
)


def template_xlsx(plan: Plan, locale: str) -> bytes:
    """The template of a plan as a workbook in one language."""
    buffer = io.BytesIO()
    columns = [column for column in plan.columns if column.kind is not Kind.DATA]
    with xlsxwriter.Workbook(buffer, {**OPTIONS, "constant_memory": False}) as book:
        book.set_properties({"title": plan.title(locale)})
        sheet = book.add_worksheet(sheet_name(plan.title(locale)))
        notes = book.add_worksheet(say("Filling notes").text(locale))
        lists = book.add_worksheet(say("Choice lists").text(locale))
        pen = Pen(sheet, book)
        pen.head([header(column, locale) for column in columns])
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            wide = max(display_width(header(column, locale)), display_width(column.example)) + 4
            # Numbers such as 001234 keep their zeros only in a column that is text from the start.
            style = None if column.kind in {Kind.INTEGER, Kind.DECIMAL, Kind.DATE} else text
            sheet.set_column(place, place, min(wide, 40), style)
            pen.write(1, place, example(column, locale), style)
            _offer(sheet, lists, place, column, locale)
        _explain(notes, Pen(notes, book), columns, locale)
        lists.hide()
    return buffer.getvalue()


def header(column: Column, locale: str) -> str:
    """The words over a column: a star for what must be filled in, the unit in brackets."""
    unit = f"({column.units[0][0]})" if column.units else ""
    return f"{column.title(locale)}{unit}{'*' if column.required else ''}"


def example(column: Column, locale: str) -> str | Decimal:
    """What stands in the example row; a number as a number."""
    if column.kind is Kind.CHOICE:
        named = next((c for c in column.choices if column.example in c.names()), None)
        return column.example if named is None else named.en if locale == "en" else named.zh
    if column.kind in {Kind.INTEGER, Kind.DECIMAL}:
        try:
            return Decimal(column.example)
        except InvalidOperation:
            return column.example
    return column.example


def _offer(sheet: Worksheet, lists: Worksheet, place: int, column: Column, locale: str) -> None:
    """A list to choose from, kept on a hidden sheet: the rule itself takes 255 characters only."""
    if column.kind is not Kind.CHOICE or not column.choices:
        return
    names = [choice.en if locale == "en" else choice.zh for choice in column.choices]
    for row, name in enumerate(names):
        lists.write_string(row, place, name)
    area = f"='{lists.get_name()}'!${letter(place)}$1:${letter(place)}${len(names)}"
    sheet.data_validation(
        1,
        place,
        ROWS,
        place,
        {
            "validate": "list",
            "source": area,
            "error_type": "warning",
            "error_title": say("Not in the list").text(locale),
            "error_message": say("Please choose one of the list.").text(locale),
        },
    )


def _explain(notes: Worksheet, pen: Pen, columns: list[Column], locale: str) -> None:
    pen.head([message.text(locale) for message in EXPLAINED])
    for row, column in enumerate(columns, start=1):
        cells = (
            column.title(locale),
            (say("yes") if column.required else say("no")).text(locale),
            KINDS[column.kind].text(locale),
            limits(column, locale),
            "、".join(column.synonyms[:8]),
            str(example(column, locale)),
            column.hint.text(locale) if column.hint else "",
        )
        for place, value in enumerate(cells):
            pen.write(row, place, value)
    for place, width in enumerate((18, 8, 30, 40, 36, 24, 50)):
        notes.set_column(place, place, width)


def limits(column: Column, locale: str) -> str:
    """The rules of a column in words."""
    said: list[Message] = []
    if column.choices:
        return "、".join(choice.en if locale == "en" else choice.zh for choice in column.choices)
    if column.kind in {Kind.TEXT, Kind.REFERENCE}:
        said.append(say("at most %(limit)s characters", limit=column.max_length))
    if column.minimum is not None:
        said.append(say("at least %(limit)s", limit=column.minimum))
    if column.maximum is not None:
        said.append(say("at most %(limit)s", limit=column.maximum))
    if column.units:
        said.append(say("in %(unit)s", unit=" / ".join(unit for unit, _ in column.units)))
    return ("; " if locale == "en" else "；").join(message.text(locale) for message in said)
