"""Counting ballots over items with costs: what is bought, and why. Pure, and exact.

`elect` counts, by one of two rules. The method of equal shares (`equal_shares`) gives every ballot
the same part of the money and buys what its supporters pay together. By votes (`by_votes`), what
most people want is bought as long as there is money. docs/elections.md says it in words.
"""

from ledger.election.electing import elect
from ledger.election.field import Amount, ElectionError
from ledger.election.result import Bought, Missed, Result, Why

__all__ = ["Amount", "Bought", "ElectionError", "Missed", "Result", "Why", "elect"]
