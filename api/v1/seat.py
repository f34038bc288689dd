"""A seat at the table: the exact items of the budget as of last Sunday. No cases, no files."""

from contextlib import suppress
from datetime import date
from typing import Annotated, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get
from msgspec import Meta, Struct

from api.access import Access, Power, access_of, needs
from api.seats import FEWEST, Seating, note_opening, seating_of
from api.site import site_of
from api.sunday import Sunday, sunday_of
from api.v1.reading import PATIENCE_SECONDS
from api.v1.receipts import AnyRequest, FundId
from api.v1.refusals import ANY, responses_of
from ledger.budgets.kinds import RESERVE
from ledger.budgets.left import ItemStanding
from ledger.budgets.state import Budget
from ledger.publishing.months import month_text
from projections.items import InBook
from projections.known import ProjectionBehind


class FreeToPromise(Struct, frozen=True):
    """What is in the accounts less what was promised, in one currency."""

    amount: int
    currency: str
    exponent: int


class SeatItem(Struct, frozen=True, kw_only=True):
    """An item of a budget in minor units; of a reserve only what is planned."""

    item_id: UUID
    kind: Annotated[str, Meta(description="A kind of help or of cost, a group, or `reserve`.")]
    purpose_id: UUID | None
    planned: int
    carried: Annotated[int, Meta(description="What the budget before left to it.")]
    promised: int | None
    paid: int | None
    left: Annotated[int | None, Meta(description="Below zero where more was used.")]
    currency: str
    exponent: int


class SeatBudget(Struct, frozen=True, kw_only=True):
    """A budget that is not over."""

    budget_id: UUID
    from_month: str
    until_month: str
    items: tuple[SeatItem, ...]


class SeatView(Struct, frozen=True, kw_only=True):
    """What a seat sees; for whoever has none, only why not."""

    seating: Annotated[
        Seating,
        Meta(
            description="Where you sit. From `seated` it is noted that you looked, and when; "
            "`no_seat` and `too_few` see no figures."
        ),
    ]
    fewest: Annotated[int, Meta(description="With fewer seats nobody sees figures.")]
    day: Annotated[date | None, Meta(description="The Sunday at whose end the book stood so.")]
    free: tuple[FreeToPromise, ...]
    budgets: tuple[SeatBudget, ...]


@get(
    "/seat",
    operation_id="get_seat",
    summary="The exact budget as of last Sunday, from a seat at the table",
    responses=responses_of(ANY),
    opt={"refusals": (), **needs(Power.READ_PLAN)},
)
async def get_seat(request: AnyRequest, fund_id: FundId) -> SeatView:
    """Say what the page of a seat shows: nothing later than last Sunday, and no case. It is noted
    that somebody looked from a seat; stewards see it.
    """  # noqa: D205  one sentence is longer than a line
    access, site = access_of(request), site_of(request)
    seating = seating_of(access, site.now())
    sunday = None
    if seating.sees_items:
        sunday = await _seen(request, fund_id, access, seating)
    return SeatView(
        seating=seating,
        fewest=FEWEST,
        day=sunday.day if sunday else None,
        free=tuple(
            FreeToPromise(each.amount, each.currency, each.exponent)
            for each in (sunday.free if sunday else ())
        ),
        budgets=tuple(_budget(*each) for each in (sunday.budgets if sunday else ())),
    )


async def _seen(request: AnyRequest, fund_id: UUID, access: Access, seating: Seating) -> Sunday:
    """Return the figures, and note that a seat looked."""
    site, fund = site_of(request), access.fund
    state = (await site.publishing.published(fund_id, fund.time_zone)).now
    today = site.now().astimezone(ZoneInfo(fund.time_zone)).date()
    with suppress(ProjectionBehind):
        await site.runner.wait_for(fund_id, access.position, timeout=PATIENCE_SECONDS)
    async with site.database.acquire() as connection:
        if seating is Seating.SEATED:
            await note_opening(connection, fund_id, access.sign_in_id, site.now())
        in_book = InBook(fund.budgets.usage, access.position)
        return await sunday_of(connection, fund, today, state.budgets, in_book)


def _budget(budget: Budget, items: tuple[ItemStanding, ...]) -> SeatBudget:
    return SeatBudget(
        budget_id=budget.budget,
        from_month=month_text(budget.from_month),
        until_month=month_text(budget.until_month),
        items=tuple(map(_item, items)),
    )


def _item(stands: ItemStanding) -> SeatItem:
    item, is_kept = stands.item, stands.item.kind == RESERVE
    return SeatItem(
        item_id=item.item_id,
        kind=item.kind,
        purpose_id=item.purpose_id,
        planned=stands.planned,
        carried=stands.carried,
        promised=None if is_kept else stands.promised,
        paid=None if is_kept else stands.paid,
        left=None if is_kept else stands.left,
        currency=item.currency,
        exponent=item.exponent,
    )


ROUTES: Final = (get_seat,)
