"""What came of it, and what finance certified."""
