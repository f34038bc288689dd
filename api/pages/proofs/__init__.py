"""Pages about the log of a fund, and about what it proves."""
