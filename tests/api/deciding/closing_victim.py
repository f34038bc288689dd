"""A process that counts a proposal and is killed after one of its steps.

``python -m tests.api.deciding.closing_victim URL KEYS_DIR FUND PROPOSAL MOMENT STEP`` is run by
tests/api/deciding/test_killed.py.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api.deciding import ballot_rows
from api.deciding.closing import Closing
from api.deciding.key_files import KeyFiles
from ledger.books import Books
from ledger.store.database import Database
from projections.migrations import projection_migrations
from tests.api.deadline_stage import Turned
from tests.api.deciding.stage import site_on

STEPS: Final[dict[str, tuple[object, str]]] = {
    "closing": (Closing, "_move"),
    "opened": (Closing, "_open"),
    "written": (Books, "execute"),
    "key destroyed": (KeyFiles, "destroy"),
    "rows removed": (ballot_rows, "empty_box"),
    "seen removed": (ballot_rows, "clear_away"),
}
"""After which step it dies; the rows that are removed are not committed yet."""


def dying_after(work: Callable[..., Any]) -> Callable[..., Any]:
    """Return *work* with an end without a word: no handler and no cleaning up runs."""

    def now(*given: Any, **named: Any) -> None:
        work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    async def later(*given: Any, **named: Any) -> None:
        doing: Awaitable[Any] = work(*given, **named)
        await doing
        os.kill(os.getpid(), signal.SIGKILL)

    return later if asyncio.iscoroutinefunction(work) else now


async def main(url: str, keys_dir: str, fund: str, proposal: str, moment: str, step: str) -> None:
    """Count as the service does, at *moment*, until after *step*."""
    clock = Turned()
    clock.at = datetime.fromisoformat(moment)
    owner, name = STEPS[step]
    setattr(owner, name, dying_after(getattr(owner, name)))
    async with Database.open(url, migrations=projection_migrations()) as database:
        site = site_on(database, Path(keys_dir), clock)
        await site.deciding.close_if_due(UUID(fund), UUID(proposal))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
