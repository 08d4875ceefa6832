"""What is done after the commit."""

from __future__ import annotations

from marketplace.core import files
from marketplace.core.jobs import job


@job("sealing.forget_file")
def forget_file(place: str) -> None:
    """The ciphertext of a file that was taken out of a draft."""
    (files.folder() / place).unlink(missing_ok=True)
