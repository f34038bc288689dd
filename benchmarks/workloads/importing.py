"""(e) Bulk import: a whole exported book, beside COPY of the same rows from prepared bytes.

Both write the lines of a book and the answers that belong to them into new databases of the same
server, in one transaction each, through the same tables and indexes. The load reads text, checks
every record, decodes, encodes and folds every fact; COPY is handed PostgreSQL's own binary form.

Beside it, the rows of another program's export as commands, each decided by all the rules.
"""

import io
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
from msgspec import Struct

from benchmarks.book import book_of
from benchmarks.harness import Result, interleave, ratio, show
from benchmarks.place import Place
from benchmarks.scale import Scale
from benchmarks.workloads.collective import import_gifts
from ledger.store.database import Database
from ledger.store.embedded import Addresses
from ledger.transport.exporting import export_book
from ledger.transport.loading import load_book
from ledger.transport.records import read_texts
from projections.migrations import projection_migrations

_COPIED: Final = {
    "events": (
        "fund_id, case_id, event_id, position, recorded_at, version, cause, topic, actor, payload",
        "position",
    ),
    "idempotency": (
        "fund_id, actor, key, request_hash, answer",
        'actor collate "C", key collate "C"',
    ),
}
"""The tables whose rows are counted: their columns, and the order in which a load writes them."""


class _Export(Struct, frozen=True):
    """One book twice: as the file that `parasol export` writes, and as bytes for COPY."""

    fund_id: UUID
    file: Path
    prepared: dict[str, bytes]
    rows: int


async def run(place: Place, scale: Scale) -> Result:
    """Load and COPY in turn; then import gifts as often."""
    export = await _export(place, scale.lines_imported)

    async def load() -> float:
        return await _load(place, export)

    async def copy() -> float:
        return await _copy(place, export)

    found = await interleave({"load": load, "copy": copy}, scale.rounds)
    gifts = [await import_gifts(place, scale.gifts_imported) for _ in range(scale.rounds)]
    commands = sorted(each.commands_per_second for each in gifts)[scale.rounds // 2]
    show(
        "import",
        ("rows a second",),
        {side: (sorted(speeds)[scale.rounds // 2],) for side, speeds in found.items()},
    )
    return {
        "import.vs_copy": ratio(found["load"], found["copy"]),
        "import.commands": commands,
        "import.rows": export.rows,
        "import.rows_per_second": dict(found),
        "import.gifts": gifts,
    }


async def _export(place: Place, lines: int) -> _Export:
    """Write a book to a file, and prepare the same rows for COPY."""
    held = await book_of(place, lines)
    fund_id = held.book.fund_id
    file = place.directory / "book.jsonl"
    migrations = projection_migrations()
    async with Database.open(held.addresses.service, min_size=1, migrations=migrations) as database:
        with file.open("wb") as out:
            async for piece in export_book(database, fund_id):
                out.write(piece)
    prepared, rows = {}, 0
    connection = await asyncpg.connect(held.addresses.service)
    try:
        for table, (columns, order) in _COPIED.items():
            out_bytes = io.BytesIO()
            query = f"select {columns} from {table} where fund_id = $1 order by {order}"  # noqa: S608
            said = await connection.copy_from_query(
                query, fund_id, output=out_bytes, format="binary"
            )
            rows += int(said.rpartition(" ")[2])
            prepared[table] = out_bytes.getvalue()
    finally:
        await connection.close()
    return _Export(fund_id, file, prepared, rows)


async def _load(place: Place, export: _Export) -> float:
    """Load the file into a new database; return rows a second."""
    async with (
        place.fresh_database() as addresses,
        Database.open(
            addresses.service, min_size=1, migrations=projection_migrations()
        ) as database,
    ):
        with export.file.open("rb") as file:
            started = time.perf_counter()
            await load_book(database, read_texts(file))
            took = time.perf_counter() - started
        await _check(addresses, export)
    return export.rows / took


async def _copy(place: Place, export: _Export) -> float:
    """COPY the prepared bytes into a new database; return rows a second."""
    async with place.fresh_database() as addresses:
        connection = await asyncpg.connect(addresses.service)
        try:
            started = time.perf_counter()
            async with connection.transaction():
                for table, prepared in export.prepared.items():
                    await connection.copy_to_table(
                        table,
                        source=io.BytesIO(prepared),
                        columns=_COPIED[table][0].split(", "),
                        format="binary",
                    )
            took = time.perf_counter() - started
        finally:
            await connection.close()
        await _check(addresses, export)
    return export.rows / took


async def _check(addresses: Addresses, export: _Export) -> None:
    """See that every row is there: a fast way to lose some is no way to import."""
    connection = await asyncpg.connect(addresses.service)
    try:
        counts = [await connection.fetchval(f"select count(*) from {t}") for t in _COPIED]  # noqa: S608
    finally:
        await connection.close()
    if sum(counts) != export.rows:
        raise RuntimeError(f"{sum(counts)} rows were imported of {export.rows}.")
