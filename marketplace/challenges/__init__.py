"""Challenges: what a department posts."""
