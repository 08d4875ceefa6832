"""Naming a studio lead: with it go bids, running projects and what waited for the old lead."""
