"""Files of what is posted, amended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms

from marketplace.challenges.terms import FilesTerms
from marketplace.core.forms import Form, text_area
from marketplace.core.i18n import _l
from marketplace.core.models import StoredFile


class FilesForm(Form):
    """Which files go, which come, and why."""

    terms_class = FilesTerms
    remove = wtforms.SelectMultipleField(
        _l("Take away"),
        description=_l("To replace a file, tick the old one and add the new one."),
        coerce=int,
        choices=[],
        validate_choice=False,
        option_widget=wtforms.widgets.CheckboxInput(),
    )
    files = wtforms.MultipleFileField(
        _l("Add files"), description=_l("PDF, Office, pictures or CSV; at most 20 MB a file.")
    )
    why = text_area(
        FilesTerms, "why", label=_l("Why it is amended"), hint=_l("All who may see it read this.")
    )

    def __init__(self, kept: Sequence[StoredFile], **known: Any) -> None:
        super().__init__(**known)
        self.remove.choices = [(one.id, one.name) for one in kept]

    def fields_for_terms(self) -> dict[str, Any]:
        """What the terms take; the uploads go beside them."""
        return {"why": self.why.data or "", "remove": tuple(self.remove.data or ())}
