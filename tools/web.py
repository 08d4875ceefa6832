"""How the web is started: by `./manage run`, and by the bench for the pages it compares."""

import os
import sys
from pathlib import Path


def gunicorn(application: str, port: int) -> tuple[str, ...]:
    """The command: the application loaded once before it forks, two processes of four threads."""
    memory = Path("/dev/shm")  # noqa: S108 # nosec B108 - only gunicorn's heartbeat, which must not wait for a disk
    return (
        sys.executable, "-m", "gunicorn", application, "--preload",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "15",
        "--bind", f"127.0.0.1:{port}", "--no-control-socket", "--graceful-timeout", "8",
        *(("--worker-tmp-dir", str(memory)) if os.access(memory, os.W_OK) else ()),
    )  # fmt: skip
