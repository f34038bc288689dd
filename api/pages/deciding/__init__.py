"""Pages on which members decide together: proposals, stances, ballots, meetings, rules."""
