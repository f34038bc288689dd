"""What there is: in accounts, for purposes, held by authorities; now or at an earlier moment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    FundOpened,
    PurposeOpened,
    Restriction,
    SingleSignerEnded,
)
from ledger.fund import Fund, evolve
from ledger.money import Money
from ledger.store.connection import Connection
from ledger.store.mapper import UPCASTS, decode
from ledger.store.reading import list_lines_of_cases
from projections.sums import Figure, PlaceSum, sum_places
from projections.view import pin

_NOW_WRITTEN: Final = {
    event.topic
    for event in (FundOpened, AccountOpened, PurposeOpened, AuthorityOpened, SingleSignerEnded)
}
_OPENINGS: Final = _NOW_WRITTEN | {old for old, (new, _) in UPCASTS.items() if new in _NOW_WRITTEN}
"""The stored topics of lines that say what there is in a fund, those of older programs too."""


class AccountBalance(Struct, frozen=True, kw_only=True):
    """What is in an account; *short* is how much is missing to zero.

    A float is one too, of the kind *cash held*, as long as there is something in it.
    """

    account_id: UUID
    kind: AccountKind
    currency: str
    exponent: int
    balance: int
    short: int


class PurposeMoney(Struct, frozen=True, kw_only=True):
    """What a purpose has in one currency, in minor units.

    *cash* is in accounts, *promised* of it is bound, *free* is the rest and below zero when more
    is promised than there is. *held* is at authorities. *short* is what *cash* misses to zero.
    """

    currency: str
    exponent: int
    cash: int
    promised: int
    free: int
    held: int
    short: int


class PurposeBalance(Struct, frozen=True, kw_only=True):
    """A purpose and what it has in each currency it ever had."""

    purpose_id: UUID
    restriction: Restriction
    categories: tuple[Category, ...]
    money: tuple[PurposeMoney, ...]


class AuthorityBalance(Struct, frozen=True, kw_only=True):
    """What an authority holds, one amount a currency; the fund's own currency even at zero."""

    authority_id: UUID
    kind: AuthorityKind
    held: tuple[Money, ...]


class Total(Struct, frozen=True, kw_only=True):
    """The whole fund in one currency: in accounts, at authorities, promised, free to promise."""

    currency: str
    exponent: int
    there: int
    held: int
    promised: int
    free: int


class Balances(Struct, frozen=True, kw_only=True):
    """A statement of what there is, as of the end of a day and as known at a position."""

    known_at: int
    as_of: date | None
    fund_id: UUID
    currency: str
    exponent: int
    time_zone: str
    single_signer: bool
    accounts: tuple[AccountBalance, ...]
    purposes: tuple[PurposeBalance, ...]
    authorities: tuple[AuthorityBalance, ...]
    totals: tuple[Total, ...]


class _Sums:
    """Sums of postings, looked up the ways a statement needs them."""

    def __init__(self, sums: Iterable[PlaceSum]) -> None:
        self.accounts: defaultdict[UUID, int] = defaultdict(int)
        self.places: dict[UUID, tuple[int, str, int]] = {}
        self.held: defaultdict[tuple[UUID | None, str], int] = defaultdict(int)
        self.held_for: defaultdict[tuple[UUID | None, str], int] = defaultdict(int)
        self.cash: defaultdict[tuple[UUID | None, str], int] = defaultdict(int)
        self.promised: defaultdict[tuple[UUID | None, str], int] = defaultdict(int)
        self.there: defaultdict[str, int] = defaultdict(int)
        for each in sums:
            self._add(each)

    def _add(self, each: PlaceSum) -> None:
        match each.figure:
            case Figure.ACCOUNT:
                if each.thing is not None:
                    self.accounts[each.thing] += each.amount
                    balance = self.accounts[each.thing]
                    self.places[each.thing] = balance, each.currency, each.exponent
                self.there[each.currency] += each.amount
            case Figure.HELD:
                self.held[each.thing, each.currency] += each.amount
            case Figure.HELD_FOR:
                self.held_for[each.thing, each.currency] += each.amount
            case Figure.PROMISED:
                self.promised[each.thing, each.currency] += each.amount
            case Figure.CASH:
                self.cash[each.thing, each.currency] += each.amount


async def get_fund_at(connection: Connection, fund_id: UUID, position: int) -> Fund:
    """Return a fund with what was opened in it up to *position*, without any balance.

    These lines stand in the fund's own case, so however long the book is they are few.
    """
    fund = Fund(fund_id=fund_id)
    for stored in await list_lines_of_cases(connection, fund_id, [fund_id]):
        if stored.position <= position and stored.topic in _OPENINGS:
            fund = evolve(fund, decode(stored.topic, stored.payload))
    return fund


async def get_balances(
    connection: Connection,
    fund_id: UUID,
    *,
    as_of: date | None = None,
    known_at: int | None = None,
) -> Balances:
    """Return what there is: of lines up to position *known_at* that happened by the day *as_of*.

    Raises `ProjectionBehind` when *known_at* is beyond what the read models know.
    """
    view = await pin(connection, fund_id, known_at)
    fund = await get_fund_at(connection, fund_id, view.position)
    sums = _Sums(await sum_places(view, as_of))
    return Balances(
        known_at=view.position,
        as_of=as_of,
        fund_id=fund_id,
        currency=fund.currency,
        exponent=fund.exponent,
        time_zone=fund.time_zone,
        single_signer=fund.single_signer,
        accounts=(*_accounts(fund, sums), *_floats(fund, sums)),
        purposes=_purposes(fund, sums),
        authorities=_authorities(fund, sums),
        totals=tuple(_total(sums, *currency) for currency in currencies_of(fund)),
    )


def currencies_of(fund: Fund) -> list[tuple[str, int]]:
    """List the currencies of a fund with their exponents: its own first, then by code."""
    return sorted(fund.exponents.items(), key=lambda each: (each[0] != fund.currency, each[0]))


def _accounts(fund: Fund, sums: _Sums) -> tuple[AccountBalance, ...]:
    return tuple(
        AccountBalance(
            account_id=account.account_id,
            kind=account.kind,
            currency=account.currency,
            exponent=account.exponent,
            balance=sums.accounts[account.account_id],
            short=max(0, -sums.accounts[account.account_id]),
        )
        for account in fund.accounts.values()
    )


def _floats(fund: Fund, sums: _Sums) -> Iterator[AccountBalance]:
    """Yield what is in accounts that no line opened: money handed to somebody as a float."""
    for thing, (balance, currency, exponent) in sorted(sums.places.items()):
        if thing not in fund.accounts and balance:
            yield AccountBalance(
                account_id=thing,
                kind=AccountKind.CASH_HELD,
                currency=currency,
                exponent=exponent,
                balance=balance,
                short=max(0, -balance),
            )


def _purposes(fund: Fund, sums: _Sums) -> tuple[PurposeBalance, ...]:
    return tuple(
        PurposeBalance(
            purpose_id=purpose.purpose_id,
            restriction=purpose.restriction,
            categories=purpose.categories,
            money=tuple(
                _purpose_money(purpose.purpose_id, currency, exponent, sums)
                for currency, exponent in currencies_of(fund)
                if currency == fund.currency or _has(sums, purpose.purpose_id, currency)
            ),
        )
        for purpose in fund.purposes.values()
    )


def _has(sums: _Sums, purpose_id: UUID, currency: str) -> bool:
    key = (purpose_id, currency)
    return bool(sums.cash[key] or sums.promised[key] or sums.held_for[key])


def _purpose_money(purpose_id: UUID, currency: str, exponent: int, sums: _Sums) -> PurposeMoney:
    cash, promised = sums.cash[purpose_id, currency], sums.promised[purpose_id, currency]
    return PurposeMoney(
        currency=currency,
        exponent=exponent,
        cash=cash,
        promised=promised,
        free=cash - promised,
        held=sums.held_for[purpose_id, currency],
        short=max(0, -cash),
    )


def _authorities(fund: Fund, sums: _Sums) -> tuple[AuthorityBalance, ...]:
    return tuple(
        AuthorityBalance(
            authority_id=authority.authority_id,
            kind=authority.kind,
            held=tuple(
                Money(sums.held[authority.authority_id, currency], currency, exponent)
                for currency, exponent in currencies_of(fund)
                if currency == fund.currency or sums.held[authority.authority_id, currency]
            ),
        )
        for authority in fund.authorities.values()
    )


def _total(sums: _Sums, currency: str, exponent: int) -> Total:
    there = sums.there[currency]
    promised = sum(amount for key, amount in sums.promised.items() if key[1] == currency)
    return Total(
        currency=currency,
        exponent=exponent,
        there=there,
        held=sum(amount for key, amount in sums.held.items() if key[1] == currency),
        promised=promised,
        free=there - promised,
    )
