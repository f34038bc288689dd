"""The rows behind references: when one was made, and which gifts came under it."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

MAX_UNUSED: Final = 20_000
"""How many references of a fund nobody has used yet: more than it gives out in a year."""
_HOLD: Final = "select pg_advisory_xact_lock(hashtext('gift codes'), hashtext($1::text))"
_FORGET: Final = "delete from gift_codes where fund_id = $1 and made_on < $2 and not is_used"
_UNUSED: Final = """
select count(*) from (
    select from gift_codes where fund_id = $1 and not is_used limit $2
) as unused
"""
_ADD: Final = """
insert into gift_codes (fund_id, reference, code_hash, seed, made_on) values ($1, $2, $3, $4, $5)
on conflict do nothing returning reference
"""
_BY_CODE: Final = """
select reference, seed from gift_codes
where fund_id = $1 and code_hash = $2 and (is_used or made_on >= $3)
"""
_BY_REFERENCE: Final = """
select reference, seed from gift_codes
where fund_id = $1 and reference = $2 and (is_used or made_on >= $3)
"""
_USED: Final = """
select reference, is_used from gift_codes
where fund_id = $1 and reference = any($2::text[]) and (is_used or made_on >= $3)
"""
_USE: Final = "update gift_codes set is_used = true where fund_id = $1 and reference = $2"
_ARRIVALS: Final = """
select number, case_id, giver from gift_arrivals
where fund_id = $1 and reference = $2 order by number
"""
_LAST: Final = """
select distinct on (reference) reference, giver from gift_arrivals
where fund_id = $1 and reference = any($2::text[]) order by reference, number desc
"""
_BY_KEY: Final = """
select number, case_id, giver from gift_arrivals
where fund_id = $1 and reference = $2 and key_hash = $3
"""
_ARRIVE: Final = """
insert into gift_arrivals (fund_id, reference, number, key_hash, case_id, giver)
values ($1, $2, $3, $4, $5, $6)
"""


_FORGET_ARRIVALS: Final = "delete from gift_arrivals where fund_id = $1 and reference = $2"
_FORGET_CODE: Final = """
delete from gift_codes where fund_id = $1 and reference = $2 returning 1
"""


class CodeRow(Struct, frozen=True):
    """A reference, and the sealed seed of its code."""

    reference: str
    seed: bytes


class Arrival(Struct, frozen=True):
    """A gift that came under a reference: the how-manieth, its case, and who gave it."""

    number: int
    case_id: UUID
    giver: UUID


async def hold_codes(connection: Connection, fund_id: UUID) -> None:
    """Let nobody else change references of a fund until the transaction ends."""
    with database_errors():
        await connection.execute(_HOLD, str(fund_id))


async def forget_unused(connection: Connection, fund_id: UUID, before: date) -> None:
    """Forget references made before a day under which nothing ever came."""
    with database_errors():
        await connection.execute(_FORGET, fund_id, before)


async def has_room(connection: Connection, fund_id: UUID) -> bool:
    """Say whether another reference may be made."""
    with database_errors():
        unused = await connection.fetchval(_UNUSED, fund_id, MAX_UNUSED)
    return bool(unused < MAX_UNUSED)


async def add_code(
    connection: Connection, fund_id: UUID, row: CodeRow, code_hash: bytes, made_on: date
) -> bool:
    """Keep a new reference; False when there is one of these signs already."""
    with database_errors():
        kept = await connection.fetchval(_ADD, fund_id, row.reference, code_hash, row.seed, made_on)
    return kept is not None


async def by_code(
    connection: Connection, fund_id: UUID, code_hash: bytes, since: date
) -> CodeRow | None:
    """Return what goes with a code, if it was used or made *since*; one look at one index."""
    with database_errors():
        found = await connection.fetchrow(_BY_CODE, fund_id, code_hash, since)
    return None if found is None else CodeRow(**dict(found))


async def by_reference(
    connection: Connection, fund_id: UUID, reference: str, since: date
) -> CodeRow | None:
    """Return what goes with a reference, if it was used or made *since*."""
    with database_errors():
        found = await connection.fetchrow(_BY_REFERENCE, fund_id, reference, since)
    return None if found is None else CodeRow(**dict(found))


async def used_of(
    connection: Connection, fund_id: UUID, references: Sequence[str], since: date
) -> dict[str, bool]:
    """Say of each known reference whether a gift came under it; the others are left out."""
    with database_errors():
        rows = await connection.fetch(_USED, fund_id, list(references), since)
    return {row["reference"]: row["is_used"] for row in rows}


async def list_arrivals(connection: Connection, fund_id: UUID, reference: str) -> Sequence[Arrival]:
    """List the gifts that came under a reference, first to last."""
    with database_errors():
        rows = await connection.fetch(_ARRIVALS, fund_id, reference)
    return [Arrival(**dict(row)) for row in rows]


async def last_givers(
    connection: Connection, fund_id: UUID, references: Sequence[str]
) -> dict[str, UUID]:
    """Return who gave last under each reference; those under which nothing came are left out."""
    with database_errors():
        rows = await connection.fetch(_LAST, fund_id, list(references))
    return {row["reference"]: row["giver"] for row in rows}


async def arrival_of(
    connection: Connection, fund_id: UUID, reference: str, key_hash: bytes
) -> Arrival | None:
    """Return the gift that is written under a key, if it came under this reference before."""
    with database_errors():
        found = await connection.fetchrow(_BY_KEY, fund_id, reference, key_hash)
    return None if found is None else Arrival(**dict(found))


async def add_arrival(
    connection: Connection, fund_id: UUID, reference: str, key_hash: bytes, arrival: Arrival
) -> None:
    """Note that a gift comes under a reference, which is kept from now on."""
    with database_errors():
        await connection.execute(_USE, fund_id, reference)
        await connection.execute(
            _ARRIVE,
            fund_id,
            reference,
            arrival.number,
            key_hash,
            arrival.case_id,
            arrival.giver,
        )


async def forget_reference(connection: Connection, fund_id: UUID, reference: str) -> bool:
    """Forget a reference, its code, and that anything came under it; ``False`` for none."""
    with database_errors():
        await connection.execute(_FORGET_ARRIVALS, fund_id, reference)
        return bool(await connection.fetchval(_FORGET_CODE, fund_id, reference))
