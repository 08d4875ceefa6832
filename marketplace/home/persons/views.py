"""A tab of a person: studios and outcomes."""

from __future__ import annotations

from flask import Blueprint, render_template

from marketplace.core.db import find
from marketplace.home.persons import queries
from marketplace.people.login import me
from marketplace.people.models import Person

bp = Blueprint("persons", __name__)


@bp.get("/people/<int:person_id>/work")
def work(person_id: int) -> str:
    """Where somebody takes part and what came of it."""
    somebody, reader = find(Person, person_id), me()
    return render_template(
        "people/work.html", person=somebody, studios=queries.studios_of(somebody, seen_by=reader),
        outcomes=queries.outcomes_of(somebody, seen_by=reader),
    )  # fmt: skip
