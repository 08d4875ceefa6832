"""The honour roll."""
