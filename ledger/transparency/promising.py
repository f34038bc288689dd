"""Promising a line a place in the log, by a moment that follows from what waits before it."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from ledger.fund import Fund
from ledger.store.connection import Connection
from ledger.store.reading import StoredLine
from ledger.transparency.keeper import clockwork_of
from ledger.transparency.keys import LogKeys
from ledger.transparency.leaf import Blinding, envelope_of
from ledger.transparency.promise import Promise, compose_promise, sign_promise
from ledger.transparency.table import Tree, add_promise, get_places, get_promise
from ledger.transparency.ticks import Clockwork, heads_due, next_head
from ledger.transparency.waiting import OTHER, class_of, get_turn

MAY_BE_AWAY: Final = timedelta(days=3)
"""For how long a service may be away before a promise is broken."""
OTHERS_WAIT: Final = timedelta(days=30)
"""How long a line that is no gift may wait at least: gifts that come later go before it."""


class Promising:
    """Promises one line of a book a place in a log."""

    def __init__(self, connection: Connection, tree: Tree, keys: LogKeys, line: StoredLine) -> None:
        self._connection, self._tree, self._keys, self._line = connection, tree, keys, line
        self._blinding = Blinding(keys.secret, tree.origin)

    async def promise(self, fund: Fund, upto: int, now: datetime) -> str | None:
        """Return the file of the promise: the one that was made, or one made now.

        None where none was made and the line is in the log already, or the log stopped. *upto* is
        the last position of the book.
        """
        tree, line = self._tree, self._line
        where = (tree.fund_id, tree.number)
        note = await get_promise(self._connection, *where, line.position)
        if note is None:
            placed = await get_places(self._connection, *where, [line.position])
            # Before its first head nobody can say what fits into a log.
            if placed or tree.stopped is not None or not tree.size:
                return None
            made = await self._sign(fund, upto, now)
            await add_promise(self._connection, *where, line.position, made)
            note = await get_promise(self._connection, *where, line.position)
            assert note is not None
        opening = self._blinding.open(line.position, envelope_of(line), line.topic, line.payload)
        return compose_promise(note, opening)

    async def _sign(self, fund: Fund, upto: int, now: datetime) -> str:
        turn = await get_turn(self._connection, self._tree, self._line, upto)
        batch_size = fund.publishing.log_rule.batch_size
        heads = -(-turn // batch_size)
        first, last = _heads_of(clockwork_of(fund), self._tree.next_at, heads, now)
        deadline = last + MAY_BE_AWAY
        if class_of(self._line) == OTHER:
            deadline = max(deadline, first + OTHERS_WAIT)
        commitment = self._blinding.commitment_of(self._line)
        text = Promise(self._tree.origin, commitment, int(deadline.timestamp()))
        return sign_promise(text, self._keys.promise)


def _heads_of(
    clock: Clockwork, next_at: datetime, heads: int, now: datetime
) -> tuple[datetime, datetime]:
    """Return the moments of the first and of the *heads*-th head from now on."""
    first = next_at if next_at > now else next_head(clock, now)
    *_, last = islice(heads_due(clock, first, datetime.max.replace(tzinfo=now.tzinfo)), heads)
    return first, last
