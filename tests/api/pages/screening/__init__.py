"""Pages of whoever reads requests for help."""
