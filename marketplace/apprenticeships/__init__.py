"""Mentors and apprentices."""
