"""Reading for the pages that show many wings at once."""
