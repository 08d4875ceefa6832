"""Sealing: what keeps a bid unread until the opening, and proves afterwards that nothing was changed."""
