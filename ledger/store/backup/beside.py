"""A second database beside the one in use, and the moment in which it takes its place.

Only for the embedded server, whose superuser we are. Nothing here touches a row.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.embedded import Addresses
from ledger.store.embedded.cluster import DATABASE, OWNER, SERVICE
from ledger.store.errors import OperationalError, connecting, database_errors

RESTORING: Final = f"{DATABASE}_restoring"
"""The database that is being filled; one that is left over from a killed restore is removed."""

_REPLACED: Final = re.compile(rf"{DATABASE}_before_\d{{8}}t\d{{6}}z")
_ATTEMPTS: Final = 5
_LEAVE: Final = """
select pg_terminate_backend(pid) from pg_stat_activity
where datname = any($1) and pid <> pg_backend_pid()
"""
_LIST: Final = """
select datname, pg_database_size(oid) from pg_database where datname like $1 order by 1
"""


class Replaced(Struct, frozen=True):
    """A database that was in use before a restore, and its size in bytes."""

    name: str
    size_bytes: int


def at_database(address: str, name: str) -> str:
    """Say the same address with another database."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def addresses_at(addresses: Addresses, name: str) -> Addresses:
    """Say the same addresses with another database."""
    return Addresses(
        service=at_database(addresses.service, name),
        owner=at_database(addresses.owner, name),
        superuser=at_database(addresses.superuser, name),
        version=addresses.version,
    )


async def create_beside(addresses: Addresses) -> Addresses:
    """Make an empty database beside the one in use, with the same rights."""
    await drop_beside(addresses)
    async with _superuser(addresses) as connection:
        await connection.execute(f"create database {RESTORING} owner {OWNER} template template0")
        await connection.execute(f"revoke all on database {RESTORING} from public")
        await connection.execute(f"grant connect on database {RESTORING} to {SERVICE}")
    return addresses_at(addresses, RESTORING)


async def drop_beside(addresses: Addresses) -> None:
    """Remove the database beside the one in use, if there is one."""
    async with _superuser(addresses) as connection:
        await connection.execute(f"drop database if exists {RESTORING} with (force)")


async def put_in_place(addresses: Addresses, now: datetime) -> str:
    """Give the database beside the name of the one in use, which keeps another: both or neither.

    Whoever is connected to one of them is cut off. Returns the name under which the one that was
    in use is kept.
    """
    kept = f"{DATABASE}_before_{now.astimezone(UTC):%Y%m%dt%H%M%Sz}"
    async with _superuser(addresses) as connection:
        for _ in range(_ATTEMPTS):
            await connection.fetch(_LEAVE, [DATABASE, RESTORING])
            try:
                async with connection.transaction():
                    await connection.execute(f"alter database {DATABASE} rename to {kept}")
                    await connection.execute(f"alter database {RESTORING} rename to {DATABASE}")
            except asyncpg.ObjectInUseError:
                await asyncio.sleep(0.2)
                continue
            return kept
    raise OperationalError("Somebody keeps using the database. Stop every command, and try again.")


async def list_replaced(addresses: Addresses) -> list[Replaced]:
    """List the databases that restores have replaced and that are still kept."""
    async with _superuser(addresses) as connection:
        rows = await connection.fetch(_LIST, f"{DATABASE}\\_before\\_%")
    return [Replaced(*row) for row in rows if _REPLACED.fullmatch(row[0])]


async def drop_replaced(addresses: Addresses, name: str) -> bool:
    """Remove one of them; False when there is none of that name."""
    if name not in {each.name for each in await list_replaced(addresses)}:
        return False
    async with _superuser(addresses) as connection:
        await connection.execute(f'drop database "{name}" with (force)')
    return True


@asynccontextmanager
async def _superuser(addresses: Addresses) -> AsyncIterator[Connection]:
    """Connect where none of our databases is in the way."""
    with database_errors():
        with connecting():
            connection = await asyncpg.connect(at_database(addresses.superuser, "postgres"))
        try:
            yield connection
        finally:
            await connection.close()
