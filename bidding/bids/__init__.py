"""Bids: drafts, teams, sealing."""
