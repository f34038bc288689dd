"""Who is in the vault of a fund: random ids, the day they came, until when they are kept.

Also their ways to be reached, as fingerprints that die with their key, and which cases are theirs.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.rejections import PersonErased, PersonUnknown
from ledger.store.connection import Connection

_ADD: Final = """
insert into vault_people (fund_id, person_id, made_on, keep_until) values ($1, $2, $3, $4)
"""
_GET: Final = """
select person_id, made_on, keep_until, erased_on, exists (
    select from vault_holds h
    where h.fund_id = p.fund_id and h.person_id = p.person_id and h.lifted_at is null
) as on_hold from vault_people p where fund_id = $1
"""
_FINGERPRINTS: Final = """
insert into vault_fingerprints (fund_id, person_id, fingerprint)
select $1, $2, * from unnest($3::bytea[]) on conflict do nothing
"""
_ALL_FINGERPRINTS: Final = """
select person_id, fingerprint from vault_fingerprints f where fund_id = $1
"""
_FINGERPRINTS_OF_OTHERS: Final = f"""{_ALL_FINGERPRINTS}
and not exists (
    select from vault_own_contacts o where o.fund_id = f.fund_id and o.person_id = f.person_id
)
"""
_LINK: Final = """
insert into vault_links (fund_id, case_id, person_id) values ($1, $2, $3) on conflict do nothing
"""


class PersonRow(Struct, frozen=True):
    """Somebody in the vault, without anything that was said about them."""

    person_id: UUID
    made_on: date
    keep_until: date
    erased_on: date | None
    on_hold: bool


async def add_person(
    connection: Connection, fund_id: UUID, person_id: UUID, today: date, keep_until: date
) -> None:
    """Note that there is somebody new."""
    await connection.execute(_ADD, fund_id, person_id, today, keep_until)


async def get_person(connection: Connection, fund_id: UUID, person_id: UUID) -> PersonRow:
    """Return what stands about somebody. Raises PersonUnknown."""
    row = await connection.fetchrow(f"{_GET} and person_id = $2", fund_id, person_id)
    if row is None:
        raise PersonUnknown
    return PersonRow(*row)


async def get_living(connection: Connection, fund_id: UUID, person_id: UUID) -> PersonRow:
    """Return the same and keep it as it is until the transaction ends.

    Raises PersonUnknown, PersonErased.
    """
    locking = "select from vault_people where fund_id = $1 and person_id = $2 for update"
    await connection.execute(locking, fund_id, person_id)
    person = await get_person(connection, fund_id, person_id)
    if person.erased_on is not None:
        raise PersonErased
    return person


async def list_living(connection: Connection, fund_id: UUID) -> list[PersonRow]:
    """List everybody who is not erased, in the order of their random ids."""
    rows = await connection.fetch(f"{_GET} and erased_on is null order by person_id", fund_id)
    return [PersonRow(*row) for row in rows]


async def keep_until(connection: Connection, fund_id: UUID, person_id: UUID, day: date) -> None:
    """Set the last day on which somebody is kept. Raises PersonUnknown, PersonErased."""
    await get_living(connection, fund_id, person_id)
    await connection.execute(
        "update vault_people set keep_until = $3 where fund_id = $1 and person_id = $2",
        fund_id,
        person_id,
        day,
    )


async def add_fingerprints(
    connection: Connection, fund_id: UUID, person_id: UUID, fingerprints: Collection[bytes]
) -> None:
    """Keep the fingerprints of somebody's contacts."""
    await connection.execute(_FINGERPRINTS, fund_id, person_id, list(fingerprints))


async def keep_at_least_until(
    connection: Connection, fund_id: UUID, person_id: UUID, day: date
) -> None:
    """Keep somebody until *day*, or until the later one that is set."""
    await connection.execute(
        "update vault_people set keep_until = greatest(keep_until, $3)"
        " where fund_id = $1 and person_id = $2",
        fund_id,
        person_id,
        day,
    )


async def forget_fingerprints(connection: Connection, fund_id: UUID, person_id: UUID) -> None:
    """Forget the fingerprints of somebody's contacts, because they are reached otherwise now."""
    await connection.execute(
        "delete from vault_fingerprints where fund_id = $1 and person_id = $2", fund_id, person_id
    )


async def list_fingerprints(connection: Connection, fund_id: UUID) -> dict[UUID, set[bytes]]:
    """List the fingerprints of everybody who has any, members included."""
    return await _fingerprints(connection, _ALL_FINGERPRINTS, fund_id)


async def list_fingerprints_of_others(
    connection: Connection, fund_id: UUID
) -> dict[UUID, set[bytes]]:
    """List the same, and leave out members who said how they are reached themselves."""
    return await _fingerprints(connection, _FINGERPRINTS_OF_OTHERS, fund_id)


async def _fingerprints(
    connection: Connection, statement: str, fund_id: UUID
) -> dict[UUID, set[bytes]]:
    found: dict[UUID, set[bytes]] = {}
    for row in await connection.fetch(statement, fund_id):
        found.setdefault(row["person_id"], set()).add(row["fingerprint"])
    return found


async def link(connection: Connection, fund_id: UUID, case_id: UUID, person_id: UUID) -> None:
    """Note that a case is about somebody. Raises PersonUnknown, PersonErased."""
    await get_living(connection, fund_id, person_id)
    await connection.execute(_LINK, fund_id, case_id, person_id)


async def people_of(connection: Connection, fund_id: UUID, case_id: UUID) -> list[UUID]:
    """List whom a case is about."""
    rows = await connection.fetch(
        "select person_id from vault_links where fund_id = $1 and case_id = $2 order by 1",
        fund_id,
        case_id,
    )
    return [row[0] for row in rows]


async def cases_of(
    connection: Connection, fund_id: UUID, people: Iterable[UUID]
) -> dict[UUID, list[UUID]]:
    """List the cases of each of *people* who has any."""
    rows = await connection.fetch(
        "select person_id, case_id from vault_links"
        " where fund_id = $1 and person_id = any($2::uuid[]) order by 1, 2",
        fund_id,
        list(people),
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["person_id"], []).append(row["case_id"])
    return found
