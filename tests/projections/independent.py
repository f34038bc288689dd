"""A second reckoning of every statement: plain loops over the facts themselves, no postings.

It takes the lines that stand (neither reversed nor reversals) and adds up what each fact says.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct, field

from ledger.events import (
    AccountTransferMade,
    BalanceBroughtForward,
    CostPaid,
    CostRefunded,
    DonationChargedBack,
    DonationPassedOn,
    DonationReceived,
    DonationRefunded,
    ExchangeMade,
    FeeReturned,
    FeeTaken,
    FloatClosed,
    FloatHanded,
    FloatSpent,
    FundEvent,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    LineReversed,
    MoneyLost,
    MoneyRecovered,
    PurposeTransferMade,
)
from tests.projections.independent_of_bail import BailMoney, add_bail, add_loss, of_deposit
from tests.projections.told import History, Told

Key = tuple[UUID, str]


class Reckoned(Struct):
    """Everything that was added up; keys with a currency in them end in it."""

    accounts: Counter[UUID] = field(default_factory=Counter)
    cash: Counter[Key] = field(default_factory=Counter)
    promised: Counter[Key] = field(default_factory=Counter)
    held: Counter[Key] = field(default_factory=Counter)
    held_for: Counter[Key] = field(default_factory=Counter)
    budget: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)


def standing(lines: Iterable[Told]) -> list[Told]:
    """Leave out the lines that were taken back, and what took them back."""
    lines = list(lines)
    gone = {each.event.reversed_position for each in lines if isinstance(each.event, LineReversed)}
    return [
        line
        for line in lines
        if line.position not in gone and not isinstance(line.event, LineReversed)
    ]


def reckon(lines: Iterable[Told]) -> Reckoned:
    """Add up the facts that stand."""
    sums = Reckoned()
    for line in standing(lines):
        event = line.event
        if isinstance(event, BailMoney):
            add_bail(sums, event)
        elif isinstance(event, MoneyLost | MoneyRecovered):
            add_loss(sums, event)
        else:
            _add(sums, event)
    return sums


def _pay(sums: Reckoned, event: Any, amount: int, *, fee: tuple[str, int] = ("", 0)) -> None:
    """Money leaves an account for a purpose (comes in when negative), a fee with it."""
    sums.accounts[event.account_id] -= amount + fee[1]
    sums.cash[event.purpose_id, event.currency] -= amount + fee[1]
    sums.budget["fees", fee[0], event.currency] += fee[1]


def _add(sums: Reckoned, event: FundEvent) -> None:
    match event:
        case DonationReceived():
            _pay(sums, event, event.processor_fee + event.host_fee - event.gross)
            sums.budget["gifts", event.kind.value, event.currency] += event.gross
            sums.budget["fees", "processor", event.currency] += event.processor_fee
            sums.budget["fees", "host", event.currency] += event.host_fee
        case DonationRefunded():
            returned = event.processor_fee_returned + event.host_fee_returned
            _pay(sums, event, event.amount - returned)
            sums.budget["given_back", "refunded", event.currency] += event.amount
            sums.budget["fees", "processor", event.currency] -= event.processor_fee_returned
            sums.budget["fees", "host", event.currency] -= event.host_fee_returned
        case DonationChargedBack():
            _pay(sums, event, event.amount, fee=("dispute", event.dispute_fee))
            sums.budget["given_back", "charged_back", event.currency] += event.amount
        case DonationPassedOn():
            _pay(sums, event, event.amount, fee=("payout", event.fee))
            sums.budget["given_back", "passed_on", event.currency] += event.amount
        case BalanceBroughtForward():
            _pay(sums, event, -event.amount)
            sums.budget["brought_forward", "", event.currency] += event.amount
        case GrantCommitted() | GrantPaid() | GrantRestReleased():
            _add_grant(sums, event)
        case GrantPlanChanged() | GrantPaymentReturned() | GrantMoneyReturned():
            _add_changed_grant(sums, event)
        case AccountTransferMade() | PurposeTransferMade() | ExchangeMade():
            _add_within(sums, event)
        case FloatHanded() | FloatSpent() | FloatClosed():
            _add_float(sums, event)
        case CostPaid() | CostRefunded():
            _add_cost(sums, event)
        case FeeTaken():
            _pay(sums, event, 0, fee=(event.kind.value, event.amount))
        case FeeReturned():
            _pay(sums, event, 0, fee=(event.kind.value, -event.amount))
        case _:
            pass


def _add_cost(sums: Reckoned, event: CostPaid | CostRefunded) -> None:
    paid = event.amount if isinstance(event, CostPaid) else -event.amount
    fee = event.fee if isinstance(event, CostPaid) else 0
    _pay(sums, event, paid, fee=("payout", fee))
    sums.budget["costs", event.category.value, event.currency] += paid


def _add_grant(sums: Reckoned, event: GrantCommitted | GrantPaid | GrantRestReleased) -> None:
    key, category = (event.purpose_id, event.currency), event.category.value
    match event:
        case GrantCommitted():
            sums.promised[key] += event.amount
            sums.budget["committed", category, event.currency] += event.amount
        case GrantPaid():
            _pay(sums, event, event.amount, fee=("payout", event.fee))
            sums.promised[key] -= event.amount
            sums.budget["people", category, event.currency] += event.amount
        case GrantRestReleased():
            sums.promised[key] -= event.amount
            sums.budget["released", category, event.currency] += event.amount


def _add_changed_grant(
    sums: Reckoned, event: GrantPlanChanged | GrantPaymentReturned | GrantMoneyReturned
) -> None:
    key, category = (event.purpose_id, event.currency), event.category.value
    match event:
        case GrantPlanChanged():
            sums.promised[key] += event.delta
            figure = "committed" if event.delta > 0 else "released"
            sums.budget[figure, category, event.currency] += abs(event.delta)
        case GrantPaymentReturned():
            _pay(sums, event, -event.amount)
            sums.promised[key] += event.amount
            sums.budget["people", category, event.currency] -= event.amount
        case GrantMoneyReturned():
            _pay(sums, event, -event.amount)
            sums.back[event.currency] += event.amount
            sums.budget["people", category, event.currency] -= event.amount


def _add_within(
    sums: Reckoned, event: AccountTransferMade | PurposeTransferMade | ExchangeMade
) -> None:
    match event:
        case AccountTransferMade():
            sums.accounts[event.from_account_id] -= event.amount + event.fee
            sums.accounts[event.to_account_id] += event.amount
            if event.purpose_id is not None:
                sums.cash[event.purpose_id, event.currency] -= event.fee
            sums.budget["fees", "transfer", event.currency] += event.fee
        case PurposeTransferMade():
            sums.cash[event.from_purpose_id, event.currency] -= event.amount
            sums.cash[event.to_purpose_id, event.currency] += event.amount
        case ExchangeMade():
            sold = event.sold_amount + event.fee
            sums.accounts[event.from_account_id] -= sold
            sums.accounts[event.to_account_id] += event.bought_amount
            sums.cash[event.purpose_id, event.sold_currency] -= sold
            sums.cash[event.purpose_id, event.bought_currency] += event.bought_amount
            sums.budget["fees", "exchange", event.sold_currency] += event.fee
            sums.budget["exchanged", "", event.sold_currency] -= event.sold_amount
            sums.budget["exchanged", "", event.bought_currency] += event.bought_amount


def _add_float(sums: Reckoned, event: FloatHanded | FloatSpent | FloatClosed) -> None:
    key = (event.purpose_id, event.currency)
    match event:
        case FloatHanded():
            sums.accounts[event.account_id] -= event.amount
            sums.accounts[event.float_id] += event.amount
        case FloatSpent():
            sums.accounts[event.float_id] -= event.amount
            sums.cash[key] -= event.amount
            if event.category is not None:
                sums.budget["people", event.category.value, event.currency] += event.amount
            if event.cost_category is not None:
                sums.budget["costs", event.cost_category.value, event.currency] += event.amount
        case FloatClosed():
            sums.accounts[event.float_id] -= event.amount + event.missing
            sums.accounts[event.account_id] += event.amount
            sums.cash[key] -= event.missing
            sums.budget["lost", "missing", event.currency] += event.missing


class OpenReckoned(Struct, frozen=True):
    """A bail or grant with something left: its case and how much."""

    case_id: UUID
    kind: str
    amount: int
    rest: int


def open_cases(lines: Iterable[Told]) -> list[OpenReckoned]:
    """Add up what is left of every bail and grant, those opened first in front."""
    amounts: dict[UUID, tuple[str, int]] = {}
    rests: Counter[UUID] = Counter()
    for line in standing(lines):
        if isinstance(line.event, BailMoney):
            deposited, rest = of_deposit(line.event)
            _, before = amounts.get(line.case_id, ("", 0))
            amounts[line.case_id] = "bail", before + deposited
            rests[line.case_id] += rest
            continue
        match line.event:
            case GrantCommitted():
                amounts[line.case_id] = "grant", line.event.amount
                rests[line.case_id] += line.event.amount
            case GrantPaid() | GrantRestReleased():
                rests[line.case_id] -= line.event.amount
            case GrantPaymentReturned():
                rests[line.case_id] += line.event.amount
            case GrantPlanChanged():
                rests[line.case_id] += line.event.delta
                total = sum(each.amount for each in line.event.instalments)
                amounts[line.case_id] = "grant", total
            case _:
                pass
    return [
        OpenReckoned(case_id, kind, amount, rests[case_id])
        for case_id, (kind, amount) in amounts.items()
        if rests[case_id]
    ]


def in_months(told: History, position: int, day: date | None, first: date, last: date) -> Reckoned:
    """Add up the facts that happened from the month of *first* to that of *last*."""
    months = (first.year, first.month), (last.year, last.month)
    return reckon(
        line
        for line in told.upto(position, day)
        if months[0] <= (line.event.occurred_on.year, line.event.occurred_on.month) <= months[1]
    )
