"""The sign on the door: may somebody ask now, for what, and when is it read. Set by people.

Never computed from money: a door that closes when money is short would tell strangers so.
"""

import re
from datetime import datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from ledger.chart import Category
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

MAX_CALL: Final = 80
"""The longest line that says whom to call."""
_DAY: Final = 24 * 60
_TIME: Final = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})")
_GET: Final = """
select is_open, kinds, reads_from, reads_until, call_line from help_doors where fund_id = $1
"""
_SET: Final = """
insert into help_doors (fund_id, is_open, kinds, reads_from, reads_until, call_line)
values ($1, $2, $3, $4, $5, $6)
on conflict (fund_id) do update set is_open = excluded.is_open, kinds = excluded.kinds,
    reads_from = excluded.reads_from, reads_until = excluded.reads_until,
    call_line = excluded.call_line
"""


class Door(Struct, frozen=True, kw_only=True):
    """What strangers are told. *reads_from* and *reads_until* are minutes after midnight.

    Read round the clock when both are the same; past midnight when *until* is the earlier one.
    """

    is_open: bool = False
    kinds: tuple[Category, ...] = ()
    reads_from: int = 0
    reads_until: int = 0
    call_line: str = ""

    def lets_in(self, category: Category) -> bool:
        """Say whether somebody may ask for *category*."""
        return self.is_open and category in self.kinds

    def read_now(self, now: datetime, time_zone: str) -> bool:
        """Say whether somebody reads at this moment."""
        if self.reads_from == self.reads_until:
            return True
        local = now.astimezone(ZoneInfo(time_zone))
        since = (local.hour * 60 + local.minute - self.reads_from) % _DAY
        return since < (self.reads_until - self.reads_from) % _DAY

    def until(self, now: datetime, time_zone: str) -> time | None:
        """Return when the next change is, as a time of day there; None when there is none."""
        if self.reads_from == self.reads_until:
            return None
        at = self.reads_until if self.read_now(now, time_zone) else self.reads_from
        return time(*divmod(at, 60))


CLOSED: Final = Door()
"""A fund whose door nobody has opened yet."""


def minutes_of(text: str) -> int | None:
    """Return minutes after midnight; None when *text* is no time of day."""
    found = _TIME.fullmatch(text)
    if found is None or not text.isascii():
        return None
    hours, minutes = int(found[1]), int(found[2])
    is_time = hours < 24 and minutes < 60  # noqa: PLR2004  as clocks have them
    return hours * 60 + minutes if is_time else None


def time_text(minutes: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{time(*divmod(minutes, 60)):%H:%M}"


async def get_door(connection: Connection, fund_id: UUID) -> Door | None:
    """Return the sign on the door of a fund; None when nobody ever put one there."""
    with database_errors():
        row = await connection.fetchrow(_GET, fund_id)
    if row is None:
        return None
    return Door(
        is_open=row["is_open"],
        kinds=tuple(Category(each) for each in row["kinds"]),
        reads_from=row["reads_from"],
        reads_until=row["reads_until"],
        call_line=row["call_line"],
    )


async def set_door(connection: Connection, fund_id: UUID, door: Door) -> None:
    """Put another sign on the door."""
    kinds = [each.value for each in door.kinds]
    with database_errors():
        await connection.execute(
            _SET,
            fund_id,
            door.is_open,
            kinds,
            door.reads_from,
            door.reads_until,
            door.call_line,
        )
