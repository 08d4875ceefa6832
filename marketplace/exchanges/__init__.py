"""Learning and exchange: planned and held."""
