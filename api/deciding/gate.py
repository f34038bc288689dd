"""One at a time: whoever puts a ballot in, keeps out, or counts, holds the box of the proposal.

In a process only one of them is under way at all: each reads the book meanwhile, over a second
connection, and many that wait for a box would take all connections away from those who hold one.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from api.deciding import ballot_rows

if TYPE_CHECKING:
    from ledger.store.connection import Connection
    from ledger.store.database import Database


class Gate:
    """Lets one after the other to the boxes of an instance."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._alone = asyncio.Lock()

    @asynccontextmanager
    async def held(self, proposal_id: UUID) -> AsyncIterator["Connection"]:
        """Hold the box of a proposal; what is written over the connection is written at the end."""
        async with self._alone, self._database.transaction() as connection:
            await ballot_rows.hold_box(connection, proposal_id)
            yield connection
