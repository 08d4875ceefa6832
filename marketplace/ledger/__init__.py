"""The annual letter and the entries whose sum is the count."""
