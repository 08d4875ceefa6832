"""The public examples, where they lie beside the project: the sets themselves are not part of it."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("MARKETPLACE_BENCH_DATA", ROOT.parent / "shared" / "data" / "benchmarks"))


def public_set(name: str) -> Any:
    """What the file holds, or None where it is absent."""
    path = FOLDER / name
    if not path.is_file():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return json.load(file)
