"""Keys, sealed documents, receipts, box seals."""
