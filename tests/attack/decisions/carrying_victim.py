"""A process that carries out what was adopted, and is killed on the way.

``python -m tests.attack.decisions.carrying_victim URL KEYS_DIR FUND DECISION MOMENT STEP`` is run
by tests/attack/decisions/test_killed.py.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from api.deciding import carrying
from api.deciding.carrying import carry_out_key
from ledger.books import Books
from ledger.powers import CLOCK
from ledger.store.database import Database
from projections.migrations import projection_migrations
from tests.api.deadline_stage import Turned
from tests.api.deciding.closing_victim import dying_after
from tests.api.deciding.stage import site_on

STEPS: Final[dict[str, tuple[object, str]]] = {
    "counted": (Books, "get_fund"),
    "asked": (carrying, "before_admitting"),
    "written": (Books, "execute"),
    "told": (carrying, "after_governing"),
}
"""After which step it dies."""


async def main(url: str, keys_dir: str, fund: str, decision: str, moment: str, step: str) -> None:
    """Carry out as the service does, at *moment*, until after *step*."""
    clock = Turned()
    clock.at = datetime.fromisoformat(moment)
    owner, name = STEPS[step]
    setattr(owner, name, dying_after(getattr(owner, name)))
    async with Database.open(url, migrations=projection_migrations()) as database:
        site = site_on(database, Path(keys_dir), clock)
        decided = UUID(decision)
        key = carry_out_key(decided)
        await site.deciding.carry_out(UUID(fund), decided, actor=CLOCK, key=key)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
