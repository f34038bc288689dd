"""Seats at the table: who has one, and who looked at the exact budget from it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from api.access import Access, Power
from ledger.events import Role
from ledger.fund import Fund
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

FEWEST: Final = 3
"""With fewer seats nobody sees more than a member: what one of two says is the other's."""
KEPT: Final = timedelta(days=400)
"""How long it is kept who looked, and when."""
_SHOWN: Final = 100


class Seating(StrEnum):
    """Where somebody sits: at the desk, at the table, or neither, and why not."""

    DESK = "desk"
    SEATED = "seated"
    TOO_FEW = "too_few"
    NO_SEAT = "no_seat"

    @property
    def sees_items(self) -> bool:
        """Say whether exact items of the budget are shown there."""
        return self in (Seating.DESK, Seating.SEATED)


class SeatOpening(Struct, frozen=True):
    """Somebody looked at the exact budget; what it said is written down nowhere."""

    sign_in: UUID
    opened_at: datetime


def seats_of(fund: Fund, now: datetime) -> frozenset[UUID]:
    """Return who has a seat now: by a mandate, or everybody where two stewards decided so."""
    governance, rule = fund.governance, fund.publishing.rule
    if rule is not None and rule.everyone_seated:
        return frozenset(
            each for each in governance.members if not governance.is_suspended(each, now)
        )
    today = now.astimezone(ZoneInfo(fund.time_zone)).date()
    return governance.holders(Role.SEAT, now, today) & frozenset(governance.members)


def seating_of(access: Access, now: datetime) -> Seating:
    """Say where whoever asks sits."""
    if access.may(Power.READ_BOOK):
        return Seating.DESK
    seats = seats_of(access.fund, now)
    if access.sign_in_id not in seats:
        return Seating.NO_SEAT
    return Seating.SEATED if len(seats) >= FEWEST else Seating.TOO_FEW


async def note_opening(connection: Connection, fund_id: UUID, sign_in: UUID, now: datetime) -> None:
    """Write down that somebody at a seat looks now, and forget who looked long ago."""
    with database_errors():
        await connection.execute(
            "delete from seat_openings where fund_id = $1 and opened_at < $2", fund_id, now - KEPT
        )
        await connection.execute(
            "insert into seat_openings (fund_id, opened_at, sign_in) values ($1, $2, $3)"
            " on conflict do nothing",
            fund_id,
            now,
            sign_in,
        )


async def list_openings(connection: Connection, fund_id: UUID) -> tuple[SeatOpening, ...]:
    """Return who looked lately, the latest first."""
    with database_errors():
        rows = await connection.fetch(
            "select sign_in, opened_at from seat_openings where fund_id = $1"
            " order by opened_at desc, sign_in limit $2",
            fund_id,
            _SHOWN,
        )
    return tuple(SeatOpening(*row) for row in rows)
