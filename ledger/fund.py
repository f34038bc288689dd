"""The state of a fund that rules need, and how each fact changes it.

`evolve` never refuses: history already happened, so a rule tightened today cannot make an old
book unreadable. Balances change only through postings.
"""

from typing import Final
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from ledger import chart
from ledger.chart import Category, Side
from ledger.events import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    FundEvent,
    FundOpened,
    Posting,
    PurposeOpened,
    Restriction,
)
from ledger.postings import postings

FOLD: Final = "fund-1"
"""Names this fold in snapshots: change it whenever `Fund` or `evolve` changes meaning."""


class Account(Struct, frozen=True, kw_only=True):
    """A place where money is; *balance* in minor units, negative when it is short."""

    account_id: UUID
    kind: AccountKind
    currency: str
    exponent: int
    balance: int = 0


class Purpose(Struct, frozen=True, kw_only=True):
    """What money may be used for: per currency the *cash* it has and how much is *promised*."""

    purpose_id: UUID
    restriction: Restriction
    categories: tuple[Category, ...] = ()
    cash: dict[str, int] = field(default_factory=dict)
    promised: dict[str, int] = field(default_factory=dict)

    def free(self, currency: str) -> int:
        """Return what can be promised or paid for this purpose, in minor units."""
        return self.cash.get(currency, 0) - self.promised.get(currency, 0)


class Authority(Struct, frozen=True, kw_only=True):
    """Whoever holds bail deposits; *held* per currency."""

    authority_id: UUID
    kind: AuthorityKind
    held: dict[str, int] = field(default_factory=dict)


class Fund(Struct, frozen=True, kw_only=True):
    """A fund as its rules see it. *currency* is empty until the fund is opened."""

    fund_id: UUID
    currency: str = ""
    exponent: int = 0
    time_zone: str = "UTC"
    single_signer: bool = True
    exponents: dict[str, int] = field(default_factory=dict)
    accounts: dict[UUID, Account] = field(default_factory=dict)
    purposes: dict[UUID, Purpose] = field(default_factory=dict)
    authorities: dict[UUID, Authority] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Say whether the book has its first line."""
        return bool(self.currency)


def evolve(fund: Fund, event: FundEvent) -> Fund:
    """Return *fund* after *event*."""
    match event:
        case FundOpened():
            return replace(
                fund,
                currency=event.currency,
                exponent=event.exponent,
                time_zone=event.time_zone,
                single_signer=event.single_signer,
                exponents={event.currency: event.exponent},
            )
        case AccountOpened():
            account = Account(
                account_id=event.account_id,
                kind=event.kind,
                currency=event.currency,
                exponent=event.exponent,
            )
            return replace(
                fund,
                accounts=fund.accounts | {event.account_id: account},
                exponents={event.currency: event.exponent} | fund.exponents,
            )
        case PurposeOpened():
            purpose = Purpose(
                purpose_id=event.purpose_id,
                restriction=event.restriction,
                categories=event.categories,
            )
            return replace(fund, purposes=fund.purposes | {event.purpose_id: purpose})
        case AuthorityOpened():
            authority = Authority(authority_id=event.authority_id, kind=event.kind)
            return replace(fund, authorities=fund.authorities | {event.authority_id: authority})
        case _:
            return _post(fund, postings(event))


def replay(fund: Fund, events: list[FundEvent]) -> Fund:
    """Return *fund* after all *events*, in order."""
    for event in events:
        fund = evolve(fund, event)
    return fund


def _post(fund: Fund, entries: tuple[Posting, ...]) -> Fund:
    accounts, purposes, authorities = dict(fund.accounts), dict(fund.purposes), fund.authorities
    for posting in entries:
        side = chart.CHART[posting.code].side
        if side is Side.THERE and posting.ref is not None:
            account = accounts[posting.ref]
            accounts[posting.ref] = replace(account, balance=account.balance + posting.amount)
            continue
        if side is Side.HELD and posting.ref is not None:
            authority = authorities[posting.ref]
            held = _added(authority.held, posting.currency, posting.amount)
            authorities = authorities | {posting.ref: replace(authority, held=held)}
        if posting.purpose_id is None:
            continue
        purpose = purposes[posting.purpose_id]
        if side is not Side.PROMISED:
            cash = _added(purpose.cash, posting.currency, -posting.amount)
            purposes[posting.purpose_id] = replace(purpose, cash=cash)
        elif posting.code != chart.PROMISED_AGAINST:
            promised = _added(purpose.promised, posting.currency, posting.amount)
            purposes[posting.purpose_id] = replace(purpose, promised=promised)
    return replace(fund, accounts=accounts, purposes=purposes, authorities=authorities)


def _added(amounts: dict[str, int], currency: str, amount: int) -> dict[str, int]:
    """Return *amounts* with *amount* added to *currency*."""
    return amounts | {currency: amounts.get(currency, 0) + amount}
