"""The market: who, what, money, years."""
