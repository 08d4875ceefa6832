"""Imported first by what starts a process that stays."""

import gc
import os
import sys

# loading thousands of objects that will never be freed needs no collector (it took a fifth of the start)
gc.disable()

# structlog would load rich, where some tool has brought it along, for coloured traces nobody prints here
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

# pypinyin's tables are only read here: no second copy of them
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
