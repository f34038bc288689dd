"""With which month the reports of a fund would begin, before its first one is out.

A look at the oldest days of the journal, cheap enough for a page that is opened all day. What the
first report really begins with follows from every line; see `projections.reports.clocks`.
"""

from datetime import date
from typing import Final
from uuid import UUID

from ledger.chart import CASH
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from projections.reports.gathering import TOPICS
from projections.view import pin

_OLDEST: Final = """
select j.occurred_on, e.topic, e.payload
from journal{journal} j join events e on e.fund_id = $1 and e.position = j.position
where j.fund_id = $1 and j.position <= $2 and j.topic = any($3::text[])
    and j.reverses is null and (j.reversed_by is null or j.reversed_by > $2)
order by j.occurred_on, j.position limit 100
"""
_OPENED: Final = """
select occurred_on from journal{journal} where fund_id = $1 and position = 1
"""


async def begins_with(connection: Connection, fund_id: UUID) -> int | None:
    """Return the first month in which money moved or the fund was opened; None for no book."""
    view = await pin(connection, fund_id, None)
    opened = await view.fetchval(_OPENED)
    if not isinstance(opened, date):
        return None
    for day, topic, payload in await view.fetch(_OLDEST, view.position, TOPICS):
        if day >= opened:
            break
        if any(entry.code == CASH for entry in postings(decode(topic, payload))):
            return month_of_day(day)
    return month_of_day(opened)
