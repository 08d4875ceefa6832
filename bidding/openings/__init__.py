"""Close, box seal, opening, the matcher's scores."""
