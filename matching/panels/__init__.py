"""Panels: who reviews what, with conflicts, sizes, loads and fairness."""

from matching.panels.assign import Panels, assign
from matching.panels.lottery import Lottery, lottery
from matching.panels.model import Quota

__all__ = ["Lottery", "Panels", "Quota", "assign", "lottery"]
