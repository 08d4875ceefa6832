"""What is filled in after too few bids."""

from __future__ import annotations

from typing import Any

from bidding.openings.terms import CloseTerms, EntrustTerms
from bidding.sealing.terms import ShareTerms
from marketplace.core.fields import password
from marketplace.core.forms import Form, choice, text_area
from marketplace.core.i18n import _l
from marketplace.studios.queries import studio_options


class EntrustForm(Form):
    """A studio and a reason."""

    terms_class = EntrustTerms
    studio_id = choice(EntrustTerms, "studio_id", label=_l("Studio"), choices=[])
    reason = text_area(
        EntrustTerms, "reason", label=_l("Reason"), hint=_l("Everybody who may see the challenge reads it.")
    )

    def __init__(self, **known: Any) -> None:
        super().__init__(**known)
        self.studio_id.choices = [("", ""), *studio_options()]


class ShareForm(Form):
    """What opens a holder's share."""

    terms_class = ShareTerms
    passphrase = password(
        _l("Opening passphrase"),
        _l("The one of your own opening key, not your login password."),
        "off",
        need=False,
    )
    paper = password(
        _l("Or the letters of the paper key"),
        _l("14 groups of four letters from the sheet in the safe; blanks and dashes do not matter."),
        "off",
        need=False,
    )


class CloseForm(Form):
    """A reason."""

    terms_class = CloseTerms
    reason = text_area(
        CloseTerms, "reason", label=_l("Reason"), hint=_l("Everybody who may see the challenge reads it.")
    )
