"""The page of one account, and who holds how much of the fund's cash."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup
from msgspec import Struct

from api.access import Power, access_of, needs
from api.i18n import N_
from api.pages.frame import render
from api.pages.reading.reader import AnyRequest, Reader, reading, with_handles
from ledger.cash import CASH_KINDS
from ledger.events import AccountState
from ledger.fund import Account, Fund
from ledger.money import Money
from projections.gaps import Gap, list_gaps


class GapRow(Struct, frozen=True):
    """A statement as the page shows it."""

    gap: Gap
    balance: Money
    booked: Money
    explained: Money
    open: Money
    address: str


class Held(Struct, frozen=True):
    """An amount of cash, and who has it."""

    name: str
    who: Markup | str
    money: Money
    address: str
    is_float: bool


@get("/{fund_id:uuid}/accounts/{account_id:uuid}", opt=needs(Power.READ_BOOK))
async def one_account(
    request: AnyRequest, fund_id: FromPath[UUID], account_id: FromPath[UUID]
) -> Response[Any]:
    """Show how an account stands, who keeps it, and its statements beside the book."""
    access = access_of(request)
    fund = access.fund
    account = fund.accounts.get(account_id)
    if account is None or account_id in fund.governance.floats:
        raise NotFoundException
    async with reading(request, fund_id) as (reader, connection):
        gaps = await list_gaps(connection, fund_id, known_at=reader.known_at)
    reader = await with_handles(request, reader, [account.keeper] if account.keeper else [])
    return render(
        request,
        "cash/account.html",
        title=N_("Account"),
        account=account,
        name=reader.name(account_id),
        balance=Money(account.balance, account.currency, account.exponent),
        keeper=reader.person(account.keeper) if account.keeper else None,
        is_cash=account.kind in CASH_KINDS,
        is_open=account.state is AccountState.OPEN,
        is_frozen=account.state is AccountState.FROZEN,
        is_closed=account.state is AccountState.CLOSED,
        statements=[gap_row(reader, gap) for gap in gaps if gap.account_id == account_id],
        address=f"{reader.prefix}/accounts/{account_id}",
        may_order=access.may(Power.MOVE_MONEY),
        may_record=access.may(Power.RECORD_FACT),
        **reader.frame("accounts"),
    )


def gap_row(reader: Reader, gap: Gap) -> GapRow:
    """Return a statement with its amounts as money."""
    return GapRow(
        gap,
        Money(gap.balance, gap.currency, gap.exponent),
        Money(gap.booked, gap.currency, gap.exponent),
        Money(gap.explained, gap.currency, gap.exponent),
        Money(gap.open, gap.currency, gap.exponent),
        f"{reader.prefix}/cases/{gap.case_id}",
    )


@get("/{fund_id:uuid}/cash", opt=needs(Power.READ_BOOK))
async def cash_held(request: AnyRequest, fund_id: FromPath[UUID]) -> Response[Any]:
    """Show who holds how much of the fund's cash, floats included."""
    fund = access_of(request).fund
    async with reading(request, fund_id) as (reader, _):
        pass
    accounts = cash_of(fund)
    reader = await with_handles(
        request, reader, [each.keeper for each in accounts if each.keeper is not None]
    )
    held = [_held(reader, fund, each) for each in accounts]
    return render(
        request,
        "cash/held.html",
        title=N_("Who holds the cash"),
        held=held,
        totals=_totals(accounts),
        **reader.frame("accounts"),
    )


def cash_of(fund: Fund) -> list[Account]:
    """Return the cash of a fund that is somewhere: boxes, people, floats; closed ones left out."""
    return [
        each
        for each in fund.accounts.values()
        if each.kind in CASH_KINDS and (each.state is not AccountState.CLOSED or each.balance)
    ]


def _held(reader: Reader, fund: Fund, account: Account) -> Held:
    is_float = account.account_id in fund.governance.floats
    return Held(
        name=reader.name(account.account_id),
        who=reader.person(account.keeper) if account.keeper else reader.language.say(N_("nobody")),
        money=Money(account.balance, account.currency, account.exponent),
        address="" if is_float else f"{reader.prefix}/accounts/{account.account_id}",
        is_float=is_float,
    )


def _totals(accounts: Iterable[Account]) -> list[Money]:
    totals: dict[tuple[str, int], int] = {}
    for each in accounts:
        kept = each.currency, each.exponent
        totals[kept] = totals.get(kept, 0) + each.balance
    return [Money(amount, *kept) for kept, amount in totals.items()]
