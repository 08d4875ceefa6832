"""The application's own class: templates compiled per language, addresses that are written, not searched."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask
from flask import has_request_context, request

from marketplace.core.db import BIGGEST_ID
from marketplace.core.templating import Pages

MARK = BIGGEST_ID - 4711  # stands for any id while the form of an address is learned


class Application(APIFlask):
    """APIFlask, quicker where a page asks it a hundred times."""

    jinja_environment = Pages

    def url_for(self, endpoint: str, **values: Any) -> str:
        """The address of a page. With one id or none its form is built once and then only filled in."""
        name, key = next(iter(values.items())) if len(values) == 1 else ("", 0)
        plain = type(key) is int and 0 <= key <= BIGGEST_ID and not name.startswith("_")
        if len(values) > 1 or not plain or endpoint.startswith(".") or not has_request_context():
            return super().url_for(endpoint, **values)
        forms: dict[tuple[str, str, str], list[str]] = self.extensions.setdefault("address_forms", {})
        asked = (endpoint, name, request.script_root)
        form = forms.get(asked)
        if form is None:
            learn: dict[str, Any] = {name: MARK} if name else {}
            form = super().url_for(endpoint, **learn).split(str(MARK))
            forms[asked] = form
        return str(key).join(form)
