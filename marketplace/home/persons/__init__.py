"""What somebody does: pages that several wings fill."""
