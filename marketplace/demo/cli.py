"""`flask demo …`: build the invented group, print who can log in."""

from __future__ import annotations

import json
import random
from dataclasses import asdict

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup

from marketplace.core.db import db
from marketplace.demo import accounts, bulk
from marketplace.demo.build import Progress, build, progress_file
from marketplace.people.models import Person

group = AppGroup("demo", help="The invented group.")


@group.command("build")
@click.option(
    "--seed", default=7, show_default=True, help="The same seed on the same day gives the same group."
)
@click.option(
    "--challenges",
    default=0,
    metavar="N",
    help="So many more challenges with bids and scores, for the bench.",
)
def build_command(seed: int, challenges: int) -> None:
    """Build the invented group into an empty demo database."""
    if not current_app.config["DEMO"]:
        raise click.ClickException(
            "This is a real installation (SECRET_KEY is set): nothing invented goes in here."
        )
    if db.session.scalar(sa.select(sa.func.count(Person.id))):
        click.echo("The demo is there already.")
        progress_file().unlink(missing_ok=True)
        return
    db.session.rollback()
    build(seed, Progress(progress_file()))
    if challenges:
        bulk.add(challenges, random.Random(seed))
    progress_file().unlink(missing_ok=True)
    click.echo("The demo is ready.")


@group.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts_command(as_json: bool) -> None:
    """Who can log in to the demo."""
    rows = [asdict(account) for account in accounts.table()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['login']}  {row['password']}  {row['name']}  {row['unit']}  {row['role']}")
