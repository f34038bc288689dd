"""What can be promised tonight, for each kind of help: by account, by purpose, reserves kept. Pure.

Money is free for a kind of help when it can be reached, nobody was promised it, no approved
payment is about to take it, its purpose may pay for that kind, and no reserve keeps it for others.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category
from ledger.events import AccountKind, Reserve
from projections.balances import AccountBalance, Balances, PurposeBalance

_OUT_OF_HAND: Final = frozenset({AccountKind.FRONTED})


class AccountTonight(Struct, frozen=True, kw_only=True):
    """An account and what of it can be reached; *reachable* below zero is a debt to be covered.

    *why* says why nothing of it counts: ``frozen``, ``float`` or ``fronted``; empty when it does.
    """

    account_id: UUID
    kind: AccountKind
    balance: int
    reachable: int
    why: str = ""


class PurposeTonight(Struct, frozen=True, kw_only=True):
    """A purpose and what of it nobody was promised and no approved payment takes."""

    purpose_id: UUID
    categories: tuple[Category, ...]
    free: int

    def may_pay(self, category: Category) -> bool:
        """Say whether this money may go to *category*."""
        return not self.categories or category in self.categories


class KindTonight(Struct, frozen=True, kw_only=True):
    """One kind of help: what is *free* for it, what reserves *keep* for others.

    *at_once* is the most that one account can pay of it in one go.
    """

    category: Category
    free: int
    kept: int
    at_once: int


class Tonight(Struct, frozen=True, kw_only=True):
    """What can be promised in one currency: minor units of *currency* throughout.

    *reachable* less *promised* less *aside* (approved payments) is what there is before purposes
    and reserves are looked at. *anything* is free whatever it goes to.
    """

    known_at: int
    currency: str
    exponent: int
    reachable: int
    promised: int
    aside: int
    anything: int
    accounts: tuple[AccountTonight, ...]
    purposes: tuple[PurposeTonight, ...]
    reserves: tuple[Reserve, ...]
    kinds: tuple[KindTonight, ...]


def tonight(
    balances: Balances,
    *,
    floats: Iterable[UUID],
    frozen: Iterable[UUID] = (),
    aside: Mapping[tuple[UUID | None, str], int],
    reserves: Sequence[Reserve],
    currency: str,
) -> Tonight:
    """Return what can be promised in *currency*.

    *floats* are the accounts that carriers spend from, *frozen* those whose holder blocks them,
    *aside* is what approved payments will
    take by purpose and currency, floats not counted. *reserves* are of the fund's own currency.
    """
    why = dict.fromkeys(frozen, "frozen") | dict.fromkeys(floats, "float")
    accounts = tuple(
        _account(each, why.get(each.account_id, ""))
        for each in balances.accounts
        if each.currency == currency
    )
    purposes = _purposes(balances.purposes, aside, currency)
    total = next(each for each in balances.totals if each.currency == currency)
    kept_for = tuple(reserves) if currency == balances.currency else ()
    reachable = sum(each.reachable for each in accounts)
    taken = sum(amount for (_, of), amount in aside.items() if of == currency)
    there = reachable - total.promised - taken
    kinds = tuple(_kind(each, there, purposes, kept_for, accounts) for each in Category)
    return Tonight(
        known_at=balances.known_at,
        currency=currency,
        exponent=total.exponent,
        reachable=reachable,
        promised=total.promised,
        aside=taken,
        anything=min(each.free for each in kinds),
        accounts=accounts,
        purposes=purposes,
        reserves=kept_for,
        kinds=kinds,
    )


def _account(account: AccountBalance, why: str) -> AccountTonight:
    """What is blocked is not reached; what is missing in a blocked account is still owed."""
    if not why and account.kind in _OUT_OF_HAND and account.balance > 0:
        why = "fronted"
    return AccountTonight(
        account_id=account.account_id,
        kind=account.kind,
        balance=account.balance,
        reachable=min(0, account.balance) if why else account.balance,
        why=why,
    )


def _purposes(
    purposes: Iterable[PurposeBalance], aside: Mapping[tuple[UUID | None, str], int], currency: str
) -> tuple[PurposeTonight, ...]:
    found = []
    for purpose in purposes:
        free = sum(money.free for money in purpose.money if money.currency == currency)
        free -= aside.get((purpose.purpose_id, currency), 0)
        found.append(
            PurposeTonight(purpose_id=purpose.purpose_id, categories=purpose.categories, free=free)
        )
    return tuple(found)


def _kind(
    category: Category,
    there: int,
    purposes: Sequence[PurposeTonight],
    reserves: Iterable[Reserve],
    accounts: Iterable[AccountTonight],
) -> KindTonight:
    """Purposes that are short take from what is there, and never from another purpose."""
    allowed = sum(max(0, each.free) for each in purposes if each.may_pay(category))
    kept = sum(_kept(each, category, purposes) for each in reserves)
    free = max(0, min(there, allowed) - kept)
    most = max((each.reachable for each in accounts), default=0)
    return KindTonight(category=category, free=free, kept=kept, at_once=max(0, min(free, most)))


def _kept(reserve: Reserve, category: Category, purposes: Iterable[PurposeTonight]) -> int:
    """Return what a reserve takes of the money that *category* could use.

    First it stands on money that may go to its own kinds and not to *category*.
    """
    if category in reserve.categories:
        return 0
    elsewhere, shared = 0, 0
    for purpose in purposes:
        if any(purpose.may_pay(kind) for kind in reserve.categories):
            if purpose.may_pay(category):
                shared += max(0, purpose.free)
            else:
                elsewhere += max(0, purpose.free)
    return min(max(0, reserve.amount - elsewhere), shared)
