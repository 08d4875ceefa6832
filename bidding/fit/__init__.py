"""Which challenge fits which studio."""
