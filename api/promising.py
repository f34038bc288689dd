"""What can be promised tonight: what is there and reachable, less what is spoken for."""

from collections import Counter
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ledger.case import Case
from ledger.events import AccountKind, AccountState
from ledger.fund import Fund
from ledger.orders.set_aside import SetAside, set_aside
from ledger.store.connection import Connection
from projections.balances import Balances, PurposeBalance, currencies_of
from projections.case_rows import fold_case
from projections.cases import lines_by_case
from projections.orders import OrderRow, list_waiting_orders
from projections.tonight import Tonight, tonight

_EVERY_LINE: Final = 2**62


class Waiting(Struct, frozen=True):
    """Orders that somebody has something to do with, each with its case; *more* if not all fit."""

    orders: tuple[tuple[OrderRow, Case], ...]
    more: bool = False


async def waiting_orders(connection: Connection, fund_id: UUID) -> Waiting:
    """Read the orders that wait, the oldest first, with their cases as of now."""
    found = await list_waiting_orders(connection, fund_id)
    case_ids = {order.case_id for order in found.orders}
    lines = await lines_by_case(connection, fund_id, case_ids, _EVERY_LINE, None)
    cases = {case_id: fold_case(of_case) for case_id, of_case in lines.items()}
    return Waiting(tuple((order, cases[order.case_id]) for order in found.orders), found.more)


def spoken_for(
    balances: Balances, fund: Fund, waiting: Waiting, now: datetime
) -> Counter[tuple[UUID | None, str]]:
    """Return what is there and cannot be promised, by purpose and currency, in minor units.

    That is what approved payments will take, what lies in floats: their carriers spend it, what
    was paid back to a member beyond what they had fronted: it is with them, and what is frozen.
    """
    aside = orders_aside(fund, waiting, now)
    floats, frozen = fund.governance.floats, frozen_accounts(fund)
    for account in balances.accounts:
        carried = floats.get(account.account_id)
        if carried is not None:
            aside[carried.purpose_id, account.currency] += account.balance
        elif account.balance > 0 and (
            account.kind is AccountKind.FRONTED or account.account_id in frozen
        ):
            aside[None, account.currency] += account.balance
    return aside


def frozen_accounts(fund: Fund) -> frozenset[UUID]:
    """Return the accounts whose holder blocks them."""
    return frozenset(
        account.account_id
        for account in fund.accounts.values()
        if account.state is AccountState.FROZEN
    )


def orders_aside(fund: Fund, waiting: Waiting, now: datetime) -> Counter[tuple[UUID | None, str]]:
    """Return what approved payments will take, by purpose and currency, in minor units."""
    aside: Counter[tuple[UUID | None, str]] = Counter()
    for order, case in waiting.orders:
        taken = _set_aside(order, fund, case, now)
        if taken is not None:
            aside[taken.purpose_id, taken.money.currency] += taken.money.amount
    return aside


def _set_aside(order: OrderRow, fund: Fund, case: Case, now: datetime) -> SetAside | None:
    try:
        return set_aside(order.order, fund, case, now)
    except msgspec.MsgspecError:  # an order of another program: nothing is known of it
        return None


def promisable(balances: Balances, fund: Fund, waiting: Waiting, now: datetime) -> Balances:
    """Return *balances* whose *free* is what can be promised now."""
    aside = spoken_for(balances, fund, waiting, now)
    if not aside:
        return balances
    totals: Counter[str] = Counter()
    for (_, currency), amount in aside.items():
        totals[currency] += amount
    return replace(
        balances,
        purposes=tuple(_less(purpose, aside) for purpose in balances.purposes),
        totals=tuple(
            replace(each, free=each.free - totals[each.currency]) for each in balances.totals
        ),
    )


def _less(purpose: PurposeBalance, aside: Counter[tuple[UUID | None, str]]) -> PurposeBalance:
    return replace(
        purpose,
        money=tuple(
            replace(each, free=each.free - aside[purpose.purpose_id, each.currency])
            for each in purpose.money
        ),
    )


def tonights(balances: Balances, fund: Fund, waiting: Waiting, now: datetime) -> list[Tonight]:
    """Return what can be promised now, the fund's own currency first."""
    aside = orders_aside(fund, waiting, now)
    return [
        tonight(
            balances,
            floats=fund.governance.floats,
            frozen=frozen_accounts(fund),
            aside=aside,
            reserves=fund.governance.policy.reserves,
            currency=currency,
        )
        for currency, _ in currencies_of(fund)
    ]
