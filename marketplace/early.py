"""Imported first by what starts a process that stays: loading thousands of objects that will never be freed
needs no collector (it took a fifth of the start)."""

import gc

gc.disable()
