"""The contest: fit, sealing, bids, openings, panels, awards."""
