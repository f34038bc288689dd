"""What else is open about the same budget: other proposals, and for the desk orders of two."""

from collections.abc import AsyncIterator, Mapping
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from api.access import Power, access_of
from api.i18n import N_, Words
from api.pages.deciding.names import names_in
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.public.words import Stretch, name_of, stretch_text
from api.site import site_of
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.budgets.state import Budget
from ledger.case_label import case_label
from ledger.deciding.proposal import proposal_of
from ledger.events.deciding import ProposalKind
from ledger.orders.content import command_of
from ledger.publishing.months import month_of
from projections.orders import list_open_orders

_KINDS: Final = frozenset({ProposalKind.BUDGET, ProposalKind.AMENDMENT})
_TAGS: Final = frozenset({"adopt_budget", "amend_budget"})
_BOTH_CHANGE: Final = N_(
    "Both change {items}. Once one of them counts, the other may have to be proposed anew."
)
_ANEW: Final = N_("Once one of them counts, the other may have to be proposed anew.")
_ONE_ONLY: Final = N_("A month has only one budget: the first that is carried out counts.")

OfBudget = AdoptBudget | AmendBudget


class Beside(Struct, frozen=True, kw_only=True):
    """Something else that is open about the same budget: what it is, and how the two meet."""

    what: str
    name: str
    address: str
    meets: Words | None = None


async def beside_of(
    request: AnyRequest, room: Room, command: object, own: UUID | None = None
) -> tuple[Beside, ...]:
    """Return what else would change the budget that *command* is about; *own* is its proposal.

    Members see the proposals, which are theirs. An order of two is named to whoever may read it.
    """
    stretch = stretch_of(command, room.fund.budgets.budgets)
    if stretch is None or not isinstance(command, AdoptBudget | AmendBudget):
        return ()
    found = [each async for each in _proposals(request, room, command, stretch, own)]
    if access_of(request).may(Power.READ_BOOK):
        found += [each async for each in _orders(request, room, command, stretch)]
    return tuple(found)


def stretch_of(command: object, budgets: Mapping[UUID, Budget]) -> Stretch | None:
    """Return the months that a command about a budget is about; None of any other command."""
    match command:
        case AmendBudget():
            budget = budgets.get(command.budget)
            return Stretch(budget.from_month, budget.until_month) if budget else None
        case AdoptBudget():
            try:
                return Stretch(month_of(command.from_month), month_of(command.until_month))
            except ValueError:
                return None
        case _:
            return None


def _meet(one: Stretch, other: Stretch | None) -> bool:
    return other is not None and one.first <= other.last and other.first <= one.last


async def _proposals(
    request: AnyRequest, room: Room, command: OfBudget, stretch: Stretch, own: UUID | None
) -> AsyncIterator[Beside]:
    site, budgets = site_of(request), room.fund.budgets.budgets
    for each in room.fund.deciding.open.values():
        if each.kind not in _KINDS or each.proposal == own:
            continue
        other = proposal_of(await site.books.get_case(room.fund_id, each.proposal)).order
        if not _meet(stretch, stretch_of(other, budgets)):
            continue
        said = await site.deciding.words(room.fund_id, [each.proposal])
        words = said.get(each.proposal)
        yield Beside(
            what=N_("A proposal"),
            name=words.title if words else case_label(each.proposal),
            address=f"{room.prefix}/decisions/{each.proposal}",
            meets=await _meets(request, room, command, other),
        )


async def _orders(
    request: AnyRequest, room: Room, command: OfBudget, stretch: Stretch
) -> AsyncIterator[Beside]:
    async with site_of(request).database.acquire() as connection:
        waiting = (await list_open_orders(connection, room.fund_id)).orders
    for each in waiting:
        if each.kind not in _TAGS:
            continue
        try:
            other = command_of(each.content)
        except msgspec.MsgspecError:  # written by another program
            continue
        months = stretch_of(other, room.fund.budgets.budgets)
        if months is not None and _meet(stretch, months):
            yield Beside(
                what=N_("An order that two people sign"),
                name=stretch_text(months, room.language),
                address=f"{room.prefix}/orders/{each.order_id}",
                meets=await _meets(request, room, command, other),
            )


async def _meets(request: AnyRequest, room: Room, command: OfBudget, other: object) -> Words | None:
    """Say how two of them meet: in the items that both change, in the budget, or in its months.

    A change that says how the budget stood is refused once another one has changed it.
    """
    if not isinstance(command, AmendBudget) or not isinstance(other, AmendBudget):
        return Words(_ONE_ONLY)
    changed = {each.item_id for each in other.items}
    both = [each for each in command.items if each.item_id in changed]
    if not both:
        return None if command.stands is None and other.stands is None else Words(_ANEW)
    names = await names_in(request, room.fund_id)
    said = (names.get(each.item_id) or name_of(each.kind, room.language) for each in both)
    return Words(_BOTH_CHANGE, {"items": ", ".join(said)})
