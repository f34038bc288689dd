"""The index of all read models."""

from typing import Final

from projections.cases import CASES
from projections.journal import JOURNAL
from projections.known import READ_MODELS_COUNT
from projections.orders import ORDERS
from projections.projection import ReadModel
from projections.proposals import PROPOSALS
from projections.sums import BALANCES

READ_MODELS: Final[tuple[ReadModel, ...]] = (JOURNAL, BALANCES, CASES, ORDERS, PROPOSALS)
"""Every read model that follows every book."""

if len(READ_MODELS) != READ_MODELS_COUNT:
    raise RuntimeError("READ_MODELS_COUNT says another number of read models than there are.")
