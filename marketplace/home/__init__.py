"""Workbench, overview, search, administration pages."""
