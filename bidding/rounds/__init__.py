"""Challenges decided together, so that nobody is promised twice."""
