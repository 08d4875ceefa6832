"""The invented group: built once behind the running web, and the accounts to look at it with.

While it is being built, MARKETPLACE_DATA holds `demo_progress.json`, {"step", "done", "total", "text"}; the
builder rewrites it as it goes, the web shows it as a page. The file is there exactly as long as the demo is
unfinished.
"""

import json
import os
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from tools.ground import FLASK, ROOT, Trouble, say, step
from tools.house import House

COLUMNS = ("role", "login", "password", "name", "unit")


def progress_of(house: House) -> Path:
    """Where the builder and the web meet."""
    return house.data / "demo_progress.json"


def drop_half_built(house: House) -> None:
    """A demo that was stopped while it was being built starts from nothing; only its own file is removed."""
    place = Path(sa.make_url(house.settings.database_url).database or "")
    if house.settings.demo and place.parent == house.data and place.suffix == ".db":
        for file in (
            place,
            *(Path(f"{place}{more}") for more in ("-wal", "-shm")),
            house.data / "demo_accounts.json",
        ):
            file.unlink(missing_ok=True)


def say_progress(house: House, name: str, done: int, total: int, text: str) -> None:
    """What the web shows while the demo is not ready."""
    place = progress_of(house)
    fresh = place.with_suffix(".new")
    fresh.write_text(
        json.dumps({"step": name, "done": done, "total": total, "text": text}, ensure_ascii=False)
    )
    fresh.replace(place)


def build(house: House) -> None:
    """The invented group, built behind the web, which shows how far it is."""
    with step("Demo data (the page shows how far it is)"):
        builder = house.child("demo", *FLASK, "demo", "build", again=False)
        house.wait(lambda: builder.code is not None, "The demo", 600)
    if builder.code:
        text = "The demo could not be built; stop, look at the log, start again."
        say_progress(house, "failed", 0, 1, text)
        raise Trouble(f"{builder.last_lines(30)}\n{text}")
    progress_of(house).unlink(missing_ok=True)


def show_accounts(house: House) -> None:
    """Who can log in; kept beside the demo's database, so that a warm start need not ask the application."""
    if not house.settings.demo:
        say("  A real installation: nothing is seeded. The first account: ./manage flask admin create")
        return
    kept = house.data / "demo_accounts.json"
    if not kept.exists():
        done = subprocess.run(
            [*FLASK, "demo", "accounts", "--json"], cwd=ROOT, env={**os.environ, **house.env}, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            say(done.stderr[-1500:])
            return
        kept.write_text(done.stdout)
    say(table(kept.read_text()))


def table(listed: str) -> str:
    """The accounts (JSON, as `flask demo accounts --json` prints it) in columns; Chinese counts double."""
    rows: list[Mapping[str, object]] = json.loads(listed)
    cells = [[str(row.get(column, "")) for column in COLUMNS] for row in rows]
    widths = [max(map(width, column)) for column in zip(COLUMNS, *cells, strict=True)]
    lines = [
        line(COLUMNS, widths),
        line(["─" * w for w in widths], widths),
        *(line(row, widths) for row in cells),
    ]
    return "\n".join(lines)


def line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """One row, filled up with blanks."""
    return (
        "  "
        + "  ".join(cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True)).rstrip()
    )


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
