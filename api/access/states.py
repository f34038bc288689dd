"""The funds of this service as they are now, for many who ask at once.

Every request about a fund must know who belongs to it. Whoever asks while somebody looks shares the
next look, so a busy book is read once for all that wait and not once for each.
"""

import asyncio
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final
from uuid import UUID

from ledger.fund import Fund

if TYPE_CHECKING:
    from ledger.books import Books

LATELY_SECONDS: Final = 1.0
"""How old a state may be on which a command is let through to the ledger, which decides anew."""
REMEMBERED: Final = 256
"""How many funds are remembered."""

State = tuple[Fund, int]
"""A fund, and the position of its last line."""


class States:
    """Reads the states of funds."""

    def __init__(self, books: "Books") -> None:
        self._books = books
        self._looks: dict[UUID, asyncio.Task[State]] = {}
        self._turns: dict[UUID, asyncio.Lock] = {}
        self._seen: OrderedDict[UUID, tuple[float, State]] = OrderedDict()

    async def now(self, fund_id: UUID) -> State:
        """Return a fund with every line that was committed before this was asked.

        Raises FundUnknown, and BookReadOnly when a line is of a topic not known here.
        """
        look = self._looks.get(fund_id)
        if look is None:
            look = self._looks[fund_id] = asyncio.create_task(self._look(fund_id), name="state")
            look.add_done_callback(_heard)
        # Whoever stops waiting takes nothing away from the others.
        return await asyncio.shield(look)

    def lately(self, fund_id: UUID) -> State | None:
        """Return a fund as it was at most a second ago; None when nobody looked."""
        since, state = self._seen.get(fund_id, (0.0, None))
        return state if time.monotonic() - since <= LATELY_SECONDS else None

    async def _look(self, fund_id: UUID) -> State:
        turn = self._turns.setdefault(fund_id, asyncio.Lock())
        try:
            async with turn:
                # From here on the look is under way: who asks now needs the one after it.
                del self._looks[fund_id]
                begun = time.monotonic()
                state = await self._books.get_fund(fund_id)
        finally:
            if fund_id not in self._looks:
                self._turns.pop(fund_id, None)
        self._seen[fund_id] = begun, state
        self._seen.move_to_end(fund_id)
        while len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return state


def _heard(look: asyncio.Task[State]) -> None:
    """Look at how it ended: everybody who waited may have gone."""
    if not look.cancelled():
        look.exception()
