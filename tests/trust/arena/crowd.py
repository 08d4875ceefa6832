"""Many at one moment: threads with a browser and a database connection each, and what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from marketplace.core.db import db

#: Answers that are refusals with a reason; the rest below 400 got through.
EXPLAINED = {403: "not allowed", 404: "not found", 409: "wrong moment", 422: "invalid", 503: "busy"}
DONE = "done"
Deed = Callable[[], int]


def at_once(app: Any, deeds: Sequence[Deed]) -> list[str]:
    """Each deed in a thread of its own, begun together: done, a refusal by its name, or what broke."""
    together = Barrier(len(deeds))

    def run(deed: Deed) -> str:
        with app.app_context():
            together.wait(timeout=60)
            try:
                return said(deed())
            except Exception as error:  # noqa: BLE001 - whatever comes out is a finding
                return f"{type(error).__name__}: {error}"[:300]
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def said(status: int) -> str:
    """What an answer means."""
    return DONE if status < 400 else EXPLAINED.get(status, f"status {status}")


def unexplained(told: Sequence[str]) -> Counter[str]:
    """What was told to somebody and is neither done nor a refusal with a reason."""
    return Counter(word for word in told if word != DONE and word not in EXPLAINED.values())
