"""Commands of the administrator: `flask admin | audit | seal | demo | db …`.

An entry of its own: what answers pages never loads the migrations or the builder of the demo.
"""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import Migrate

from bidding.openings import queries as openings
from bidding.sealing import queries as sealing
from marketplace import app as application
from marketplace.core import audit, jobs, migrations
from marketplace.core.db import db
from marketplace.demo import cli as demo
from marketplace.home.imports import cli as imports

audit_group = AppGroup("audit", help="The chain of deeds.")


@audit_group.command("verify")
def verify() -> None:
    """Walk the whole chain; names the first bad line and what was done to it."""
    lines, bad = 0, False
    for name, book in audit.BOOKS.items():
        there, faults = audit.faults(book=book)
        lines, bad = lines + there, bad or bool(faults)
        for fault in faults:
            click.echo(f"{'read ' if name == 'reads' else ''}line {fault.seq}: {fault.kind}")
    if bad:
        raise SystemExit(1)
    click.echo(f"{lines} lines, whole")


seal_group = AppGroup("seal", help="What is under seal.")


@seal_group.command("verify")
def verify_seals() -> None:
    """Every sealed bid, receipt, box seal and key against the log, and the log; names what is wrong."""
    report, (lines, faults) = sealing.verify(), audit.faults()
    for found in sorted(report.findings):
        click.echo(f"challenge {found.challenge}: {found.row}: {found.what}")
    for opening in openings.unsigned_records():
        click.echo(f"challenge {opening}: the opening record was not signed by this server")
        report.findings.append(sealing.Finding(opening, "opening", "record"))
    for fault in faults:
        click.echo(f"log line {fault.seq}: {fault.kind}")
    if report.findings or faults:
        raise SystemExit(1)
    click.echo(
        f"{report.versions} sealed versions, {report.files} files, {report.boxes} box seals, "
        f"{report.keys} keys, {lines} lines of the log: whole"
    )


@click.command("due")
def due_command() -> None:
    """Do now what the clock does by itself every few seconds."""
    click.echo(f"{jobs.run_due()} moved on")


admin_group = AppGroup("admin", help="Begin a real installation.")
admin_group.add_command(imports.install_command)
admin_group.add_command(imports.create_command)


def install(app: Flask) -> None:
    """Hang the commands into `flask`."""
    Migrate(app, db, directory=str(migrations.FOLDER))
    app.cli.add_command(audit_group)
    app.cli.add_command(seal_group)
    app.cli.add_command(admin_group)
    app.cli.add_command(due_command)
    app.cli.add_command(demo.group)


def create_app() -> Flask:
    """The application with its commands: what `flask` starts."""
    app = application.create_app()
    install(app)
    return app
