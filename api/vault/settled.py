"""Whether the money of a case is settled: until then whoever it is about is kept."""

from collections import Counter
from typing import Final
from uuid import UUID

from ledger.books import Books
from ledger.case import Case
from ledger.chart import CHART, Side
from ledger.postings import postings

_OPEN: Final = (Side.HELD, Side.PROMISED, Side.CONTINGENT)


def is_settled(case: Case) -> bool:
    """Whether nothing is held elsewhere, promised or vouched for in a case any more."""
    rest: Counter[tuple[str, UUID | None, UUID | None]] = Counter()
    for line in case.lines:
        for posting in postings(line.event):
            if CHART[posting.code].side in _OPEN:
                rest[posting.code, posting.ref, posting.purpose_id] += posting.amount
    return not any(rest.values())


async def is_settled_in(books: Books, fund_id: UUID, case_id: UUID) -> bool:
    """Whether the same holds of a case of a fund as it is now."""
    return is_settled(await books.get_case(fund_id, case_id))
