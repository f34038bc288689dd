"""Pages on which members decide together."""
