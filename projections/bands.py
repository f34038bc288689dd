"""How much can be promised, as one of four words that change once a week: for plain members.

Whoever sees an exact figure every day sees each payment. So the word is that of the last Monday,
as the book stood then, and stays the same until the next one, whatever is written meanwhile. And
it changes only when the measure has crossed a border by a margin: a word that went to and fro with
every payment near a border would tell of that payment.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.balances import get_balances
from projections.budget import get_budget, months_between

MONTHS: Final = 12
"""Over how many months a usual month is reckoned."""
PLENTY_MONTHS: Final = 3
"""Free money for more usual months than this is plenty."""
MARGIN: Final = 10
"""A border is crossed by this part of a usual month: a tenth."""
MOST_WEEKS: Final = 13
"""So many weeks near a border are looked back; after a quarter the plain word counts again."""

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


_RANKS: Final = tuple(Band)


class Week(Struct, frozen=True):
    """What was *free* on a Monday and what was spent in a *usual* month; minor units."""

    free: int
    usual: int

    @property
    def lowest(self) -> Band:
        """Return the word as if there were a margin less: no lower word can be meant."""
        return band_of(self.free - self.usual // MARGIN, self.usual)

    @property
    def highest(self) -> Band:
        """Return the word as if there were a margin more; where nothing is free that is said."""
        if self.free <= 0:
            return Band.NOTHING
        return band_of(self.free + self.usual // MARGIN, self.usual)

    @property
    def is_clear(self) -> bool:
        """Say whether the word is the same whatever it was in the week before."""
        return self.lowest is self.highest

    def band(self, before: Band | None) -> Band:
        """Return the word after a week with the word *before*; None where there was none."""
        if before is None:
            return band_of(self.free, self.usual)
        lowest, highest = _RANKS.index(self.lowest), _RANKS.index(self.highest)
        return _RANKS[max(lowest, min(highest, _RANKS.index(before)))]


def band_of(free: int, usual: int) -> Band:
    """Return the word for *free* money when *usual* is spent in a month; minor units."""
    if free <= 0:
        return Band.NOTHING
    if free < usual:
        return Band.LITTLE
    return Band.PLENTY if usual and free > usual * PLENTY_MONTHS else Band.ENOUGH


def last_monday(day: date) -> date:
    """Return the Monday of the week of *day*: what changes weekly changes when it begins."""
    return day - timedelta(days=day.weekday())


async def position_before(
    connection: Connection, fund_id: UUID, day: date, time_zone: str
) -> int | None:
    """Return the last line that was recorded before *day* began there; None when there is none."""
    moment = datetime.combine(day, time(), ZoneInfo(time_zone))
    with database_errors():
        position: int | None = await connection.fetchval(_BEFORE, fund_id, moment)
    return position


async def get_band(
    connection: Connection, fund_id: UUID, today: date, time_zone: str
) -> Band | None:
    """Return the word of this week in the fund's currency; None when the book was not begun.

    It follows from the book alone: weeks near a border are gone back to the last one that is not.
    Raises `ProjectionBehind` when the read models have not got to Monday yet.
    """
    monday, weeks = last_monday(today), list[Week]()
    while len(weeks) < MOST_WEEKS:
        week = await _week(connection, fund_id, monday, time_zone)
        if week is None:
            break
        weeks.append(week)
        if week.is_clear:
            break
        monday -= timedelta(weeks=1)
    band: Band | None = None
    for week in reversed(weeks):
        band = week.band(band)
    return band


async def _week(connection: Connection, fund_id: UUID, monday: date, time_zone: str) -> Week | None:
    position = await position_before(connection, fund_id, monday, time_zone)
    if position is None:
        return None
    until = monday - timedelta(days=1)
    balances = await get_balances(connection, fund_id, as_of=until, known_at=position)
    budget = await get_budget(
        connection,
        fund_id,
        from_month=_first_month(until),
        to_month=until,
        as_of=until,
        known_at=position,
    )
    own = budget.currencies[0]
    begun = [each for each in own.months if each.figures.money_in or each.figures.money_out]
    months = len(list(months_between(begun[0].month, until))) if begun else 1
    return Week(balances.totals[0].free, own.total.spent // months)


def _first_month(day: date) -> date:
    year, month = divmod(day.year * MONTHS + day.month - MONTHS, MONTHS)
    return date(year, month + 1, 1)
