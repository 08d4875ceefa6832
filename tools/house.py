"""Everything that `./manage run` has started, and its settings."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from marketplace.config import Settings
from tools.children import Child
from tools.ground import Trouble


class House:
    """Everything that runs, in the order in which it was started."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data = settings.data
        self.logs = settings.data / "log"
        self.port = int(os.environ.get("MARKETPLACE_PORT") or 8000)
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {"MARKETPLACE_DATA": str(settings.data), "PYTHONUNBUFFERED": "1"}
        self.children: list[Child] = []
        self.short: Path | None = None
        self.logs.mkdir(parents=True, exist_ok=True)

    def child(self, name: str, *command: str, again: bool = True) -> Child:
        """Start one more process."""
        made = Child(name, command, self.env, self.logs / f"{name}.log", again)
        made.start()
        self.children.append(made)
        return made

    def wait(self, until: Callable[[], bool], what: str, limit: float = 90.0) -> None:
        """Watch over the house until something holds."""
        end = time.monotonic() + limit
        while not until():
            if time.monotonic() > end:
                raise Trouble(f"{what} did not come within {limit:.0f} s; see {self.logs}.")
            self.watch()
            time.sleep(0.05)

    def watch(self) -> None:
        """One look at every process."""
        for child in self.children:
            child.watch()

    def stop(self) -> None:
        """All at once but the first, the queue: nobody loses what it still needs."""
        for child in self.children[1:]:
            child.ask_to_stop()
        for child in reversed(self.children):
            child.stop()
        if self.short:
            shutil.rmtree(self.short, ignore_errors=True)
