"""What notices about leading groups say."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {"seat_given": _l("You were named to a seat in the leading group of %(title)s.")}
DEEDS = {"seat_filled": _l("Seat of the leading group filled")}
