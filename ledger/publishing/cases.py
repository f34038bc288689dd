"""The one case of a fund in which everything about its public side is written."""

from functools import lru_cache
from uuid import UUID, uuid5


@lru_cache(maxsize=1024)
def publications_case(fund_id: UUID) -> UUID:
    """Return the case of a fund's publications: one short stream, read by itself."""
    return uuid5(fund_id, "publications")
