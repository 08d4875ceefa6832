"""The words of deeds with keys in the trail."""

from marketplace.core.i18n import _l

DEEDS = {
    "key_made": _l("Key of the challenge made"),
    "officer_key_made": _l("Opening key made"),
    "officer_passphrase_changed": _l("Opening passphrase changed"),
    "paper_key_made": _l("Paper key made"),
}
