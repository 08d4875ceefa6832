"""What the worker does for challenges."""

from __future__ import annotations

from marketplace.core import files
from marketplace.core.jobs import job


@job("challenges.erase_file")
def erase_file(place: str) -> None:
    """Remove the bytes of a file that was taken away."""
    (files.folder() / place).unlink(missing_ok=True)
