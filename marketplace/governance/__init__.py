"""The leading group and its seats."""
