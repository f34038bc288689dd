"""Statements beside the book: what is between the balance of a bank and ours. Nothing is stored.

A gap is live: a line that is written later for an earlier day closes it or opens it again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.case import Case
from ledger.events import GapExplained, StatementAsserted
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from projections.journal import KINDS
from projections.sums.days import Days, account_days
from projections.view import View, pin

MOST_SETTLED: Final = 36
"""How many statements of an account are listed that show what the book has, or whose gap is
explained: three years of months. Every other one is listed, however old."""
_NO_DAYS: Final = Days([], [])
_TOPICS: Final = (*KINDS["statement.asserted"], *KINDS["statement.gap_explained"])
# One look at an index for each of the topics: there are as many lines as statements.
_LINES: Final = """
select e.case_id, e.position, e.topic, e.payload
from journal{journal} j join events e on e.fund_id = $1 and e.position = j.position
where j.fund_id = $1 and j.topic = any($2::text[]) and j.position <= $3
order by j.position
"""


class Gap(Struct, frozen=True, kw_only=True):
    """A statement of an account, and what the book has at the end of the same day.

    Minor units. *explained* is what two people know the reason of; *open* is what is left.
    """

    case_id: UUID
    position: int
    account_id: UUID
    on: date
    balance: int
    booked: int
    explained: int
    currency: str
    exponent: int

    @property
    def open(self) -> int:
        """Return how much more the statement shows than is booked or explained."""
        return self.balance - self.booked - self.explained


class _Said(Struct):
    """A statement as its case tells it."""

    case_id: UUID
    position: int
    event: StatementAsserted
    explained: int = 0


async def list_gaps(
    connection: Connection, fund_id: UUID, *, known_at: int | None = None
) -> tuple[Gap, ...]:
    """List the statements of a fund, the newest first, each beside the book.

    Of several statements of one account and day the one counts that was written down last. Every
    statement with an open gap is there, and the newest `MOST_SETTLED` others of each account.
    Raises `ProjectionBehind` when *known_at* is beyond what the read models know.
    """
    view = await pin(connection, fund_id, known_at)
    said = await _said(view)
    latest = {(each.event.account_id, each.event.occurred_on): each for each in said}
    newest = sorted(latest.values(), key=lambda each: each.event.occurred_on, reverse=True)
    if not newest:
        return ()
    days = await account_days(view, newest[0].event.occurred_on)
    return tuple(_worth_listing(_gap(each, days) for each in newest))


async def gap_of_case(connection: Connection, fund_id: UUID, case: Case) -> Gap | None:
    """Return the gap of the statement in *case*; None for a case of another kind."""
    found = _of_case(case)
    if found is None:
        return None
    view = await pin(connection, fund_id, None)
    return _gap(found, await account_days(view, found.event.occurred_on))


def open_gaps(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Return those that nobody has explained yet."""
    return tuple(gap for gap in gaps if gap.open)


async def _said(view: View) -> list[_Said]:
    """Return every statement, in the order of the book, with what was explained of its gap."""
    found: dict[UUID, _Said] = {}
    for case_id, position, topic, payload in await view.fetch(_LINES, _TOPICS, view.position):
        match decode(topic, payload):
            case StatementAsserted() as event:
                found[case_id] = _Said(case_id, position, event)
            case GapExplained() as event if case_id in found:
                found[case_id].explained += event.amount
            case _:
                pass
    return list(found.values())


def _worth_listing(newest: Iterable[Gap]) -> Iterator[Gap]:
    """Leave out settled statements of an account that has many newer ones."""
    settled: Counter[UUID] = Counter()
    for gap in newest:
        if gap.open == 0:
            settled[gap.account_id] += 1
        if gap.open or settled[gap.account_id] <= MOST_SETTLED:
            yield gap


def _of_case(case: Case) -> _Said | None:
    asserted = case.opening
    if not isinstance(asserted, StatementAsserted):
        return None
    explained = sum(event.amount for event in case.events(GapExplained))
    return _Said(case.case_id, case.standing[0].position, asserted, explained)


def _gap(said: _Said, days: Mapping[UUID, Days]) -> Gap:
    """Lay a statement beside what the book has at the end of its day, as it is known now."""
    event = said.event
    return Gap(
        case_id=said.case_id,
        position=said.position,
        account_id=event.account_id,
        on=event.occurred_on,
        balance=event.balance,
        booked=days.get(event.account_id, _NO_DAYS).at(event.occurred_on),
        explained=said.explained,
        currency=event.currency,
        exponent=event.exponent,
    )
