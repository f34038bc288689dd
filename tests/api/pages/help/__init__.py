"""Pages for whoever needs help."""
