"""Screening of texts and file names, by a list that the secrecy officers keep."""
