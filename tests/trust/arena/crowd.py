"""Many at one moment: threads, or processes with threads as the product runs in; and what they were told."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from marketplace.core.db import db

#: Answers that are refusals with a reason; the rest below 400 got through.
EXPLAINED = {403: "not allowed", 404: "not found", 409: "wrong moment", 422: "invalid", 503: "busy"}
DONE = "done"
PATIENCE = 300  # seconds until everybody stands at the line, on a machine that has other work, too
Deed = Callable[[], int]
Rush = Callable[[int], list[str]]  # so many of the deeds begin together: what each was told


@contextmanager
def threads(app: Any, deeds: Sequence[Deed]) -> Iterator[Rush]:
    """A crowd of threads in this process."""

    def rush(count: int) -> list[str]:
        db.session.remove()
        together = Barrier(count)
        return list(pool.map(lambda deed: _run(app, deed, together), deeds[:count]))

    with ThreadPoolExecutor(len(deeds)) as pool:
        yield rush


@contextmanager
def processes(app: Any, deeds: Sequence[Deed], sizes: Sequence[int], workers: int) -> Iterator[Rush]:
    """The deeds dealt out to so many processes, each with its threads. sizes: how many may rush at once."""
    fork = multiprocessing.get_context("fork")
    barriers = {size: fork.Barrier(size) for size in sizes}
    db.session.remove()
    db.engine.dispose()
    lines = []
    for n in range(workers):
        line, far = fork.Pipe()
        mine = range(n, len(deeds), workers)
        one = fork.Process(target=_work, args=(app, deeds, mine, barriers, far), daemon=True)
        one.start()
        lines.append((line, one))

    def rush(count: int) -> list[str]:
        db.session.remove()
        for line, _one in lines:
            line.send(count)
        told: dict[int, str] = {}
        for line, _one in lines:
            told |= line.recv()
        return [told[n] for n in range(count)]

    try:
        yield rush
    finally:
        for line, one in lines:
            line.send(0)
            one.join(timeout=10)
            one.kill()


def _work(app: Any, deeds: Sequence[Deed], mine: range, barriers: dict[int, Any], line: Any) -> None:
    """One process: its share of every rush, until it is sent home."""
    with ThreadPoolExecutor(len(mine)) as pool:
        while count := line.recv():
            now = [n for n in mine if n < count]
            told = pool.map(lambda n, together=barriers[count]: _run(app, deeds[n], together), now)
            line.send(dict(zip(now, told, strict=True)))
    os._exit(0)


def _run(app: Any, deed: Deed, together: Any) -> str:
    with app.app_context():
        together.wait(timeout=PATIENCE)
        try:
            return said(deed())
        except Exception as error:  # noqa: BLE001 - whatever comes out is a finding
            return f"{type(error).__name__}: {error}"[:300]
        finally:
            db.session.remove()


def said(status: int) -> str:
    """What an answer means."""
    return DONE if status < 400 else EXPLAINED.get(status, f"status {status}")


def unexplained(told: Sequence[str]) -> Counter[str]:
    """What was told to somebody and is neither done nor a refusal with a reason."""
    return Counter(word for word in told if word != DONE and word not in EXPLAINED.values())
