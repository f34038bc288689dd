"""A process that keeps deadlines and is killed as soon as it has written one.

``python -m tests.api.deadline_victim URL MOMENT`` is run by tests/api/test_deadlines.py.
"""

import asyncio
import os
import signal
import sys
from datetime import datetime
from uuid import UUID

from api.adoption import Adoption
from api.deadlines import Deadlines
from ledger.books import Books
from ledger.store.database import Database


def die(_fund_id: UUID, _position: int) -> None:
    """End without a word: no handler and no cleaning up runs."""
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, moment: datetime) -> None:
    """Keep deadlines as the service does, at *moment*."""

    def now() -> datetime:
        return moment

    async with Database.open(url) as database:
        books = Books(database, clock=now, grown=die)
        await Deadlines(database, books, now, Adoption(database, books, now)).keep()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
