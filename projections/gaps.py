"""Statements beside the book: what is between the balance of a bank and ours. Nothing is stored.

A gap is live: a line that is written later for an earlier day closes it or opens it again.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.case import Case
from ledger.events import GapExplained, StatementAsserted
from ledger.store.connection import Connection
from ledger.store.mapper import decode
from ledger.store.reading import list_lines_of_cases
from projections.journal import JournalFilter, list_journal
from projections.sums import Figure, sum_places
from projections.view import View, pin

MOST_STATEMENTS: Final = 200
"""How many statements are looked at, the newest first."""
MOST_DAYS: Final = 36
"""Of how many days statements are compared with the book: three years of months."""


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

    Of several statements of one account and day the one counts that was written down last.
    Raises `ProjectionBehind` when *known_at* is beyond what the read models know.
    """
    view = await pin(connection, fund_id, known_at)
    page = await list_journal(
        connection,
        fund_id,
        JournalFilter(kind="statement.asserted"),
        known_at=view.position,
        limit=MOST_STATEMENTS,
    )
    said = await _said(view, [line.case_id for line in page.lines])
    latest = {(each.event.account_id, each.event.occurred_on): each for each in said}
    newest = sorted(latest.values(), key=lambda each: each.event.occurred_on, reverse=True)
    days = sorted({each.event.occurred_on for each in newest}, reverse=True)[:MOST_DAYS]
    booked = {day: await _booked(view, day) for day in days}
    return tuple(
        _gap(each, booked[each.event.occurred_on])
        for each in newest
        if each.event.occurred_on in booked
    )


async def gap_of_case(connection: Connection, fund_id: UUID, case: Case) -> Gap | None:
    """Return the gap of the statement in *case*; None for a case of another kind."""
    found = _of_case(case)
    if found is None:
        return None
    view = await pin(connection, fund_id, None)
    return _gap(found, await _booked(view, found.event.occurred_on))


def open_gaps(gaps: Sequence[Gap]) -> tuple[Gap, ...]:
    """Return those that nobody has explained yet."""
    return tuple(gap for gap in gaps if gap.open)


async def _said(view: View, case_ids: Sequence[UUID]) -> list[_Said]:
    """Return the statements of some cases, in the order of the book."""
    found: dict[UUID, _Said] = {}
    for stored in await list_lines_of_cases(view.connection, view.fund_id, case_ids):
        if stored.position > view.position:
            continue
        match decode(stored.topic, stored.payload):
            case StatementAsserted() as event:
                found[stored.case_id] = _Said(stored.case_id, stored.position, event)
            case GapExplained() as event if stored.case_id in found:
                found[stored.case_id].explained += event.amount
            case _:
                pass
    return sorted(found.values(), key=lambda each: each.position)


def _of_case(case: Case) -> _Said | None:
    asserted = case.opening
    if not isinstance(asserted, StatementAsserted):
        return None
    explained = sum(event.amount for event in case.events(GapExplained))
    return _Said(case.case_id, case.standing[0].position, asserted, explained)


async def _booked(view: View, day: date) -> dict[UUID, int]:
    """Return what the book has in each account at the end of *day*, as it is known now."""
    return {
        each.thing: each.amount
        for each in await sum_places(view, day)
        if each.figure is Figure.ACCOUNT and each.thing is not None
    }


def _gap(said: _Said, booked: dict[UUID, int]) -> Gap:
    event = said.event
    return Gap(
        case_id=said.case_id,
        position=said.position,
        account_id=event.account_id,
        on=event.occurred_on,
        balance=event.balance,
        booked=booked.get(event.account_id, 0),
        explained=said.explained,
        currency=event.currency,
        exponent=event.exponent,
    )
