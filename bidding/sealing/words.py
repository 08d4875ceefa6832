"""The words of deeds with keys in the trail."""

from marketplace.core.i18n import _l

TODOS = {
    "make_opening_key": (_l("A trade secret waits for keys: make your opening key"), _l("Make it")),
}
DEEDS = {
    "key_made": _l("Key of the challenge made"),
    "officer_key_made": _l("Opening key made"),
    "officer_passphrase_changed": _l("Opening passphrase changed"),
    "officer_key_cleared": _l("Retired opening key cleared away"),
    "paper_key_tested": _l("Paper key read to test it"),
    "paper_key_made": _l("Paper key made"),
}
