"""By which rules a fund moved its money at a moment: what its public pages say of them.

Rules and signers change on public pages only at a tick, so a page is asked for with the moment of
the last one and knows nothing later.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import FundOpened
from ledger.fund import Fund, evolve
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.mapper import decode

_OPENING: Final = "select topic, payload from events where fund_id = $1 and position = 1"
# The words of the index events_of_rules: it is found by them, so none may be a parameter.
_RULES: Final = """
select topic, payload from events
where fund_id = $1 and topic in (
    'policy.set.v1', 'single_signer.ended.v1', 'deciding.set.v1', 'successors.installed.v1'
) and recorded_at <= $2
order by position
"""


class Opening(Struct, frozen=True):
    """What never changes of a fund: its time zone, its own currency, and who signed at first."""

    time_zone: str
    currency: str
    exponent: int
    single_signer: bool


async def get_opening(connection: Connection, fund_id: UUID) -> Opening | None:
    """Read the first line of a book; None when there is no such book."""
    with database_errors():
        row = await connection.fetchrow(_OPENING, fund_id)
    if row is None:
        return None
    event = decode(row["topic"], row["payload"])
    assert isinstance(event, FundOpened), "a book begins with its opening"
    return Opening(event.time_zone, event.currency, event.exponent, event.single_signer)


async def rules_at(
    connection: Connection, fund_id: UUID, opening: Opening, moment: datetime
) -> Fund:
    """Return the fund as far as its rules go, as of *moment*: nothing of money is in it."""
    fund = Fund(
        fund_id=fund_id,
        currency=opening.currency,
        exponent=opening.exponent,
        time_zone=opening.time_zone,
        single_signer=opening.single_signer,
    )
    with database_errors():
        rows = await connection.fetch(_RULES, fund_id, moment)
    for row in rows:
        fund = evolve(fund, decode(row["topic"], row["payload"]))
    return fund
