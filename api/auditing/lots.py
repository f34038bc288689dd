"""Auditors by lot: members say yes, the list is closed, and a report decides that is not out yet.

Who does not say yes, because somebody close to them was helped or for any other reason, is written
down nowhere.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from api.auditing.draw import draw_people, seed_of_lot
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from projections.reports.published import PublicState

_LAST: Final = """
select fund_id, number, opened_at, report from audit_lots
where fund_id = $1 order by number desc limit 1
"""
_YES: Final = "select sign_in from audit_volunteers where fund_id = $1 and lot = $2 order by 1"


class Lot(Struct, frozen=True, kw_only=True):
    """One lot. *report* is the report that decides; None as long as members may still say yes."""

    fund_id: UUID
    number: int
    opened_at: datetime
    report: int | None = None
    volunteers: tuple[UUID, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether members may say yes or take it back."""
        return self.report is None

    def drawn(self, state: PublicState) -> tuple[UUID, ...]:
        """Return those who said yes in the order of the draw; nobody before the report is out."""
        report = state.report(self.report) if self.report is not None else None
        if report is None:
            return ()
        seed = seed_of_lot(self.fund_id, self.number, report.manifest_hash)
        return draw_people(seed, self.volunteers)


async def last_lot(connection: Connection, fund_id: UUID) -> Lot | None:
    """Return the lot of a fund that was opened last."""
    with database_errors():
        row = await connection.fetchrow(_LAST, fund_id)
        if row is None:
            return None
        yes = await connection.fetch(_YES, fund_id, row["number"])
    return Lot(**row, volunteers=tuple(each["sign_in"] for each in yes))


async def open_lot(connection: Connection, fund_id: UUID, now: datetime) -> None:
    """Let members say yes; while they may already, nothing changes."""
    before = await last_lot(connection, fund_id)
    if before is not None and before.is_open:
        return
    with database_errors():
        await connection.execute(
            "insert into audit_lots (fund_id, number, opened_at) values ($1, $2, $3)"
            " on conflict do nothing",
            *(fund_id, before.number + 1 if before else 1, now),
        )


async def close_lot(connection: Connection, fund_id: UUID, number: int, report: int) -> None:
    """Close the list and name the report that decides; what is closed stays as it is."""
    with database_errors():
        await connection.execute(
            "update audit_lots set report = $3"
            " where fund_id = $1 and number = $2 and report is null",
            *(fund_id, number, report),
        )


async def say_yes(
    connection: Connection, fund_id: UUID, number: int, who: UUID, *, is_yes: bool
) -> None:
    """Put somebody on the list of an open lot, or take them off it."""
    with database_errors():
        async with connection.transaction():
            is_open = await connection.fetchval(
                "select true from audit_lots where fund_id = $1 and number = $2"
                " and report is null for update",
                *(fund_id, number),
            )
            if not is_open:
                return
            statement = (
                "insert into audit_volunteers (fund_id, lot, sign_in) values ($1, $2, $3)"
                " on conflict do nothing"
                if is_yes
                else "delete from audit_volunteers where fund_id = $1 and lot = $2 and sign_in = $3"
            )
            await connection.execute(statement, fund_id, number, who)


def report_that_decides(state: PublicState, waiting: Sequence[object]) -> int:
    """Return the first report that nobody can know yet: an order that *waits* holds one already."""
    last = state.reports[-1].number if state.reports else 0
    return last + (2 if waiting else 1)
