"""What is beside the book of a decision: words, notes, who opened it, the ballot box, the clock."""
