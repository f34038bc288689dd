"""Reports: what a fund publishes of its closed months, and what holds the next report back."""
