"""What members decide together: proposals, stances, ballots, and what comes of them."""
