"""Pages of floats: money handed to one member, what they spent of it, and counting the rest."""
