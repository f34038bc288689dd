"""How long people are kept: until a day, unless a hold says otherwise; and how they are erased.

Erasing destroys the person's key first and takes the rows away after it. Older copies of the
database still hold the rows, and nothing opens them any more. A hold is placed by one and lifted by
two: destroying what an investigation needs can be an offence. Nothing is ever erased in a panic.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from ledger.rejections import AskedByYou, HoldMissing, LegalHold, PersonErased
from ledger.store.connection import Connection
from ledger.vault.custody import Custody
from ledger.vault.people import get_living, get_person

_HOLDS: Final = """
select hold_id, placed_by, placed_at, lift_asked_by from vault_holds
where fund_id = $1 and person_id = $2 and lifted_at is null order by placed_at, hold_id
"""
_ROWS: Final = (
    "delete from vault_records where fund_id = $1 and person_id = $2",
    "delete from vault_fingerprints where fund_id = $1 and person_id = $2",
    "delete from vault_links where fund_id = $1 and person_id = $2",
)
_ERASED: Final = """
update vault_people set erased_on = $3 where fund_id = $1 and person_id = $2
"""
_DUE: Final = """
select person_id from vault_people p
where fund_id = $1 and erased_on is null and keep_until < $2 and not exists (
    select from vault_holds h
    where h.fund_id = p.fund_id and h.person_id = p.person_id and h.lifted_at is null
) order by keep_until, person_id
"""


class Hold(Struct, frozen=True):
    """A hold that stands. *lift_asked_by* is the first of the two who lift it."""

    hold_id: UUID
    placed_by: str
    placed_at: datetime
    lift_asked_by: str | None


async def list_holds(connection: Connection, fund_id: UUID, person_id: UUID) -> list[Hold]:
    """List the holds that stand on somebody."""
    return [Hold(*row) for row in await connection.fetch(_HOLDS, fund_id, person_id)]


async def place_hold(
    connection: Connection, fund_id: UUID, person_id: UUID, actor: str, now: datetime
) -> None:
    """Forbid to erase somebody. Raises PersonUnknown, PersonErased."""
    await get_living(connection, fund_id, person_id)
    if await list_holds(connection, fund_id, person_id):
        return
    await connection.execute(
        "insert into vault_holds (fund_id, hold_id, person_id, placed_by, placed_at)"
        " values ($1, $2, $3, $4, $5)",
        fund_id,
        uuid4(),
        person_id,
        actor,
        now,
    )


async def ask_lift(connection: Connection, fund_id: UUID, person_id: UUID, actor: str) -> None:
    """Ask to lift the hold on somebody. Raises PersonUnknown, PersonErased, HoldMissing."""
    await get_living(connection, fund_id, person_id)
    for hold in await _standing(connection, fund_id, person_id):
        await connection.execute(
            "update vault_holds set lift_asked_by = $3 where fund_id = $1 and hold_id = $2"
            " and lift_asked_by is null",
            fund_id,
            hold.hold_id,
            actor,
        )


async def lift(
    connection: Connection,
    fund_id: UUID,
    person_id: UUID,
    actor: str,
    now: datetime,
    *,
    alone: bool = False,
) -> str | None:
    """Lift the hold on somebody as the second of two; return who asked for it.

    With *alone* one does it, where one person signs for everything. Raises PersonUnknown,
    PersonErased, HoldMissing, AskedByYou.
    """
    await get_living(connection, fund_id, person_id)
    asked_by = None
    for hold in await _standing(connection, fund_id, person_id):
        asked_by = hold.lift_asked_by
        if not alone and asked_by is None:
            raise HoldMissing
        if not alone and asked_by == actor:
            raise AskedByYou
        await connection.execute(
            "update vault_holds set lifted_by = $3, lifted_at = $4"
            " where fund_id = $1 and hold_id = $2",
            fund_id,
            hold.hold_id,
            actor,
            now,
        )
    return asked_by


async def erase(connection: Connection, custody: Custody, person_id: UUID, today: date) -> bool:
    """Erase somebody for ever, inside a transaction; False when it was done before.

    Raises PersonUnknown, LegalHold.
    """
    fund_id = custody.fund_id
    try:
        person = await get_living(connection, fund_id, person_id)
    except PersonErased:
        return False
    if person.on_hold:
        raise LegalHold
    await _take_away(connection, custody, person_id, today)
    return True


async def finish_erasures(connection: Connection, custody: Custody, today: date) -> int:
    """Take away the rows of people whose keys are destroyed: a restored backup brings them back."""
    rows = await connection.fetch(
        "select person_id from vault_people where fund_id = $1 and erased_on is null"
        " and person_id = any($2::uuid[])",
        custody.fund_id,
        list(custody.list_erased()),
    )
    for row in rows:
        await get_person(connection, custody.fund_id, row[0])
        await _take_away(connection, custody, row[0], today)
    return len(rows)


async def list_due(connection: Connection, fund_id: UUID, today: date) -> list[UUID]:
    """List whose last day is over and whom no hold keeps."""
    return [row[0] for row in await connection.fetch(_DUE, fund_id, today)]


async def _take_away(
    connection: Connection, custody: Custody, person_id: UUID, today: date
) -> None:
    custody.erase_person(person_id)  # first: whatever fails afterwards, nobody reads it again
    for statement in _ROWS:
        await connection.execute(statement, custody.fund_id, person_id)
    await connection.execute(_ERASED, custody.fund_id, person_id, today)


async def _standing(connection: Connection, fund_id: UUID, person_id: UUID) -> list[Hold]:
    holds = await list_holds(connection, fund_id, person_id)
    if not holds:
        raise HoldMissing
    return holds
