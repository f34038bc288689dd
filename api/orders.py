"""Finding an order by its id, and what signing it asks for: the same for pages and API."""

from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct

from api.site import Site
from ledger.case import Case
from ledger.command import Context
from ledger.events import OrderChanged, OrderRequested, Way
from ledger.fund import Fund
from ledger.members import AdmitMember
from ledger.orders.before import before
from ledger.orders.commands import Act
from ledger.orders.content import ABOUT_NO_MONEY, PAYMENTS, Orderable, command_of
from ledger.orders.ladder import counting, needed
from ledger.orders.open_acts import (
    acts_in_one_go,
    acts_open_to,
    is_out_of_reach,
    is_out_of_reach_once_changed,
    lacks_a_pair,
)
from ledger.orders.state import Order, orders_of
from ledger.rejections import OrderUnknown
from ledger.store.reading import list_lines_after
from ledger.witnessed import WITNESSED
from projections.known import ProjectionBehind
from projections.orders import OrderRow, get_order
from projections.projection import line_of

PATIENCE_SECONDS: Final = 2.0
"""How long is waited for an order that was asked for a moment ago."""
_LETTING_GO: Final = frozenset({Act.AUTHORISE, Act.CARRY_OUT})
_AFTERWARDS: Final = frozenset({Act.CONFIRM, Act.RATIFY})


class Found(Struct, frozen=True, kw_only=True):
    """An order as it stands now, with what its rules look at. *row* is what is known beside."""

    fund: Fund
    case: Case
    order: Order
    row: OrderRow

    @property
    def command(self) -> Orderable:
        """What the order says."""
        return command_of(self.order.content)

    @property
    def before(self) -> Orderable | None:
        """What holds now of what it would replace; None where it replaces nothing, or is closed."""
        return before(self.command, self.fund, self.case) if self.order.is_open else None

    @property
    def is_payment(self) -> bool:
        """Whether money leaves an account by it."""
        return type(self.command) in PAYMENTS

    def approvals_needed(self, now: datetime) -> int:
        """Return how many approvals it takes; of a closed order, how many were asked for."""
        if not self.order.is_open:
            return self.order.approvals
        return needed(self.order, self.fund, self.case, self._context(now))

    def approvals_there(self, now: datetime) -> tuple[UUID, ...]:
        """Return whose approvals count; of a closed order, whose were given."""
        if not self.order.is_open:
            return self.order.approved_by
        return counting(self.order, self.fund, self._context(now))

    def is_out_of_reach(self, now: datetime) -> bool:
        """Say whether too few people are left who could approve it."""
        return self.order.is_open and is_out_of_reach(self.order, self.fund, self.case, now)

    def lacks_a_pair(self, now: datetime) -> bool:
        """Say whether it is to be paid tonight, and two others on call are not there."""
        return self.order.is_open and lacks_a_pair(self.order, self.fund, now)

    def ends_by_change(self, who: UUID, now: datetime) -> bool:
        """Say whether too few would be left to approve it, did *who* change what it says."""
        return is_out_of_reach_once_changed(self.order, self.fund, self.case, who, now)

    def _context(self, now: datetime) -> Context:
        return Context(now, "", 0, uuid4)

    def acts_of(self, who: UUID, now: datetime) -> tuple[Act, ...]:
        """Return the acts that *who* may do now, each by itself."""
        return self._wanted(acts_open_to(self.order, self.fund, self.case, who, now), now)

    def whole_go(self, who: UUID, now: datetime) -> tuple[Act, ...]:
        """Return what *who* may do now in one go.

        That money arrived is heard later and from elsewhere, so it is confirmed by itself.
        """
        acts = self._wanted(acts_in_one_go(self.order, self.fund, self.case, who, now), now)
        if self.order.is_open:
            return tuple(act for act in acts if act not in _AFTERWARDS)
        return (Act.RATIFY,) if Act.RATIFY in acts else acts

    def _wanted(self, acts: tuple[Act, ...], now: datetime) -> tuple[Act, ...]:
        """Return *acts* without an approval that nobody waits for any more."""
        if len(self.approvals_there(now)) < self.approvals_needed(now):
            return acts
        return tuple(act for act in acts if act is not Act.APPROVE)


async def find_order(site: Site, fund_id: UUID, order_id: UUID) -> Found:
    """Return an order of a fund as it stands now.

    Raises FundUnknown, OrderUnknown, and ProjectionBehind when it may have been asked for a moment
    ago.
    """
    fund, position = await site.books.get_fund(fund_id)
    row = await _row_of(site, fund_id, order_id)
    if row is None:
        await site.runner.wait_for(fund_id, position, timeout=PATIENCE_SECONDS)
        row = await _row_of(site, fund_id, order_id)
    if row is None:
        raise OrderUnknown(order_id)
    case = await site.books.get_case(fund_id, row.case_id)
    last = max(
        line.position for line in case.lines if getattr(line.event, "order", None) == order_id
    )
    if row.last_position < last:
        # What is known beside an order is about the same moment as the order, if it can be.
        with suppress(ProjectionBehind):
            await site.runner.wait_for(fund_id, last, timeout=PATIENCE_SECONDS)
        row = await _row_of(site, fund_id, order_id) or row
    return Found(fund=fund, case=case, order=orders_of(case)[order_id], row=row)


async def _row_of(site: Site, fund_id: UUID, order_id: UUID) -> OrderRow | None:
    async with site.database.acquire() as connection:
        with suppress(ProjectionBehind):
            return await get_order(connection, fund_id, order_id)
    return None


async def order_at(site: Site, fund_id: UUID, position: int) -> OrderRequested | OrderChanged:
    """Return what was asked for by the line at *position*."""
    async with site.database.acquire() as connection:
        [line] = await list_lines_after(connection, fund_id, position - 1, limit=1)
    event = line_of(line).event
    assert isinstance(event, OrderRequested | OrderChanged), "the first line of a request says it"
    return event


async def after_closing(site: Site, command: Orderable) -> None:
    """End what an order that was declined or taken back had begun outside the book."""
    if isinstance(command, AdmitMember):
        await site.people.invitations.void([command.sign_in])


def takes_step_up(order: Order, acts: tuple[Act, ...]) -> bool:
    """Say whether *acts* need a second step just now: they let money go, book it as gone, or
    change who may do what.
    """  # noqa: D205  one sentence
    if _LETTING_GO & set(acts):
        return True
    kind = type(command_of(order.content))
    books_or_governs = order.way is Way.ALREADY_PAID or kind in ABOUT_NO_MONEY | WITNESSED
    return Act.APPROVE in acts and books_or_governs
