"""The second reckoning of bail and of losses: what each fact says, without postings."""

from typing import TYPE_CHECKING

from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailRaised,
    BailRecovered,
    BailRepaidByDepositor,
    BailReturned,
    BailReturnedToDepositor,
    BailWrittenOff,
    MoneyLost,
    MoneyRecovered,
)

if TYPE_CHECKING:
    from tests.projections.independent import Reckoned

BailMoney = (
    BailPosted
    | BailRaised
    | BailReturned
    | BailReturnedToDepositor
    | BailRepaidByDepositor
    | BailForfeited
    | BailWrittenOff
    | BailRecovered
)


def _account(sums: "Reckoned", account: object, event: BailMoney, amount: int) -> None:
    """Let *amount* come into an account and its purpose (go out of them when negative)."""
    sums.accounts[account] += amount  # type: ignore[index]
    sums.cash[event.purpose_id, event.currency] += amount


def add_bail(sums: "Reckoned", event: BailMoney) -> None:
    """Add a fact about bail that moves money."""
    currency, change, lost = event.currency, -event.amount, {}
    match event:
        case BailPosted() | BailRaised():
            change = event.amount
            _account(sums, event.account_id, event, -event.amount - event.fee)
            sums.budget["fees", "payout", currency] += event.fee
            sums.budget["bail_posted", "", currency] += event.amount
            if isinstance(event, BailPosted) and event.kind is BailKind.COMMERCIAL_PREMIUM:
                change, lost = 0, {"premium": event.amount}
        case BailReturned() | BailReturnedToDepositor():
            kept = sum(each.amount for each in event.deductions)
            for each in event.deductions:
                lost[each.kind.value] = lost.get(each.kind.value, 0) + each.amount
            change = -kept
            if isinstance(event, BailReturned):
                change -= event.amount
                _account(sums, event.account_id, event, event.amount)
                sums.budget["bail_returned", "", currency] += event.amount
        case BailRepaidByDepositor():
            _account(sums, event.account_id, event, event.amount)
            sums.budget["bail_returned", "", currency] += event.amount
        case BailForfeited():
            lost = {"forfeited": event.amount}
        case BailWrittenOff():
            lost = {"written_off": event.amount}
        case BailRecovered():
            change, lost = 0, {"recovered": -event.amount}
            _account(sums, event.account_id, event, event.amount)
            sums.budget["bail_returned", "", currency] += event.amount
    for why, amount in lost.items():
        sums.budget["bail_lost", why, currency] += amount
    sums.held[event.authority_id, currency] += change
    sums.held_for[event.purpose_id, currency] += change


def of_deposit(event: BailMoney) -> tuple[int, int]:
    """Return what *event* adds to the deposit of its case, and to what of it is still owed."""
    match event:
        case BailPosted(kind=BailKind.COMMERCIAL_PREMIUM) | BailRecovered():
            return 0, 0
        case BailPosted() | BailRaised():
            return event.amount, event.amount
        case BailReturned():
            return 0, -event.amount - sum(each.amount for each in event.deductions)
        case BailReturnedToDepositor():
            return 0, -sum(each.amount for each in event.deductions)
        case BailRepaidByDepositor() | BailForfeited() | BailWrittenOff():
            return 0, -event.amount


def add_loss(sums: "Reckoned", event: MoneyLost | MoneyRecovered) -> None:
    """Add money that is gone, or that came back of it."""
    gone = event.amount if isinstance(event, MoneyLost) else -event.amount
    sums.accounts[event.account_id] -= gone
    sums.cash[event.purpose_id, event.currency] -= gone
    sums.budget["lost", event.how.value, event.currency] += gone
