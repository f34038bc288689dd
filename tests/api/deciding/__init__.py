"""What is beside the book of decisions: words, notes, ballots, and the clock that counts."""
