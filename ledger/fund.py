"""The state of a fund that rules need, and how each fact changes it.

`evolve` never refuses: history already happened, so a rule tightened today cannot make an old
book unreadable. Balances change only through postings.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from ledger import chart
from ledger.budgets.kinds import COUNTED
from ledger.budgets.state import Budgets, Used, evolve_budgets, with_usage
from ledger.chart import Side
from ledger.deciding.state import Deciding, evolve_deciding
from ledger.events import (
    EVENTS,
    AccountClosed,
    AccountFrozen,
    AccountKind,
    AccountOpened,
    AccountReleased,
    AccountState,
    AuthorityOpened,
    CashHandedOver,
    FloatClosed,
    FloatHanded,
    FundEvent,
    FundOpened,
    Posting,
    PurposeOpened,
    SingleSignerEnded,
    StatementAsserted,
    Step,
)
from ledger.governance import Governance, evolve_governance
from ledger.holdings import Account, Authority, Purpose
from ledger.paying import OrderStep, UnderWay, covered_by, follow
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from ledger.publishing.state import Publishing, evolve_publishing

FOLD: Final = "fund-7"
"""Names this fold in snapshots: change it whenever `Fund` or `evolve` changes meaning."""


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
    governance: Governance = Governance()
    under_way: dict[UUID, UnderWay] = field(default_factory=dict)
    publishing: Publishing = Publishing()
    deciding: Deciding = Deciding()
    budgets: Budgets = Budgets()

    @property
    def is_open(self) -> bool:
        """Say whether the book has its first line."""
        return bool(self.currency)


def evolve(fund: Fund, event: FundEvent) -> Fund:
    """Return *fund* after *event*."""
    if type(event) not in _MONEY_ONLY:
        fund = _open(fund, event)
    sums = _Sums()
    sums.add(event.occurred_on, postings(event))
    return sums.settled(fund)


def replay(fund: Fund, events: Iterable[FundEvent]) -> Fund:
    """Return *fund* after all *events*, in order: what `evolve` makes of them one by one."""
    sums = _Sums()
    for event in events:
        if type(event) not in _MONEY_ONLY:
            fund = _open(sums.settled(fund), event)
            sums = _Sums()
        sums.add(event.occurred_on, postings(event))
    return sums.settled(fund)


_MONEY_ONLY: Final = frozenset(
    event
    for event in EVENTS.values()
    if not issubclass(event, Step)
    and event
    not in {
        FundOpened,
        AccountOpened,
        AccountFrozen,
        AccountReleased,
        AccountClosed,
        PurposeOpened,
        AuthorityOpened,
        FloatHanded,
        FloatClosed,
        CashHandedOver,
        StatementAsserted,
    }
)
"""Facts that change nothing but sums; what a book is full of."""


def _open(fund: Fund, event: FundEvent) -> Fund:
    fund = replace(fund, governance=evolve_governance(fund.governance, event))
    if isinstance(event, Step):
        fund = _paid(fund, event)
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
            known = {event.currency: event.exponent} | fund.exponents
            return _with_account(
                replace(fund, exponents=known), event.account_id, event.kind, event
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
        case FloatHanded():
            handed = _with_account(fund, event.float_id, AccountKind.CASH_HELD, event)
            return _changed(handed, event.float_id, keeper=event.carrier)
        case FloatClosed():
            return _changed(fund, event.float_id, state=AccountState.CLOSED, keeper=None)
        case SingleSignerEnded():
            return replace(fund, single_signer=False)
        case _:
            return _kept(fund, event)


def _kept(fund: Fund, event: FundEvent) -> Fund:
    """Return *fund* after a fact about what becomes of an account."""
    match event:
        case AccountFrozen():
            return _changed(fund, event.account_id, state=AccountState.FROZEN)
        case AccountReleased():
            return _changed(fund, event.account_id, state=AccountState.OPEN)
        case AccountClosed():
            return _changed(fund, event.account_id, state=AccountState.CLOSED, keeper=None)
        case CashHandedOver():
            return _changed(fund, event.account_id, keeper=event.receiver)
        case StatementAsserted():
            account, day = fund.accounts[event.account_id], event.occurred_on
            later = {who: paid for who, paid in account.paid_by.items() if paid > day}
            covered = account.covered | {day: covered_by(account.paid_by, account.covered, day)}
            return _changed(fund, event.account_id, paid_by=later, covered=covered)
        case _:
            return _agreed(fund, event)


def _agreed(fund: Fund, event: FundEvent) -> Fund:
    """Return *fund* after a fact about what it publishes, decides or plans."""
    publishing = evolve_publishing(fund.publishing, event)
    deciding = evolve_deciding(fund.deciding, event)
    budgets = evolve_budgets(fund.budgets, event)
    if publishing is fund.publishing and deciding is fund.deciding and budgets is fund.budgets:
        return fund
    return replace(fund, publishing=publishing, deciding=deciding, budgets=budgets)


def _paid(fund: Fund, event: Step) -> Fund:
    """Return *fund* after a step of an order, which may have been the one that paid."""
    if not isinstance(event, OrderStep):
        return fund
    under_way, paid = follow(fund.under_way, event)
    fund = replace(fund, under_way=under_way)
    if paid is None or paid.account not in fund.accounts:
        return fund
    before = fund.accounts[paid.account].paid_by
    days = {who: max(event.occurred_on, before.get(who, date.min)) for who in paid.people}
    return _changed(fund, paid.account, paid_by=before | days)


def _changed(fund: Fund, account_id: UUID, **changes: Any) -> Fund:  # noqa: ANN401  fields of Account
    account = replace(fund.accounts[account_id], **changes)
    return replace(fund, accounts=fund.accounts | {account_id: account})


def _with_account(
    fund: Fund, account_id: UUID, kind: AccountKind, event: AccountOpened | FloatHanded
) -> Fund:
    account = Account(
        account_id=account_id, kind=kind, currency=event.currency, exponent=event.exponent
    )
    return replace(fund, accounts=fund.accounts | {account_id: account})


class _Sums:
    """What postings add up to, before it is put into a fund."""

    def __init__(self) -> None:
        self._balances: dict[UUID, int] = {}
        self._held: dict[tuple[UUID, str], int] = {}
        self._cash: dict[tuple[UUID, str], int] = {}
        self._promised: dict[tuple[UUID, str], int] = {}
        self._used: dict[Used, int] = {}

    def add(self, day: date, entries: tuple[Posting, ...]) -> None:
        """Add what happened on a *day*."""
        for posting in entries:
            side, ref, purpose_id = chart.CHART[posting.code].side, posting.ref, posting.purpose_id
            if side is Side.THERE and ref is not None:
                self._balances[ref] = self._balances.get(ref, 0) + posting.amount
                continue
            if side is Side.HELD and ref is not None:
                place = ref, posting.currency
                self._held[place] = self._held.get(place, 0) + posting.amount
            if purpose_id is None:
                continue
            place = purpose_id, posting.currency
            if side is not Side.PROMISED:
                self._cash[place] = self._cash.get(place, 0) - posting.amount
            elif posting.code != chart.PROMISED_AGAINST:
                self._promised[place] = self._promised.get(place, 0) + posting.amount
            is_promise = COUNTED.get(posting.code)
            if is_promise is not None:
                month = None if is_promise else month_of_day(day)
                use = month, purpose_id, f"{posting.code} {posting.currency}"
                self._used[use] = self._used.get(use, 0) + posting.amount

    def settled(self, fund: Fund) -> Fund:
        """Return *fund* with everything added. Raises KeyError for what no line opened."""
        accounts, purposes, authorities = fund.accounts, fund.purposes, fund.authorities
        if self._balances:
            accounts = dict(accounts)
            for ref, amount in self._balances.items():
                account = accounts[ref]
                accounts[ref] = replace(account, balance=account.balance + amount)
        if self._held:
            authorities = dict(authorities)
            for (ref, currency), amount in self._held.items():
                authority = authorities[ref]
                held = _added(authority.held, currency, amount)
                authorities[ref] = replace(authority, held=held)
        if self._cash or self._promised:
            purposes = dict(purposes)
            for (ref, currency), amount in self._cash.items():
                purpose = purposes[ref]
                purposes[ref] = replace(purpose, cash=_added(purpose.cash, currency, amount))
            for (ref, currency), amount in self._promised.items():
                purpose = purposes[ref]
                promised = _added(purpose.promised, currency, amount)
                purposes[ref] = replace(purpose, promised=promised)
        budgets = with_usage(fund.budgets, self._used) if self._used else fund.budgets
        return replace(
            fund, accounts=accounts, purposes=purposes, authorities=authorities, budgets=budgets
        )


def _added(amounts: dict[str, int], currency: str, amount: int) -> dict[str, int]:
    """Return *amounts* with *amount* added to *currency*."""
    return amounts | {currency: amounts.get(currency, 0) + amount}


__all__ = ["FOLD", "Account", "Authority", "Fund", "Purpose", "evolve", "replay"]
