"""The pages about budgets, in one list."""

from typing import Final

from api.pages.budgets.one_item import budget_item
from api.pages.budgets.outside import outside_budget
from api.pages.budgets.overview import budgets

BUDGET_PAGES: Final = (budgets, budget_item, outside_budget)
"""Handlers of the pages about budgets."""
