"""The problems and rows behind `python -m bench.matching`."""
