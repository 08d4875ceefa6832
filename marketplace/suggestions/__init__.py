"""Problems that any employee raises."""
