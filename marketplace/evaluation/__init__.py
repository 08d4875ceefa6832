"""The year's result: warning, recovery, delisting."""
