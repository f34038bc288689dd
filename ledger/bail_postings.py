"""What each fact about bail means in double entry."""

from ledger import chart
from ledger.chart import Fee
from ledger.entry import Entry
from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailRaised,
    BailReceiptPlaced,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturned,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailVerified,
    BailWrittenOff,
    HeldBy,
    Posting,
)

BailNews = BailVerified | BailReported | BailReceiptPlaced
"""Facts about bail that move nothing."""
BailSurety = BailSuretyGiven | BailSuretyEnded
"""Facts about vouching, which moves no money either."""
BailMoney = (
    BailPosted
    | BailRaised
    | BailReturned
    | BailForfeited
    | BailReturnedToDepositor
    | BailRepaidByDepositor
    | BailWrittenOff
    | BailRecovered
)
"""Facts about bail that change what the fund has, holds or is owed."""
BailFact = BailMoney | BailNews | BailSurety
"""Every fact about bail."""


def of_bail(event: BailFact) -> tuple[Posting, ...]:
    """Return the balanced postings of a fact about bail."""
    match event:
        case BailVerified() | BailReported() | BailReceiptPlaced():
            return ()
        case BailSuretyGiven() | BailSuretyEnded():
            sign = 1 if isinstance(event, BailSuretyGiven) else -1
            memo = Entry(event.currency, event.exponent)
            memo.add(chart.SURETIES, sign * event.amount, event.authority_id)
            return memo.add(chart.SURETIES_AGAINST, -sign * event.amount).done()
        case _:
            return _of_money(event)


def _of_money(event: BailMoney) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    at = event.authority_id
    match event:
        case BailPosted() | BailRaised():
            entry.cash(event.account_id, -event.amount - event.fee)
            entry.add(chart.fee(Fee.PAYOUT), event.fee)
            if isinstance(event, BailPosted) and event.kind is BailKind.COMMERCIAL_PREMIUM:
                entry.add(chart.PREMIUM, event.amount)
            else:
                entry.add(chart.COURTS, event.amount, at)
        case BailReturned() | BailReturnedToDepositor():
            kept = sum(deduction.amount for deduction in event.deductions)
            if isinstance(event, BailReturned):
                entry.cash(event.account_id, event.amount)
            else:
                entry.add(chart.DEPOSITORS, event.amount, at)
            for deduction in event.deductions:
                entry.add(chart.deduction(deduction.kind), deduction.amount)
            entry.add(chart.COURTS, -event.amount - kept, at)
        case BailForfeited():
            entry.add(chart.FORFEITED, event.amount).add(chart.COURTS, -event.amount, at)
        case BailRepaidByDepositor():
            entry.cash(event.account_id, event.amount).add(chart.DEPOSITORS, -event.amount, at)
        case BailWrittenOff():
            holder = chart.COURTS if event.held_by is HeldBy.AUTHORITY else chart.DEPOSITORS
            entry.add(chart.WRITTEN_OFF, event.amount).add(holder, -event.amount, at)
        case BailRecovered():
            entry.cash(event.account_id, event.amount).add(chart.RECOVERED, -event.amount)
    return entry.done()
