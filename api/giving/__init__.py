"""Giving: references and codes for givers, who a gift is from, and where it is now."""
