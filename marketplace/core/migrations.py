"""Which migrations there are, and which a database has had; only commands load Alembic itself."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).parents[2] / "migrations"
LINE = re.compile(r'^(revision|down_revision)\b[^=\n]*= *"([^"\n]+)"', re.MULTILINE)


def heads() -> set[str]:
    """The migrations no other one stands on, by the two names at the top of each file."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in (FOLDER / "versions").glob("*.py"):
        for kind, name in LINE.findall(file.read_text()):
            found[kind].add(name)
    return found["revision"] - found["down_revision"]


def had(connection: Connection) -> set[str]:
    """The newest migrations a database has had; none before the first."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars())
