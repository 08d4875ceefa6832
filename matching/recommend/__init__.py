"""Recommendations: challenges for a studio and studios for a challenge, with their parts."""

from matching.recommend.model import DEFAULT_WEIGHTS, Needs, Profiles, Recommendation, TopList
from matching.recommend.top import top

__all__ = ["DEFAULT_WEIGHTS", "Needs", "Profiles", "Recommendation", "TopList", "top"]
