"""How a real installation begins, and that it never mixes with the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from marketplace import config
from marketplace.app import create_app
from marketplace.core import installation
from marketplace.core.db import db, transaction
from marketplace.core.models import Setting
from marketplace.people.models import Account, Person, Role, RoleGrant, Skill, Unit, UnitType
from tests import make

SKILLS = Path(__file__).parents[3] / "marketplace" / "demo" / "skills.csv"
TYPED = "北岭集团\n100001\n周立\nein-langer-satz\nein-langer-satz\n"


@pytest.fixture
def real(app):
    """The same application as a real installation would see itself."""
    app.config["DEMO"] = False
    yield app.test_cli_runner()
    app.config["DEMO"] = True


def test_the_first_administrator_is_made_once(real):
    made = real.invoke(args=["admin", "create"], input=TYPED)
    assert (made.exit_code, "周立 (100001) may log in" in made.output) == (0, True)
    group, person = db.session.scalars(sa.select(Unit)).one(), db.session.scalars(sa.select(Person)).one()
    given = db.session.scalars(sa.select(RoleGrant)).one()
    assert (group.name, group.path, given.role, given.unit_id) == (
        "北岭集团",
        f"/{group.id}/",
        Role.SYSTEM_ADMIN,
        group.id,
    )
    assert db.session.get_one(Account, person.id).password_hash.startswith("$argon2id$")
    again = real.invoke(args=["admin", "create"], input=TYPED)
    assert (again.exit_code, "Nothing was changed" in again.output) == (0, True)
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_bad_answers_are_refused_in_sentences_and_change_nothing(real):
    for typed, said in (
        ("集团\n1\n周\nkurz\nkurz\n", "At least 12 characters"),
        ("集团\n1\n周\nein-langer-satz\nein-anderer-satz\n", "The two passwords differ"),
        ("集团\n一\n周\nein-langer-satz\nein-langer-satz\n", "does not have the form"),
    ):
        answer = real.invoke(args=["admin", "create"], input=typed)
        assert (answer.exit_code, said in answer.output) == (1, True), answer.output
    assert db.session.scalar(sa.select(sa.func.count(Unit.id))) == 0


def test_the_demo_makes_no_real_accounts(app):
    answer = app.test_cli_runner().invoke(args=["admin", "create"], input=TYPED)
    assert (answer.exit_code, "This is the demo" in answer.output) == (1, True)


def test_installing_twice_changes_nothing(real):
    for said in ("142 new", "142 unchanged"):
        answer = real.invoke(args=["admin", "install", "--skills", str(SKILLS)])
        assert (answer.exit_code, said in answer.output) == (0, True), answer.output
    assert (
        db.session.scalar(sa.select(sa.func.count()).select_from(UnitType)),
        db.session.scalar(sa.select(sa.func.count(Skill.id))),
    ) == (13, 142)


def mark():
    return db.session.scalar(sa.select(Setting.value).where(Setting.key == installation.KEY))


@pytest.mark.parametrize(("demo", "said"), [(True, installation.IS_DEMO), (False, installation.IS_REAL)])
def test_a_database_serves_only_what_it_was_made_for(app, demo, said):
    installation.check(demo)
    installation.check(demo)
    assert mark() == {"demo": demo}
    db.session.rollback()
    with pytest.raises(config.ConfigError, match="This database holds") as refused:
        installation.check(not demo)
    assert str(refused.value) == said


def test_a_demo_database_refuses_to_start_with_a_secret(app, tmp_path):
    with transaction():
        db.session.add(Setting(key=installation.KEY, value={"demo": True}))
    env = {"MARKETPLACE_DATA": str(tmp_path), "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]}
    with pytest.raises(config.ConfigError):
        create_app(config.read({**env, "SECRET_KEY": "s" * 40, "MARKETPLACE_ALLOW_HTTP": "1"}))
    create_app(config.read(env))
    make.unit()
