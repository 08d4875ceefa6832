"""Commands of the administrator: `flask admin …`, `flask audit …`, `flask demo …`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from marketplace.core import audit, chain, jobs
from marketplace.core.db import db
from marketplace.core.models import AuditHead

audit_group = AppGroup("audit", help="The chain of deeds.")


@audit_group.command("verify")
def verify() -> None:
    """Walk the whole chain; names the first bad line and what was done to it."""
    head = db.session.get(AuditHead, 1)
    if head is None:
        click.echo("empty log")
        return
    end, log_id = chain.Head(head.seq, head.hash), head.log_id
    rows = (
        audit.as_row(e, log_id) | {"seq": e.seq, "prev_hash": e.prev_hash, "hash": e.hash, "payload": e.payload}
        for e in audit.all_rows()
    )
    faults = chain.verify(rows, end)
    for fault in faults:
        click.echo(f"line {fault.seq}: {fault.kind}")
    if faults:
        raise SystemExit(1)
    click.echo(f"{end.seq} lines, whole")


@click.command("due")
def due_command() -> None:
    """Do now what the clock does by itself every few seconds."""
    click.echo(f"{jobs.run_due()} moved on")


def install(app: Flask) -> None:
    """Hang the commands into `flask`."""
    app.cli.add_command(audit_group)
    app.cli.add_command(due_command)
