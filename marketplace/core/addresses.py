"""From `bid/17` to a page: filled by the composition root, so that no wing needs to know another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context, url_for

from marketplace.core.db import Base, db

PAGES: dict[str, tuple[str, str]] = {}  # table name → (endpoint, name of its id argument)
DOORS: dict[str, str] = {}  # kind of a to-do or notice → endpoint of the tab where its deed is done


def url_of(about: str, kind_of_deed: str = "") -> str:
    """The page of a thing, or nowhere; of a to-do or notice the tab where its deed is done."""
    kind, _slash, key = about.partition("/")
    if kind not in PAGES or not key.isdigit():
        return ""
    endpoint, argument = PAGES[kind]
    endpoint = DOORS.get(kind_of_deed, endpoint)
    values: dict[str, Any] = {argument: int(key)}
    if not has_request_context():  # a letter: nobody asks from anywhere
        return current_app.url_map.bind("").build(endpoint, values)
    return url_for(endpoint, **values)


def open_to(abouts: Iterable[str], reader: Any) -> set[str]:
    """Those of these addresses whose page this reader may open: one statement for each kind that is not for
    everybody. A list of what all may know links only to these."""
    models: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    found, asked = set(), defaultdict(set)
    for about in set(abouts):
        kind, _slash, key = about.partition("/")
        may: Any = getattr(models.get(kind), "visible_to", None)
        if may is None or may(reader).compare(sa.true()):
            found.add(about)
        elif key.isdigit():
            asked[kind].add(int(key))
    for kind, keys in asked.items():
        model = models[kind]
        mine = sa.select(model.id).where(model.id.in_(keys), model.visible_to(reader))
        found |= {f"{kind}/{key}" for key in db.session.scalars(mine)}
    return found


def caption(thing: Any) -> str:
    """What a thing is called in a list of mixed things."""
    for name in ("caption", "title", "name"):
        said = getattr(thing, name, None)
        if said:
            return str(said)
    return ""
