"""What to-dos and histories of exchanges say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES: dict[str, str] = {}
TODOS = {"record_exchange": (_l("Record the exchange “%(title)s” once it was held"), _l("Record"))}
DEEDS = {"planned": _l("Exchange planned"), "file_kept": _l("File added")}
