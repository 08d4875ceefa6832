"""Commands of the administrator: `flask admin …`, `flask audit …`, `flask demo …`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from marketplace.core import audit, jobs
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


@click.command("due")
def due_command() -> None:
    """Do now what the clock does by itself every few seconds."""
    click.echo(f"{jobs.run_due()} moved on")


admin_group = AppGroup("admin", help="Begin a real installation.")
admin_group.add_command(imports.install_command)
admin_group.add_command(imports.create_command)


def install(app: Flask) -> None:
    """Hang the commands into `flask`."""
    app.cli.add_command(audit_group)
    app.cli.add_command(admin_group)
    app.cli.add_command(due_command)
    app.cli.add_command(demo.group)
