"""What is filled in about opening keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import request

from bidding.sealing.models import OfficerKey
from bidding.sealing.terms import ChangePassphrase, KeyTerms, NewPassphrase, SheetTerms
from marketplace.core.fields import password
from marketplace.core.forms import Form
from marketplace.core.i18n import _l

HINT = _l("16 to 128 characters; a sentence of your own. It is not your login password.")


class PairForm(Form):
    """A passphrase for a new pair."""

    terms_class = NewPassphrase
    passphrase = password(_l("Opening passphrase"), HINT, "new-password")
    again = password(_l("The same once more"), autocomplete="new-password")


class PassphraseForm(Form):
    """Another passphrase for the same pair."""

    terms_class = ChangePassphrase
    old = password(_l("Present opening passphrase"))
    passphrase = password(_l("New opening passphrase"), HINT, "new-password")
    again = password(_l("The same once more"), autocomplete="new-password")


class SheetForm(Form):
    """The letters of the paper key, typed to see whether the sheet can be read."""

    terms_class = SheetTerms
    letters = password(
        _l("The letters of the sheet"), _l("14 groups of four; blanks and lines make no difference."), "off"
    )


class KeyForm(Form):
    """Three officers of three units."""

    terms_class = KeyTerms
    officers = wtforms.SelectMultipleField(
        _l("Opening officers who hold a share"),
        description=_l("Three, of three different units. The fourth share goes to the paper key."),
        coerce=int,
        choices=[],
        validate_choice=False,
        option_widget=wtforms.widgets.CheckboxInput(),
    )

    def __init__(self, possible: Sequence[OfficerKey], chosen: Sequence[int], **known: Any) -> None:
        super().__init__(**known)
        self.officers.choices = [(key.id, f"{key.person.name} · {key.person.unit.name}") for key in possible]
        if request.method == "GET":
            self.officers.data = list(chosen)

    def fields_for_terms(self) -> dict[str, Any]:
        """The chosen keys, each once."""
        return {"officers": tuple(dict.fromkeys(self.officers.data or ()))}


class OfflineForm(Form):
    """The file that make_key.py has written."""

    key = wtforms.FileField(
        _l("Key file"),
        description=_l("key.json, as make_key.py wrote it."),
        render_kw={"aria-required": "true"},
    )
