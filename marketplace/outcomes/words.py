"""What outcomes say to people."""

from __future__ import annotations

from marketplace.core.i18n import _l

NOTICES = {"benefit_certified": _l("Finance has certified the benefit of “%(title)s”.")}
TODOS = {"certify_benefit": (_l("Certify the benefit"), _l("Check and certify"))}
DEEDS = {"outcome_recorded": _l("Recorded"), "benefit_certified": _l("Benefit certified by finance")}
