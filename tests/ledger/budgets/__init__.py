"""Budgets: what they may say, what is left of them, and what they cover."""
