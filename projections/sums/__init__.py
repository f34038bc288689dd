"""Sums of postings, quick as of any day, as known at any position, on a book of any length.

A statement at a position is made of whole chunks of lines (see `levels`), in which there is one
sum a month and one a day for each sort of thing that a statement says, and of the postings behind
the last whole chunk.
"""

from projections.sums.keys import Figure
from projections.sums.queries import MonthSum, PlaceSum, sum_months, sum_places
from projections.sums.tables import BALANCES

__all__ = ["BALANCES", "Figure", "MonthSum", "PlaceSum", "sum_months", "sum_places"]
