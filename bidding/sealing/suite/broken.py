"""The refusal of everything in this room: what was sealed does not open as what it is said to be."""

from enum import StrEnum

from marketplace.core.envelope import Tampered


class Part(StrEnum):
    """Which part did not hold."""

    SUITE = "suite"
    DIGEST = "digest"  # the stored digest is not that of the ciphertext
    KEY = "key"  # private key, wrapped key and binding do not belong together
    BODY = "body"  # the ciphertext was changed or belongs elsewhere
    PADDING = "padding"
    COMMIT = "commit"  # the content is not the one committed to on the receipt
    CONTENT = "content"  # opened, but it is no document
    FILE = "file"


class BrokenSeal(Tampered):
    """It does not open; `part` says what did not hold, for the minutes of the opening."""

    def __init__(self, part: Part) -> None:
        super().__init__(f"broken seal: {part}")
        self.part = part
