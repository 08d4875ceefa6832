"""Saved views of a person."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.home.models import SavedView
from marketplace.people.models import Person


def saved_views(person: Person, path: str = "") -> Sequence[SavedView]:
    """One's saved views, of one list or of all."""
    found = sa.select(SavedView).where(SavedView.visible_to(person)).order_by(SavedView.path, SavedView.name)
    return db.session.scalars(found.where(SavedView.path == path) if path else found).all()
