"""The demo that pages are measured on: built once and used again, and who looks at which page."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient

from marketplace.app import create_app
from marketplace.config import read
from marketplace.core.db import db
from tools.ground import FLASK, ROOT, step

HOME = ROOT / "var" / "bench"
#: The account that has most to look at in each office.
LEAD = """SELECT p.employee_no FROM person p JOIN account a ON a.person_id = p.id
          JOIN studio s ON s.lead_id = p.id WHERE a.is_demo
          ORDER BY (SELECT count(*) FROM bid b WHERE b.studio_id = s.id) DESC, p.id LIMIT 1"""
JUDGE = """SELECT p.employee_no FROM person p JOIN account a ON a.person_id = p.id
           JOIN panel_seat t ON t.person_id = p.id WHERE a.is_demo AND t.state <> 'replaced'
           GROUP BY p.id, p.employee_no ORDER BY count(*) DESC, p.id LIMIT 1"""
OFFICE = """SELECT p.employee_no FROM person p JOIN account a ON a.person_id = p.id
            JOIN role_grant r ON r.person_id = p.id WHERE a.is_demo AND r.role = :role
            ORDER BY p.id LIMIT 1"""
OPEN = """SELECT id FROM challenge WHERE state = 'open' AND secrecy = 'internal' AND scope = 'group'
          ORDER BY id LIMIT 1"""


@dataclass(frozen=True)
class Asked:
    """One page, who looks at it, and its aim against the bare page."""

    name: str
    path: str
    login: str
    aim: float | None = None


def built(challenges: int, *, anew: bool) -> Path:
    """The data folder of a demo with so many more challenges."""
    data = HOME / f"demo-{challenges}"
    ready = data / "ready"
    if ready.exists() and not anew:
        return data
    subprocess.run(["rm", "-rf", str(data)], check=True)
    data.mkdir(parents=True)
    more = ("--challenges", str(challenges)) if challenges else ()
    with step(f"Demo with {challenges} more challenges in {data}"):
        for words in (("db", "upgrade"), ("demo", "build", *more)):
            subprocess.run(
                [*FLASK, *words], cwd=ROOT, env=environment(data), check=True, stdout=subprocess.DEVNULL
            )
    ready.touch()
    return data


def environment(data: Path) -> dict[str, str]:
    """Settings of a demo in this folder, whatever is set outside."""
    gone = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")
    return {**{k: v for k, v in os.environ.items() if k not in gone}, "MARKETPLACE_DATA": str(data)}


def passwords(data: Path) -> dict[str, str]:
    """Login → password of the demo accounts."""
    said = subprocess.run(
        [*FLASK, "demo", "accounts", "--json"],
        cwd=ROOT,
        env=environment(data),
        check=True,
        capture_output=True,
    ).stdout
    return {row["login"]: row["password"] for row in json.loads(said)}


class Inside:
    """The application in this process: who looks at what, and how many statements it costs."""

    def __init__(self, data: Path) -> None:
        self.app = create_app(read(environment(data)))
        with self.app.app_context():
            self.engine = db.engine

    def pages(self) -> list[Asked]:
        """The ten main pages."""
        with self.engine.connect() as connection:
            lead, judge = connection.scalar(sa.text(LEAD)), connection.scalar(sa.text(JUDGE))
            chair, poster = (
                connection.scalar(sa.text(OFFICE), {"role": role}) for role in ("chair", "poster")
            )
            challenge = connection.scalar(sa.text(OPEN))
        return [
            Asked("login", "/login", "", 1.5),
            Asked("workbench", "/", lead),
            Asked("market", "/market", lead, 3),
            Asked("challenge", f"/challenges/{challenge}", lead, 3),
            Asked("my bids", "/bids", lead),
            Asked("scoring list", "/reviews", judge, 4),
            Asked("annual board", "/board", chair, 4),
            Asked("projects", "/projects/", chair),
            Asked("studios", "/studios", chair),
            Asked("posting form", "/challenges/new", poster, 6),
        ]

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The statements sent inside the block."""
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        sa.event.listen(self.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            sa.event.remove(self.engine, "before_cursor_execute", note)

    def statements(self, page: Asked, cookies: dict[str, str]) -> int:
        """How many statements the page costs, once it is warm."""
        client: FlaskClient = self.app.test_client()
        for name, value in cookies.items():
            client.set_cookie(name, value, domain="localhost")
        client.get(page.path)
        with self.counting() as sent:
            status = client.get(page.path).status_code
        if status != 200:
            raise SystemExit(f"{page.path} answered {status} to {page.login}")
        return len(sent)
