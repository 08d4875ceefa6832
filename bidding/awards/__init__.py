"""Award, notice, objection, commitment letter."""
