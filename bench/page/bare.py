"""The yardstick of the page times: the least a server-rendered Flask page can do.

One indexed query, 50 rows, one Jinja table, with the driver itself and no ORM, on the engine of the product
and under the product's gunicorn: `gunicorn bench.page.bare:app`, with the database named by BARE_DATABASE.
"""

import os
import sqlite3
import threading
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, render_template
from psycopg.rows import dict_row

ROWS = 2000
LIST = "SELECT id, title, team, state, score FROM bare_bid WHERE event = {} ORDER BY score DESC LIMIT 50"
STATES = ("draft", "submitted", "shortlisted", "accepted", "rejected")
TABLES = (
    "DROP TABLE IF EXISTS bare_bid",
    """CREATE TABLE bare_bid (id INTEGER PRIMARY KEY, event INTEGER, title TEXT, team TEXT, state TEXT,
       score DOUBLE PRECISION, body TEXT)""",
    "CREATE INDEX bare_bid_event_score ON bare_bid (event, score DESC)",
)

app = Flask(__name__, template_folder="templates")
kept = threading.local()


def database() -> Any:
    """This thread's connection, made once."""
    if not hasattr(kept, "connection"):
        url = sa.make_url(os.environ["BARE_DATABASE"])
        if url.get_backend_name() == "sqlite":
            kept.connection = sqlite3.connect(url.database or "", isolation_level=None)
            kept.connection.row_factory = sqlite3.Row
            kept.sql = LIST.format("?")
        else:
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            kept.connection = psycopg.connect(plain, autocommit=True, row_factory=dict_row)
            kept.sql = LIST.format("%s")
    return kept.connection


@app.get("/healthz")
def healthz() -> str:
    """It answers."""
    return "ok\n"


@app.get("/table")
def table() -> str:
    """One query, fifty rows, one table."""
    rows = database().execute(kept.sql, (1,)).fetchall()
    return render_template("table.html", rows=rows)


def seed(url: str) -> None:
    """Fill the table with 2,000 bids in one event."""
    engine = sa.create_engine(url)
    insert = sa.text("INSERT INTO bare_bid VALUES (:id, 1, :title, :team, :state, :score, :body)")
    rows = [
        {
            "id": n, "title": f"Proposal {n}: delivery of work package {n % 37}", "team": f"Team {n % 211}",
            "state": STATES[n % 5], "score": round((n * 7919 % 1000) / 100, 2),
            "body": "Lorem ipsum dolor sit amet. " * 30,
        }
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    with engine.begin() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement)
        connection.execute(insert, rows)
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
