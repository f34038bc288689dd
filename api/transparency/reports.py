"""Where the proof is that a report is in the log: that of the line beside it."""

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from ledger.events import ReportLogged
from ledger.publishing.cases import publications_case
from ledger.store.errors import database_errors
from ledger.store.mapper import decode

if TYPE_CHECKING:
    from api.site import Site

_LOGGED: Final = """
select topic, payload, position from events
where fund_id = $1 and case_id = $2 and topic = 'report.logged.v1' order by position
"""


class Proof(Struct, frozen=True, kw_only=True):
    """What a page says of the proof of a report: its *address* once a head covers the line.

    Before that, *comes_at* is the moment of the head that will; None while no head comes.
    """

    address: str | None = None
    comes_at: datetime | None = None


async def proof_of(site: "Site", fund_id: UUID, number: int) -> Proof | None:
    """Return what can be said of the proof of a report; None of one that is not held to a log.

    It changes with the report and with the clock of the log, and with nothing else: its line goes
    first of those that wait.
    """
    position = await line_of(site, fund_id, number)
    if position is None:
        return None
    place = await site.log.place(fund_id, position)
    if place is not None and place.is_out:
        return Proof(address=f"/log/{fund_id}/{place.number}/reports/{number}.tlog-proof")
    return Proof(comes_at=await site.log.next_at(fund_id))


async def line_of(site: "Site", fund_id: UUID, number: int) -> int | None:
    """Return the line that holds a report to the log; None where there is none."""
    async with site.database.acquire() as connection:
        with database_errors():
            rows = await connection.fetch(_LOGGED, fund_id, publications_case(fund_id))
    for row in rows:
        event = decode(row["topic"], row["payload"])
        if isinstance(event, ReportLogged) and event.number == number:
            position: int = row["position"]
            return position
    return None
