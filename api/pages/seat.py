"""A seat at the table: the exact items of the budget as of last Sunday. No cases, no files."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.formats import moment_text
from api.i18n import N_
from api.pages.adopted import months_of
from api.pages.frame import render
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from api.public.words import name_of
from api.seats import FEWEST, Seating, list_openings, note_opening, seating_of
from api.site import site_of
from api.sunday import sunday_of
from ledger.budgets.kinds import RESERVE
from ledger.budgets.left import ItemStanding
from ledger.budgets.plans import plan_of
from ledger.budgets.state import Budget
from ledger.money import Money
from ledger.store.connection import Connection
from projections.items import InBook

WHY_NOT: Final[dict[Seating, str]] = {
    Seating.NO_SEAT: N_(
        "You have no seat at the table now, so you see what every member sees. A seat is given "
        "for a time, by rota or by lot."
    ),
    Seating.TOO_FEW: N_(
        "Exact figures are shown once there are three seats. With fewer, whatever is told about "
        "them could only come from one or two people, so you see what every member sees."
    ),
}


class SeatItem(Struct, frozen=True):
    """An item of a budget in exact figures; a reserve is planned and nothing else.

    *carried* is None where nothing came over from the budget before.
    """

    name: str
    planned: Money
    carried: Money | None
    promised: Money | None
    paid: Money | None
    left: Money | None


class SeatPlan(Struct, frozen=True):
    """A budget in exact figures."""

    months: str
    items: tuple[SeatItem, ...]


@get("/{fund_id:uuid}/seat", opt=needs(Power.READ_PLAN))
async def seat(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the exact budget as of last Sunday to whoever has a seat; it is noted that they looked.

    Everybody else reads why they see what every member sees.
    """
    access, site = access_of(request), site_of(request)
    seating = seating_of(access, site.now())
    state = (await site.publishing.published(fund_id, access.fund.time_zone)).now
    async with reading(request, fund_id) as (reader, connection):
        sunday = None
        if seating.sees_items:
            if seating is Seating.SEATED:
                await note_opening(connection, fund_id, access.sign_in_id, site.now())
            in_book = InBook(access.fund.budgets.usage, access.position)
            sunday = await sunday_of(connection, access.fund, reader.today, state.budgets, in_book)
        openings = await _openings(request, connection, reader, access)
    return render(
        request,
        "seat.html",
        title=N_("A seat at the table"),
        why_not=WHY_NOT.get(seating, ""),
        is_noted=seating is Seating.SEATED,
        everyone=state.rule is not None and state.rule.everyone_seated,
        fewest=FEWEST,
        sunday=sunday,
        plans=[_plan(*each, reader) for each in sunday.budgets] if sunday else [],
        shows_openings=access.may(Power.GOVERN),
        openings=openings,
        **reader.frame("plan"),
    )


def _plan(budget: Budget, items: tuple[ItemStanding, ...], reader: Reader) -> SeatPlan:
    months = months_of(plan_of(budget), reader)
    return SeatPlan(months, tuple(_item(each, reader) for each in items))


def _item(stands: ItemStanding, reader: Reader) -> SeatItem:
    item = stands.item

    def money(amount: int) -> Money:
        return Money(amount, item.currency, item.exponent)

    name = name_of(item.kind, reader.language)
    if item.purpose_id is not None:
        purpose = reader.name(item.purpose_id)
        name = str(reader.say(N_("{item}, from {purpose}"), item=name, purpose=purpose))
    carried = money(stands.carried) if stands.carried else None
    if item.kind == RESERVE:
        return SeatItem(name, money(stands.planned), carried, None, None, None)
    figures = (money(each) for each in (stands.promised, stands.paid, stands.left))
    return SeatItem(name, money(stands.planned), carried, *figures)


async def _openings(
    request: AnyRequest, connection: Connection, reader: Reader, access: Access
) -> list[tuple[object, str]]:
    """Return who looked when, for stewards only."""
    if not access.may(Power.GOVERN):
        return []
    found = await list_openings(connection, reader.fund_id)
    known = await with_handles(request, reader, [each.sign_in for each in found])
    return [
        (
            known.person(each.sign_in),
            moment_text(each.opened_at, reader.language, reader.fund.time_zone),
        )
        for each in found
    ]
