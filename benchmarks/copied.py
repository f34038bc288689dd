"""COPY as a measure: the finished rows of the read models, written again as they are."""

import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from ledger.store.connection import Connection
from ledger.store.embedded import Addresses
from projections.checkpoints import list_checkpoints
from projections.models import READ_MODELS
from projections.view import SUFFIXES


class Copied:
    """Rows as bytes, by the table beside it that they are written to; *rows* counts them."""

    def __init__(self, connection: Connection, pieces: dict[str, bytes], rows: int) -> None:
        self._connection = connection
        self._pieces = pieces
        self.rows = rows

    async def copy(self) -> float:
        """Write every row into the empty tables, in one transaction; return the seconds."""
        await self._connection.execute(f"truncate {', '.join(self._pieces)}")
        started = time.perf_counter()
        async with self._connection.transaction():
            for table, piece in self._pieces.items():
                await self._connection.copy_to_table(
                    table, source=io.BytesIO(piece), format="binary"
                )
        return time.perf_counter() - started


@asynccontextmanager
async def prepare(addresses: Addresses, fund_id: UUID) -> AsyncIterator[Copied]:
    """Take the rows in use out of every table, and make a table like it for each."""
    connection = await asyncpg.connect(addresses.owner)
    try:
        found = await list_checkpoints(connection, fund_id)
        pieces, rows = {}, 0
        for model in READ_MODELS:
            for table in model.tables:
                out = io.BytesIO()
                done = await connection.copy_from_table(
                    table + SUFFIXES[found[model.name, False].side], output=out, format="binary"
                )
                rows += int(done.rpartition(" ")[2])
                pieces[f"copied_{table}"] = out.getvalue()
                await connection.execute(
                    f"create table copied_{table} (like {table} including all)"
                )
        yield Copied(connection, pieces, rows)
    finally:
        await connection.close()
