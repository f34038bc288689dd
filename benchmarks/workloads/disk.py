"""(i) Bytes on disk per line, by table and index, of a book that was written once and read."""

from typing import Final

from benchmarks.book import make_book
from benchmarks.harness import Result, show
from benchmarks.place import Place
from benchmarks.scale import Scale
from ledger.store.database import Database
from projections.migrations import projection_migrations
from projections.models import READ_MODELS
from projections.runner import Runner

_BOOK: Final = ("events", "idempotency", "heads", "snapshots", "labels")
_SIZES: Final = """
select relname, pg_relation_size(oid) from pg_class c
where relnamespace = 'public'::regnamespace and (
    relkind = 'r' and relname = any($1::text[])
    or relkind = 'i' and exists (
        select from pg_index join pg_class t on t.oid = indrelid
        where indexrelid = c.oid and t.relname = any($1::text[])))
order by 2 desc
"""
_TOTALS: Final = """
select relname, pg_total_relation_size(oid) from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and relname = any($1::text[])
"""


async def run(place: Place, scale: Scale) -> Result:
    """Make a book of its own, so that nothing that others did to theirs is counted."""
    firsts = [table for model in READ_MODELS for table in model.tables]
    tables = [*firsts, *(f"{table}__new" for table in firsts)]
    async with (
        place.fresh_database() as addresses,
        Database.open(addresses.service, migrations=projection_migrations()) as database,
    ):
        book = await make_book(addresses.service, lines=scale.lines_on_disk)
        await Runner(database).catch_up(book.fund_id)
        async with database.acquire() as connection:
            sizes = await connection.fetch(_SIZES, [*_BOOK, *tables])
            found = await connection.fetch(_TOTALS, [*_BOOK, *tables])
    totals = {row[0]: row[1] for row in found}
    per_line = {name: round(size / book.lines, 1) for name, size in sizes if size}
    book_bytes = sum(totals[table] for table in _BOOK) / book.lines
    model_bytes = sum(totals.get(table, 0) for table in tables) / book.lines
    show("disk", ("bytes a line",), {name: (value,) for name, value in per_line.items()})
    return {
        "disk.bytes_per_line": book_bytes,
        "disk.bytes_per_line_of_read_models": model_bytes,
        "disk.by_table_and_index": per_line,
    }
