"""What notices about fit say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {"challenge_fits": _l("“%(title)s” fits your studio well and is open for bids.")}
TODOS: dict[str, tuple[str, str]] = {}
