"""Innovation studios, their members and plaques."""
