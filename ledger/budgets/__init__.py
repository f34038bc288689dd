"""Budgets: what money is meant for in some months, and what is left of it."""
