"""How much can be promised, as one of four words that change once a week: for plain members.

Whoever sees an exact figure every day sees each payment. So the word is that of the last Monday,
as the book stood then, and stays the same until the next one, whatever is written meanwhile.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.balances import get_balances
from projections.budget import get_budget, months_between

MONTHS: Final = 12
"""Over how many months a usual month is reckoned."""
PLENTY_MONTHS: Final = 3
"""Free money for more usual months than this is plenty."""

_BEFORE: Final = """
select position from events where fund_id = $1 and recorded_at < $2
order by position desc limit 1
"""


class Band(StrEnum):
    """How much can be promised, measured by what the fund spends in a usual month."""

    NOTHING = "nothing"
    LITTLE = "little"
    ENOUGH = "enough"
    PLENTY = "plenty"


def band_of(free: int, usual: int) -> Band:
    """Return the word for *free* money when *usual* is spent in a month; minor units."""
    if free <= 0:
        return Band.NOTHING
    if free < usual:
        return Band.LITTLE
    return Band.PLENTY if usual and free > usual * PLENTY_MONTHS else Band.ENOUGH


async def get_band(
    connection: Connection, fund_id: UUID, today: date, time_zone: str
) -> Band | None:
    """Return the word of this week in the fund's currency; None when the book was not begun.

    Raises `ProjectionBehind` when the read models have not got to Monday yet.
    """
    monday = today - timedelta(days=today.weekday())
    moment = datetime.combine(monday, time(), ZoneInfo(time_zone))
    with database_errors():
        position = await connection.fetchval(_BEFORE, fund_id, moment)
    if position is None:
        return None
    until = monday - timedelta(days=1)
    balances = await get_balances(connection, fund_id, as_of=until, known_at=position)
    first = _first_month(until)
    budget = await get_budget(
        connection,
        fund_id,
        from_month=first,
        to_month=until,
        as_of=until,
        known_at=position,
    )
    own = budget.currencies[0]
    begun = [each for each in own.months if each.figures.money_in or each.figures.money_out]
    months = len(list(months_between(begun[0].month, until))) if begun else 1
    return band_of(balances.totals[0].free, own.total.spent // months)


def _first_month(day: date) -> date:
    year, month = divmod(day.year * MONTHS + day.month - MONTHS, MONTHS)
    return date(year, month + 1, 1)
