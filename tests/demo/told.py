"""Which fund of the example is which."""

from uuid import UUID

from api.demo.fund import LABEL
from ledger.store.connection import Connection
from ledger.store.reading import list_funds


async def large_fund(connection: Connection) -> UUID:
    """Return the fund of two years; the other one is small."""
    for fund_id in await list_funds(connection):
        said = await connection.fetchval(
            "select 1 from labels where fund_id = $1 and text = $2", fund_id, LABEL
        )
        if said:
            return fund_id
    raise AssertionError("the example has not been told")
