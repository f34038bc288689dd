"""Where the floats stand that are out: the case of each."""

from uuid import UUID

from ledger.fund import Fund
from ledger.store.connection import Connection
from projections.journal import JournalFilter, list_journal


async def float_cases(connection: Connection, fund: Fund, known_at: int) -> dict[UUID, UUID]:
    """Return the case of every float that is out, by the float, as far as lines are known."""
    found = {}
    for float_id in fund.governance.floats:
        handed = JournalFilter(kind="float.handed", account_id=float_id)
        page = await list_journal(connection, fund.fund_id, handed, known_at=known_at, limit=1)
        if page.lines:
            found[float_id] = page.lines[0].case_id
    return found
