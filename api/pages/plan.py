"""What every member sees: what the money is for, by which rules it moves, how much there is.

Plain members read a word that changes once a week; a seat at the table reads the exact budget.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from api.access import Access, Power, access_of, needs
from api.i18n import N_
from api.pages.floats.known import float_cases
from api.pages.frame import render
from api.pages.people.words import policy_rows
from api.pages.reading.money import balance_tables, first_month, free_sentence, uses
from api.pages.reading.reader import AnyRequest, Reader, reading
from api.promising import promisable, waiting_orders
from api.site import site_of
from ledger.events import Role
from ledger.money import Money
from ledger.store.connection import Connection
from projections.balances import get_balances
from projections.bands import Band, get_band
from projections.budget import get_budget
from projections.known import ProjectionBehind

BANDS: Final[dict[Band, str]] = {
    Band.NOTHING: N_("There is nothing to promise this week."),
    Band.LITTLE: N_("There is little to promise this week."),
    Band.ENOUGH: N_("There is enough to promise this week."),
    Band.PLENTY: N_("There is plenty to promise this week."),
}


class OwnFloat(Struct, frozen=True):
    """Money that whoever reads carries: how much is left, and until when."""

    left: Money
    until: object
    address: str


@get("/{fund_id:uuid}/plan", opt=needs(Power.READ_PLAN))
async def plan(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show the plan and the rules, and no figure that moves with a payment."""
    access, now = access_of(request), site_of(request).now()
    exact: dict[str, Any] = {}
    async with reading(request, fund_id) as (reader, connection):
        try:
            band = await get_band(connection, fund_id, reader.today, reader.fund.time_zone)
        except ProjectionBehind:
            band = None
        cases = await float_cases(connection, access.fund, reader.known_at)
        if Role.SEAT in access.roles or access.may(Power.READ_BOOK):
            exact = await _exact(reader, connection, access, now)
    return render(
        request,
        "plan.html",
        title=N_("Plan"),
        band=BANDS[band] if band else N_("How much can be promised is said from Monday on."),
        purposes=_purposes(reader),
        rules=policy_rows(access.fund.governance.policy, access.fund, reader.language),
        single_signer=access.fund.single_signer,
        floats=_own_floats(reader, access, cases),
        exact=exact,
        **reader.frame("plan"),
    )


async def _exact(
    reader: Reader, connection: Connection, access: Access, now: datetime
) -> dict[str, Any]:
    """Return the budget to the cent, for a seat at the table and the desk; no case is in it."""
    at, fund_id = reader.known_at, reader.fund_id
    there = await get_balances(connection, fund_id, known_at=at)
    waiting = await waiting_orders(connection, fund_id)
    balances = promisable(there, access.fund, waiting, now)
    budget = await get_budget(
        connection,
        fund_id,
        from_month=first_month(reader.today),
        to_month=reader.today,
        known_at=at,
    )
    rows = balance_tables(reader, balances)["purposes"]
    used = uses(reader, budget.currencies[0].total)
    return {
        "free": free_sentence(reader, balances),
        "purposes": [(name, meant, money, "") for name, meant, money, _ in rows],
        "uses": [(each.name, each.money, each.is_part) for each in used.rows],
    }


def _purposes(reader: Reader) -> list[tuple[str, tuple[object, ...]]]:
    """Return the purposes by name, each with the words for what it may pay for."""
    return [
        (reader.name(purpose.purpose_id), (purpose.restriction, *purpose.categories))
        for purpose in reader.fund.purposes.values()
    ]


def _own_floats(reader: Reader, access: Access, cases: dict[UUID, UUID]) -> list[OwnFloat]:
    fund = access.fund
    return [
        OwnFloat(
            Money(
                fund.accounts[float_id].balance,
                fund.accounts[float_id].currency,
                fund.accounts[float_id].exponent,
            ),
            each.until,
            f"{reader.prefix}/floats/{cases[float_id]}" if float_id in cases else "",
        )
        for float_id, each in fund.governance.floats.items()
        if each.carrier == access.sign_in_id
    ]
