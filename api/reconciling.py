"""Explaining a gap goes through here first: nobody explains more than lies open.

How wide a gap is follows from every line up to the day of its statement, which the rules of the
book do not hold in memory. So it is looked up beside them, when somebody asks and when they sign;
and from that look until the book has the line nobody else explains a gap of the same fund.
"""

from asyncio import Lock
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID
from weakref import WeakValueDictionary

from ledger.assertions import ExplainGap
from ledger.decider import AnyCommand
from ledger.money import Money
from ledger.orders.commands import Act, ChangeOrder, RequestOrder, SignOrder
from ledger.orders.content import command_of
from ledger.orders.state import orders_of
from ledger.rejections import MoreThanTheGap
from ledger.store.connection import Connection
from ledger.store.idempotency import find_kept
from projections.gaps import Gap, gap_of_case

if TYPE_CHECKING:
    from api.site import Site

_ONE_AT_A_TIME: Final = (
    "select pg_advisory_xact_lock(hashtext('explaining a gap'), hashtext($1::text))"
)
_waiting: Final = WeakValueDictionary[UUID, Lock]()


def must_fit(explaining: ExplainGap, gap: Gap) -> None:
    """Refuse to explain more than is open, or the other way round. Raises MoreThanTheGap."""
    if explaining.currency != gap.currency or explaining.exponent != gap.exponent:
        return  # the book refuses it
    lowest, highest = sorted((0, gap.open))
    if not lowest <= explaining.amount <= highest:
        raise MoreThanTheGap(
            Money(explaining.amount, gap.currency, gap.exponent),
            Money(gap.open, gap.currency, gap.exponent),
        )


@asynccontextmanager
async def explaining_once(
    site: "Site", fund_id: UUID, command: AnyCommand, *, actor: str, key: str
) -> AsyncIterator[None]:
    """Refuse *command* where it would explain too much; give it to the book within this.

    Other commands pass at once. What was answered before under the same key is answered again.
    Raises MoreThanTheGap.
    """
    explaining = await _explaining(site, fund_id, command)
    if explaining is None:
        yield
        return
    async with _alone(site, fund_id) as connection:
        case = await site.books.get_case(fund_id, explaining.case_id)
        gap = await gap_of_case(connection, fund_id, case)
        if gap is not None and not await find_kept(connection, fund_id, [(actor, key)]):
            must_fit(explaining, gap)
        yield


@asynccontextmanager
async def _alone(site: "Site", fund_id: UUID) -> AsyncIterator[Connection]:
    """Let one explanation of a fund after the other through, in all processes.

    Within a process a lock in memory comes first: those who wait hold no connection, which the book
    needs for writing.
    """
    lock = _waiting.setdefault(fund_id, Lock())
    async with lock, site.database.transaction() as connection:
        await connection.execute(_ONE_AT_A_TIME, str(fund_id))
        yield connection


async def _explaining(site: "Site", fund_id: UUID, command: AnyCommand) -> ExplainGap | None:
    """Return the explanation that *command* asks for or signs, if it does."""
    match command:
        case ExplainGap():
            return command
        case RequestOrder(order=ExplainGap() as order) | ChangeOrder(order=ExplainGap() as order):
            return order
        case SignOrder() if Act.APPROVE in command.acts:
            case = await site.books.get_case(fund_id, command.case_id)
            found = orders_of(case).get(command.order_id)
            signed = command_of(found.content) if found is not None and found.is_open else None
            return signed if isinstance(signed, ExplainGap) else None
        case _:
            return None
