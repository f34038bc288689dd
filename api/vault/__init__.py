"""The vault at work: what the clock does in it, and how its words are said."""
