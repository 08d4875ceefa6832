"""A list to take away: exactly the filtered view, as Excel or CSV."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, request, stream_with_context

from marketplace.core.files import download
from marketplace.core.sheets import Heading, write_csv, write_xlsx

KINDS = ("xlsx", "csv")


def send(title: str, columns: Sequence[Heading | str], rows: Iterable[Sequence[Any]]) -> Response:
    """The rows as a file; `?as=csv` asks for CSV, Excel is the default."""
    kind = request.args.get("as", "xlsx")
    if kind == "csv":
        # read while it is sent: a list of the whole group never stands in memory
        return download(f"{title}.csv", stream_with_context(write_csv(columns, rows)))
    out = io.BytesIO()
    write_xlsx(title, columns, rows, out)
    return download(f"{title}.xlsx", out.getvalue())
