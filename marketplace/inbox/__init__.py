"""To-dos, notices and whom they reach."""
