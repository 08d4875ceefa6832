"""Everything the clock does, in one list: each wing's `due` room registers itself when imported here."""
