"""Which lines of a stretch are looked at: drawn, large, outside the rules, taken back."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from msgspec import Struct

from api.auditing.answers import Reason
from api.auditing.draw import draw_lines
from ledger.chart import CASH
from ledger.events import FundEvent, LineReversed, OrderCarriedOut, OrderRequested, Way
from ledger.postings import postings
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine, walk_lines


class Wanted(Struct, frozen=True, kw_only=True):
    """What a round looks at: what happened from *from_day* through *until_day*.

    *above* in minor units of *currency*; where it is given, a line in any other currency counts
    as large, for there is no rate.
    """

    from_day: date
    until_day: date
    currency: str
    above: int | None = None


class Sample(Struct, frozen=True):
    """The lines that are looked at, each with every reason why, and of how many they were drawn."""

    lines: dict[int, tuple[Reason, ...]]
    of: int


class _Found:
    """What a walk through the book has found so far."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.pool: list[int] = []
        self.reasons: defaultdict[int, set[Reason]] = defaultdict(set)
        self._orders: set[UUID] = set()
        self._outside: set[UUID] = set()

    def take(self, line: StoredLine) -> None:
        """Take the next line in; all from the first one are taken, for orders begin early."""
        event = decode(line.topic, line.payload)
        if isinstance(event, OrderRequested) and event.way is not Way.USUAL:
            self._orders.add(event.order)
        elif isinstance(event, OrderCarriedOut) and event.order in self._orders:
            self._outside.add(line.event_id)
        if not self.wanted.from_day <= event.occurred_on <= self.wanted.until_day:
            return
        if isinstance(event, LineReversed):
            self.reasons[line.position].add(Reason.REVERSAL)
        moved = _moved(event)
        if moved:
            self.pool.append(line.position)
            self._weigh(line, moved)

    def _weigh(self, line: StoredLine, moved: dict[str, int]) -> None:
        above, own = self.wanted.above, self.wanted.currency
        if above is not None and (moved.keys() - {own} or moved.get(own, 0) >= above):
            self.reasons[line.position].add(Reason.LARGE)
        if line.cause in self._outside:
            self.reasons[line.position].add(Reason.OUTSIDE)


def _moved(event: FundEvent) -> dict[str, int]:
    """Return the most that one account gained or lost, by currency."""
    found: dict[str, int] = {}
    for each in postings(event):
        if each.code == CASH and each.amount:
            found[each.currency] = max(found.get(each.currency, 0), abs(each.amount))
    return found


async def sample(
    connection: Connection, fund_id: UUID, wanted: Wanted, *, seed: str, upto: int
) -> Sample:
    """Return what is looked at of the lines up to *upto*. The same arguments, the same lines."""
    found = _Found(wanted)
    async for lines in walk_lines(connection, fund_id, upto=upto):
        for line in lines:
            found.take(line)
    for position in draw_lines(seed, found.pool):
        found.reasons[position].add(Reason.DRAWN)
    return Sample(
        {
            position: tuple(each for each in Reason if each in found.reasons[position])
            for position in sorted(found.reasons)
        },
        len(found.pool),
    )
