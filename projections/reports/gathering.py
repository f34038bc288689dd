"""From the stored book to what a report is built from: facts, past reports, rules.

Facts are read line by line and kept as long as the process lives; lines that came since are read
when they are asked for. Rules and past reports are those that stand at or before the cut, so that
whoever builds a report again from the sealed book comes to the same bytes.
"""

import asyncio
from collections.abc import Sequence
from typing import Final, get_args
from uuid import UUID

import asyncpg

from ledger.events import (
    AgreementRecorded,
    BailSuretyGiven,
    DisclosureSet,
    DocketCounted,
    FundEvent,
    GiverStandingSet,
    ReportPublished,
    RequestScreened,
    Seen,
    Step,
)
from ledger.publishing.months import month_of
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.mapper import UPCASTS
from ledger.store.mapper import decode as decode_event
from projections.reports.facts import Facts
from projections.reports.manifest import RoundedTo, decode
from projections.reports.published import Publication
from projections.reports.reading import Reading
from projections.reports.rules import (
    Agreement,
    Docket,
    Past,
    Policy,
    Rules,
    Standing,
    StandingKind,
)

KEPT_FACTS: Final = 400_000
"""About so many facts are kept in all; the book used longest ago is read again when needed."""
_BATCH: Final = 2_000
_SAY_WHO: Final = (RequestScreened, BailSuretyGiven)
"""Facts that move no money and say whom the money of their case is about."""
_TODAY: Final = frozenset(
    kind.topic
    for kind in get_args(FundEvent)
    if kind in _SAY_WHO or not issubclass(kind, Step | Seen)
)
TOPICS: Final = sorted(_TODAY | {old for old, (new, _) in UPCASTS.items() if new in _TODAY})
"""Topics of the lines that facts are read from: not the steps of orders, nor what was only seen.

Older books hold lines of topics that others took the place of since.
"""
_LINES: Final = """
select position, case_id, topic, payload from events
where fund_id = $1 and position > $2 and position <= $3 and topic = any($4)
order by position limit $5
"""


class BookRead:
    """The facts of one book, as far as it was read."""

    def __init__(self, fund_id: UUID) -> None:
        self.fund_id, self.position = fund_id, 0
        self._reading = Reading()

    def __len__(self) -> int:
        """Return how many facts were found."""
        return len(self._reading.found)

    async def read_to(self, connection: Connection, position: int) -> None:
        """Read the lines up to *position* that were not read yet."""
        while self.position < position:
            with database_errors():
                rows = await connection.fetch(
                    _LINES, self.fund_id, self.position, position, TOPICS, _BATCH
                )
            await asyncio.to_thread(self._take, rows)
            self.position = rows[-1]["position"] if len(rows) == _BATCH else position

    def _take(self, rows: Sequence[asyncpg.Record]) -> None:
        for position, case_id, topic, payload in rows:
            self._reading.take(position, case_id, decode_event(topic, payload))

    def facts(self) -> Facts:
        """Return the facts of what was read."""
        return self._reading.facts(self.fund_id)


class Shelf:
    """The books that this process has read, each extended by one request at a time."""

    def __init__(self) -> None:
        self._books: dict[UUID, BookRead] = {}
        self._locks: dict[UUID, asyncio.Lock] = {}

    async def facts(self, connection: Connection, fund_id: UUID, cut: int) -> Facts:
        """Return the facts of the lines up to *cut*; an earlier cut than before is read anew."""
        async with self._locks.setdefault(fund_id, asyncio.Lock()):
            book = self._books.pop(fund_id, None)
            if book is None or book.position > cut:
                kept, book = book, BookRead(fund_id)
                await book.read_to(connection, cut)
                self._keep(kept or book)
                return book.facts()
            await book.read_to(connection, cut)
            self._keep(book)
            return book.facts()

    def _keep(self, book: BookRead) -> None:
        self._books[book.fund_id] = book
        while len(self._books) > 1 and sum(map(len, self._books.values())) > KEPT_FACTS:
            oldest = next(iter(self._books))
            del self._books[oldest]


def history_of(
    publications: Sequence[Publication], *, before: int | None = None
) -> tuple[Past, ...]:
    """Return the reports that are out, in their order; only those *before* a number, if given.

    Raises `ManifestUnreadable` when one of them is not a manifest of this program.
    """
    return tuple(
        Past(decode(each.event.manifest), each.event.cut)
        for each in publications
        if isinstance(each.event, ReportPublished)
        and (before is None or each.event.number < before)
    )


def rules_of(publications: Sequence[Publication], cut: int) -> Rules | None:
    """Return the rules as they stood at *cut*; None when no publishing rule was set by then."""
    policy: Policy | None = None
    standings: dict[UUID, Standing] = {}
    agreements: dict[UUID, Agreement] = {}
    dockets: list[Docket] = []
    for each in publications:
        if each.position > cut:
            break
        match each.event:
            case DisclosureSet() as event:
                policy = _policy(event, 1 if policy is None else policy.version + 1)
            case GiverStandingSet() as event:
                kind = StandingKind(event.standing.value)
                standings[event.giver] = Standing(
                    giver=event.giver, kind=kind, label_id=event.label_id
                )
            case AgreementRecorded() as event:
                agreements[event.agreement_id] = Agreement(
                    from_month=month_of(event.from_month), until_month=month_of(event.until_month)
                )
            case DocketCounted() as event:
                months = month_of(event.from_month), month_of(event.until_month)
                dockets.append(
                    Docket(from_month=months[0], until_month=months[1], bails=event.bails)
                )
            case _:
                pass
    if policy is None:
        return None
    return Rules(
        policy=policy,
        standings=tuple(standings.values()),
        dockets=tuple(dockets),
        agreements=tuple(agreements.values()),
    )


def _policy(event: DisclosureSet, version: int) -> Policy:
    return Policy(
        version=version,
        period_months=event.period_months,
        k=event.k,
        delay_days=event.delay_days,
        count_step=event.count_step,
        rounding=tuple(
            RoundedTo(currency=each.currency, base=each.base) for each in event.rounding
        ),
    )
