"""The sign on the door: may somebody ask now, for what, and when is it read. Set by people.

Never computed from money: a door that closes when money is short would tell strangers so. Whoever
asks for help meets it as it hangs. Public pages show it as it hung at one fixed hour of the day, so
that nobody can tell at which moment it was changed.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from ledger.chart import Category
from ledger.publishing.months import first_day, month_of
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

MAX_CALL: Final = 80
"""The longest line that says whom to call."""
_DAY: Final = 24 * 60
_TIME: Final = re.compile(r"([0-9]{1,2})[:.h]?([0-9]{2})")
_GET: Final = """
select is_open, kinds, urgent, closed_until, reads_from, reads_until, call_line
from help_doors where fund_id = $1
"""
_SET: Final = """
insert into help_doors
    (fund_id, is_open, kinds, urgent, closed_until, reads_from, reads_until, call_line)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (fund_id) do update set is_open = excluded.is_open, kinds = excluded.kinds,
    urgent = excluded.urgent, closed_until = excluded.closed_until,
    reads_from = excluded.reads_from, reads_until = excluded.reads_until,
    call_line = excluded.call_line
"""
_SHOW: Final = """
insert into help_door_signs (fund_id, shown_from, signs) values ($1, $2, $3)
on conflict (fund_id, shown_from) do update set signs = excluded.signs
"""
_FORGET: Final = """
delete from help_door_signs where fund_id = $1 and (shown_from > $3 or shown_from < (
    select max(shown_from) from help_door_signs where fund_id = $1 and shown_from <= $2
))
"""
_SHOWN: Final = """
select signs from help_door_signs where fund_id = $1 and shown_from <= $2
order by shown_from desc limit 1
"""


class Sign(StrEnum):
    """What is told of one kind of help."""

    OPEN = "open"
    URGENT = "urgent"
    CLOSED = "closed"


class KindSign(Struct, frozen=True):
    """The sign of one kind of help; *until* is the first day of the month it is closed until."""

    category: Category
    sign: Sign
    until: date | None = None


class Door(Struct, frozen=True, kw_only=True):
    """What strangers are told. *reads_from* and *reads_until* are minutes after midnight.

    Read round the clock when both are the same; past midnight when *until* is the earlier one.
    *kinds* may be asked for, those in *urgent* only when it cannot wait. *closed_until* holds
    months, such as ``2027-03``, of others.
    """

    is_open: bool = False
    kinds: tuple[Category, ...] = ()
    urgent: tuple[Category, ...] = ()
    closed_until: Mapping[Category, str] = {}
    reads_from: int = 0
    reads_until: int = 0
    call_line: str = ""

    def lets_in(self, category: Category) -> bool:
        """Say whether somebody may ask for *category*."""
        return self.is_open and category in self.kinds

    def only_urgent(self, category: Category) -> bool:
        """Say whether *category* is met only when it cannot wait."""
        return category in self.urgent

    def signs(self) -> dict[Category, str]:
        """Return what is told of each kind of help that is not simply closed."""
        closed: dict[Category, str] = dict(self.closed_until)
        if not self.is_open:
            return closed
        asked = {kind: Sign.URGENT if kind in self.urgent else Sign.OPEN for kind in self.kinds}
        return closed | {kind: sign.value for kind, sign in asked.items()}

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


def is_month(text: str) -> bool:
    """Say whether *text* is a month, such as ``2027-03``."""
    try:
        return month_of(text) > 0
    except ValueError:
        return False


def next_hour(now: datetime, time_zone: str, hour: int) -> datetime:
    """Return when it is *hour* o'clock next in *time_zone*: from then on a new sign is told."""
    local = now.astimezone(ZoneInfo(time_zone))
    at = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    return at if at > now else at + timedelta(days=1)


async def get_door(connection: Connection, fund_id: UUID) -> Door | None:
    """Return the sign on the door of a fund; None when nobody ever put one there."""
    with database_errors():
        row = await connection.fetchrow(_GET, fund_id)
    if row is None:
        return None
    return Door(
        is_open=row["is_open"],
        kinds=tuple(Category(each) for each in row["kinds"]),
        urgent=tuple(Category(each) for each in row["urgent"]),
        closed_until=msgspec.json.decode(row["closed_until"], type=dict[Category, str]),
        reads_from=row["reads_from"],
        reads_until=row["reads_until"],
        call_line=row["call_line"],
    )


async def set_door(
    connection: Connection, fund_id: UUID, door: Door, *, now: datetime, shown_from: datetime
) -> None:
    """Put another sign on the door, and let public pages tell it from *shown_from* on."""
    with database_errors():
        async with connection.transaction():
            await connection.execute(
                _SET,
                fund_id,
                door.is_open,
                [each.value for each in door.kinds],
                [each.value for each in door.urgent],
                msgspec.json.encode(door.closed_until).decode(),
                door.reads_from,
                door.reads_until,
                door.call_line,
            )
            await connection.execute(
                _SHOW, fund_id, shown_from, msgspec.json.encode(door.signs()).decode()
            )
            # One that hangs and one that will: what was before, and what would have come, is gone.
            await connection.execute(_FORGET, fund_id, now, shown_from)


async def shown_signs(
    connection: Connection, fund_id: UUID, now: datetime
) -> tuple[KindSign, ...] | None:
    """Return the sign as public pages tell it at *now*; None when nobody ever put one up."""
    with database_errors():
        found = await connection.fetchval(_SHOWN, fund_id, now)
    if found is None:
        return None
    signs = msgspec.json.decode(found, type=dict[str, str])
    return tuple(_kind_sign(each, signs.get(each.value, Sign.CLOSED.value)) for each in Category)


def _kind_sign(category: Category, told: str) -> KindSign:
    is_month_told = is_month(told)
    until = first_day(month_of(told)) if is_month_told else None
    return KindSign(category, Sign.CLOSED if is_month_told else Sign(told), until)
