"""Loans of people and the ledger of their days."""
