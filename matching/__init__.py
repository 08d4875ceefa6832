"""Matching: scores, recommendations, teams, panels and joint awards that explain themselves.

A pure library: values in, values out. It needs numpy and scipy and knows neither the web, nor a
database, nor the time of day. `import matching` loads none of its parts; `matching.scoring` and the
others are loaded when first named, so a web process never pays for a solver.
"""

from importlib import import_module
from types import ModuleType

__all__ = ["awards", "panels", "recommend", "scoring", "sensitivity", "team", "text"]


def __getattr__(name: str) -> ModuleType:
    if name not in __all__:
        raise AttributeError(f"module 'matching' has no attribute {name!r}")
    return import_module(f"matching.{name}")


def __dir__() -> list[str]:
    return sorted(__all__)
