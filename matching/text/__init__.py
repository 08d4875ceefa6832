"""Likeness and search over Chinese, English and mixed texts."""

from matching.text.index import Hit, Index

__all__ = ["Hit", "Index"]
