"""Who judges, blind scoring, report."""
