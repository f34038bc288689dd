"""What the public sees: who decides about it, and what a report has to be."""
