"""Which studios are invited."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import request

from marketplace.challenges.terms import InviteTerms
from marketplace.core.forms import Form, options
from marketplace.core.i18n import _, _l


class InviteForm(Form):
    """Studios ticked in the ranking, and one more by name."""

    terms_class = InviteTerms
    another = wtforms.SelectField(_l("Another studio"), choices=[], validate_choice=False)

    def __init__(self, studios: list[tuple[str, str]], **known: Any) -> None:
        super().__init__(**known)
        self.another.choices = options([("", _("none")), *studios])

    def fields_for_terms(self) -> dict[str, Any]:
        """The ticked ones as ids; what is no number is no studio."""
        typed = [*request.form.getlist("studio_ids"), self.another.data or ""]
        return {"studio_ids": tuple(dict.fromkeys(int(t) for t in typed if t.isdecimal() and len(t) < 16))}
