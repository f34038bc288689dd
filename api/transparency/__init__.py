"""The log of a fund at work: kept by the clock, shown, and proven to whoever it is about."""
