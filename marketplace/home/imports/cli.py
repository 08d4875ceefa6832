"""`flask admin …`: what a real installation begins with."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from pydantic import ValidationError

from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.forms import sentence
from marketplace.core.messages import Refused
from marketplace.core.sheets import parse_file
from marketplace.home.imports.kinds.skills import PLAN, catalogue_changes
from marketplace.people import actions, passwords
from marketplace.people.models import Skill
from marketplace.people.terms import FirstAdminTerms
from marketplace.rulebook import actions as rulebook
from marketplace.secrecy import actions as secrecy


@click.command("install")
@click.option(
    "--skills",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list of skills to begin with.",
)
@with_appcontext
def install_command(skills: Path | None) -> None:
    """Put in rules and unit types that are missing; what is there stays. Runs after every migration."""
    with transaction():
        actions.put_in_unit_types()
        rulebook.put_in_defaults()
        secrecy.put_in_defaults()
    click.echo("Rules and unit types are in place.")
    if skills is not None:
        _take_in_skills(skills)


def _take_in_skills(place: Path) -> None:
    try:
        parsed = parse_file(place.name, place.read_bytes(), PLAN)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    with transaction():
        changes = catalogue_changes(parsed)
        if not parsed.ok:
            raise click.ClickException("\n".join(map(str, parsed.problems)))
        actions.take_in_skills(changes, by=None)
    click.echo(f"Skills: {len(changes.new)} new, {len(changes.changed)} changed, {changes.same} unchanged.")


@click.command("create")
@click.option("--employee-no", help="Employee number of the first system administrator.")
@click.option("--name", help="Their name.")
@click.option("--group", "group_name", help="Name of the group, if it is not recorded yet.")
@with_appcontext
def create_command(employee_no: str | None, name: str | None, group_name: str | None) -> None:
    """Make the group and its first system administrator. Asks for what is not given."""
    if current_app.config["DEMO"]:
        raise click.ClickException(
            "This is the demo, which has its own accounts (flask demo accounts). "
            "Set SECRET_KEY for a real installation."
        )
    there = actions.administrator()
    if there is not None:
        click.echo(
            f"There is a system administrator already: {there.name} ({there.employee_no}). "
            "Nothing was changed."
        )
        return
    known = (
        {"group_name": group_name or click.prompt("Name of the group")} if actions.root_unit() is None else {}
    )
    terms = _terms(
        employee_no=employee_no or click.prompt("Employee number"),
        name=name or click.prompt("Name"),
        **known,
        password=click.prompt("Password (12 characters or more)", hide_input=True),
        again=click.prompt("Password again", hide_input=True),
    )
    stored = passwords.hash_of(terms.password)
    try:
        with transaction():
            person = actions.first_admin(terms, stored)
            said = f"{person.name} ({person.employee_no}) may log in as system administrator."
    except DomainError as refused:
        raise click.ClickException(refused.reason) from refused
    click.echo(said)
    if not db.session.scalar(sa.select(Skill.id).limit(1)):
        click.echo("Next: log in and bring units, skills and people under Administration, Import.")


def _terms(**typed: str) -> FirstAdminTerms:
    try:
        return FirstAdminTerms.model_validate(typed)
    except ValidationError as errors:
        lines = (
            f"{error['loc'][0] if error['loc'] else ''}: {sentence(error)}".lstrip(": ")
            for error in errors.errors()
        )
        raise click.ClickException("\n".join(lines)) from errors
