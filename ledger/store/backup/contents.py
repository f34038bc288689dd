"""What a database holds, as digests that are the same wherever the same rows are.

A digest is the SHA-256 of PostgreSQL's own text form of the rows (`COPY … TO STDOUT`) with the
columns in the order of their names and the rows in the order of the key, compared byte by byte.
So it depends neither on the version of PostgreSQL nor on where a row happens to lie.
"""

import hashlib
from collections.abc import Collection
from typing import Final
from uuid import UUID

import asyncpg

from ledger.store.backup.manifest import Contents, FundSummary, TableSummary
from ledger.store.connection import Connection

LINES: Final = "events"
"""The table of the lines: it has a digest for each fund."""

MIGRATIONS: Final = "schema_migrations"
"""Never in a dump: the migrations write it when they run."""

SESSION: Final = {
    "application_name": "parasol backup",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "work_mem": "64MB",
}
"""How a session writes values, and that it may take its time."""

_TABLES: Final = """
select relname from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1
"""
_COLUMNS: Final = """
select attname from pg_attribute
where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = ''
order by attname collate "C"
"""
_KEY: Final = """
select attname, typcollation <> 0 as is_text
from pg_index, unnest(indkey::smallint[]) with ordinality as key (number, place)
join pg_attribute on attnum = number
join pg_type on pg_type.oid = atttypid
where indrelid = to_regclass($1) and attrelid = indrelid and indisprimary
order by place
"""
_FUNDS: Final = "select fund_id, position from heads where position > 0 order by fund_id"


async def connect(address: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Connect for work that may take long, past any limit of time."""
    return await asyncpg.connect(address, server_settings=SESSION, statement_cache_size=0)


async def list_tables(connection: Connection, left_out: Collection[str]) -> list[str]:
    """List the tables that belong into a backup: all of them but those *left_out*."""
    rows = await connection.fetch(_TABLES)
    return [row[0] for row in rows if row[0] not in {MIGRATIONS, *left_out}]


async def read_contents(connection: Connection, tables: Collection[str]) -> Contents:
    """Summarise *tables* and every book. Call it inside one snapshot."""
    rows = await connection.fetch(_FUNDS)
    funds = [
        FundSummary(row[0], row[1], (await _digest(connection, LINES, row[0])).sha256)
        for row in rows
    ]
    others = [await _digest(connection, table) for table in sorted(tables) if table != LINES]
    return Contents(tuple(funds), tuple(others))


async def _digest(connection: Connection, table: str, fund_id: UUID | None = None) -> TableSummary:
    """Summarise a table, or the lines of one book."""
    columns = ", ".join(f'"{row[0]}"' for row in await connection.fetch(_COLUMNS, table))
    if fund_id is None:
        where, order = "", ", ".join([_ordered(row) for row in await connection.fetch(_KEY, table)])
    else:
        where, order = f"where fund_id = '{fund_id}'", "position"
    hashed, rows = hashlib.sha256(), 0

    async def take(piece: bytes) -> None:
        nonlocal rows
        hashed.update(piece)
        rows += piece.count(b"\n")  # the text form writes line breaks of a value as \n

    query = f'select {columns} from "{table}" {where} order by {order}'  # noqa: S608  own names
    await connection.copy_from_query(query, output=take)
    return TableSummary(table, rows, hashed.hexdigest())


def _ordered(row: asyncpg.Record) -> str:
    return f'"{row["attname"]}"' + (' collate "C"' if row["is_text"] else "")


def differences(found: Contents, expected: Contents) -> list[str]:
    """Say in a few words each what of *expected* was not found as it should be."""
    said = []
    funds = {fund.fund_id: fund for fund in found.funds}
    for fund in expected.funds:
        there = funds.pop(fund.fund_id, None)
        if there is None:
            said.append(f"the book of {fund.fund_id} is missing")
        elif there.position != fund.position:
            said.append(f"the book of {fund.fund_id} ends at {there.position}, not {fund.position}")
        elif there != fund:
            said.append(f"the lines of {fund.fund_id} are other ones")
    said += [f"there is a book of {fund_id} too many" for fund_id in funds]
    tables = {table.name: table for table in found.tables}
    for table in expected.tables:
        has = tables.pop(table.name, None)
        if has != table:
            rows = "is missing" if has is None else f"has {has.rows} rows, not {table.rows}"
            differs = has is not None and has.rows == table.rows
            said.append(f"the table {table.name} {'has other rows' if differs else rows}")
    return said + [f"there is a table {name} too many" for name in tables]
