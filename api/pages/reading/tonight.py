"""What can be promised tonight, for each kind of help, and how it comes to that."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.frame import render
from api.pages.reading.money import free_sentence
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.promising import promisable, tonights, waiting_orders
from api.site import site_of
from ledger.chart import GROUP_OF, Category, Group
from ledger.money import Money
from projections.balances import get_balances
from projections.tonight import PurposeTonight, Tonight

WHY_NOT: Final[dict[str, str]] = {
    "float": N_("a carrier has it to spend"),
    "fronted": N_("paid back to a member before it was due"),
    "frozen": N_("frozen"),
}


class KindRow(Struct, frozen=True, kw_only=True):
    """One kind of help, or a group of kinds for which the same holds."""

    name: str
    free: Money
    at_once: Money
    kept: Money | None


class Shown(Struct, frozen=True, kw_only=True):
    """One currency as the page shows it."""

    currency: str
    groups: list[tuple[str, list[KindRow]]]
    sums: list[tuple[str, Money]]
    accounts: list[tuple[str, Money, str]]
    purposes: list[tuple[str, tuple[object, ...], Money]]
    reserves: list[tuple[str, Money]]


@get("/{fund_id:uuid}/tonight", opt=needs(Power.READ_BOOK))
async def free_tonight(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show what can be promised for each kind of help, and how it comes to that."""
    access, now = access_of(request), site_of(request).now()
    async with reading(request, fund_id) as (reader, connection):
        there = await get_balances(connection, fund_id, known_at=reader.known_at)
        waiting = await waiting_orders(connection, fund_id)
    found = tonights(there, access.fund, waiting, now)
    return render(
        request,
        "reading/tonight.html",
        title=N_("Free tonight"),
        free=free_sentence(reader, promisable(there, access.fund, waiting, now)),
        found=[_shown(reader, each) for each in found],
        may_govern=access.may(Power.GOVERN),
        **reader.frame("desk"),
    )


def _shown(reader: Reader, found: Tonight) -> Shown:
    money = _Money(found)
    say = reader.language.say
    return Shown(
        currency=found.currency,
        groups=list(_groups(reader, found, money)),
        sums=[
            (N_("Can be reached"), money(found.reachable)),
            (N_("less what is promised"), money(-found.promised)),
            (N_("less approved payments that were not sent yet"), money(-found.aside)),
            (N_("Left"), money(found.reachable - found.promised - found.aside)),
        ],
        accounts=[
            (reader.name(each.account_id), money(each.balance), WHY_NOT.get(each.why, ""))
            for each in found.accounts
            if each.balance or not each.why
        ],
        purposes=[
            (reader.name(each.purpose_id), _may_pay(each), money(each.free))
            for each in found.purposes
        ],
        reserves=[
            (", ".join(say(kind) for kind in each.categories), money(each.amount))
            for each in found.reserves
        ],
    )


class _Money:
    """Makes amounts of one currency."""

    def __init__(self, found: Tonight) -> None:
        self.currency, self.exponent = found.currency, found.exponent

    def __call__(self, amount: int) -> Money:
        return Money(amount, self.currency, self.exponent)


def _groups(reader: Reader, found: Tonight, money: _Money) -> Iterator[tuple[str, list[KindRow]]]:
    """Yield the kinds of help by group; kinds of a group that have the same are one row."""
    say = reader.language.say
    for group in Group:
        rows: dict[tuple[int, int, int], list[Category]] = {}
        for each in found.kinds:
            if GROUP_OF[each.category] is group:
                rows.setdefault((each.free, each.at_once, each.kept), []).append(each.category)
        yield (
            group,
            [
                KindRow(
                    name=", ".join(say(kind) for kind in kinds),
                    free=money(free),
                    at_once=money(at_once),
                    kept=money(kept) if kept else None,
                )
                for (free, at_once, kept), kinds in rows.items()
            ],
        )


def _may_pay(purpose: PurposeTonight) -> tuple[object, ...]:
    return purpose.categories or (N_("anything"),)
