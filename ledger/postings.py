"""What each fact means in double entry: one pure function, and every total is a sum of its results.

Debits are positive, credits negative; the postings of a line sum to zero per currency. Promises
are postings too (`promised:…` against `promised_against`), so what is promised is a sum as well.
"""

from collections.abc import Iterable

from ledger import chart
from ledger.bail_postings import of_bail
from ledger.chart import Fee
from ledger.entry import Entry
from ledger.events import (
    AccountOpened,
    AccountTransferMade,
    AuthorityOpened,
    BailForfeited,
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
    BalanceBroughtForward,
    CashDifferenceFound,
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
    FundOpened,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    LineReversed,
    MoneyLost,
    MoneyRecovered,
    Posting,
    PurposeOpened,
    PurposeTransferMade,
    Seen,
    Step,
)


def postings(event: FundEvent) -> tuple[Posting, ...]:
    """Return the balanced postings of *event*; facts that move no money have none."""
    match event:  # what a book is full of comes first: it is asked for every line of it
        case DonationReceived() | DonationRefunded() | DonationChargedBack() | DonationPassedOn():
            return _of_donations(event)
        case BailPosted() | BailReturned() | BailForfeited():
            return of_bail(event)
        case GrantCommitted() | GrantPaid() | GrantRestReleased():
            return _of_grants(event)
        case GrantPlanChanged() | GrantPaymentReturned() | GrantMoneyReturned():
            return _of_changed_grants(event)
        case CostPaid() | CostRefunded() | FeeTaken() | FeeReturned():
            return _of_costs(event)
        case AccountTransferMade() | PurposeTransferMade() | ExchangeMade():
            return _of_transfers(event)
        case LineReversed():
            return event.postings
        case FloatHanded() | FloatSpent() | FloatClosed():
            return _of_floats(event)
        case CashDifferenceFound() | MoneyLost() | MoneyRecovered():
            return _of_losses(event)
        case FundOpened() | AccountOpened() | PurposeOpened() | AuthorityOpened() | Step() | Seen():
            return ()
        case (
            BailVerified()
            | BailRaised()
            | BailReported()
            | BailReceiptPlaced()
            | BailReturnedToDepositor()
            | BailRepaidByDepositor()
            | BailWrittenOff()
            | BailRecovered()
            | BailSuretyGiven()
            | BailSuretyEnded()
        ):
            return of_bail(event)
        case BalanceBroughtForward():
            entry = Entry(event.currency, event.exponent, event.purpose_id)
            entry.cash(event.account_id, event.amount)
            return entry.add(chart.BROUGHT_FORWARD, -event.amount).done()


def _of_donations(
    event: DonationReceived | DonationRefunded | DonationChargedBack | DonationPassedOn,
) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case DonationReceived():
            entry.cash(event.account_id, event.gross - event.processor_fee - event.host_fee)
            entry.add(chart.fee(Fee.PROCESSOR), event.processor_fee)
            entry.add(chart.fee(Fee.HOST), event.host_fee)
            entry.add(chart.income(event.kind), -event.gross)
        case DonationRefunded():
            returned = event.processor_fee_returned + event.host_fee_returned
            entry.cash(event.account_id, returned - event.amount)
            entry.add(chart.fee(Fee.PROCESSOR), -event.processor_fee_returned)
            entry.add(chart.fee(Fee.HOST), -event.host_fee_returned)
            entry.add(chart.REFUNDED, event.amount)
        case DonationChargedBack():
            entry.cash(event.account_id, -event.amount - event.dispute_fee)
            entry.add(chart.fee(Fee.DISPUTE), event.dispute_fee)
            entry.add(chart.CHARGED_BACK, event.amount)
        case DonationPassedOn():
            entry.cash(event.account_id, -event.amount - event.fee)
            entry.add(chart.fee(Fee.PAYOUT), event.fee)
            entry.add(chart.PASSED_ON, event.amount)
    return entry.done()


def _of_transfers(
    event: AccountTransferMade | PurposeTransferMade | ExchangeMade,
) -> tuple[Posting, ...]:
    match event:
        case AccountTransferMade():
            entry = Entry(event.currency, event.exponent, event.purpose_id)
            entry.cash(event.from_account_id, -event.amount - event.fee)
            entry.cash(event.to_account_id, event.amount)
            return entry.add(chart.fee(Fee.TRANSFER), event.fee).done()
        case PurposeTransferMade():
            giving = Entry(event.currency, event.exponent, event.from_purpose_id)
            taking = Entry(event.currency, event.exponent, event.to_purpose_id)
            giving.add(chart.BETWEEN_PURPOSES, event.amount)
            taking.add(chart.BETWEEN_PURPOSES, -event.amount)
            return giving.done() + taking.done()
        case ExchangeMade():
            sold = Entry(event.sold_currency, event.sold_exponent, event.purpose_id)
            sold.cash(event.from_account_id, -event.sold_amount - event.fee)
            sold.add(chart.fee(Fee.EXCHANGE), event.fee).add(chart.EXCHANGED, event.sold_amount)
            bought = Entry(event.bought_currency, event.bought_exponent, event.purpose_id)
            bought.cash(event.to_account_id, event.bought_amount)
            return sold.done() + bought.add(chart.EXCHANGED, -event.bought_amount).done()


def _of_grants(event: GrantCommitted | GrantPaid | GrantRestReleased) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case GrantCommitted():
            entry.promise(event.category, event.amount)
        case GrantPaid():
            entry.cash(event.account_id, -event.amount - event.fee)
            entry.add(chart.fee(Fee.PAYOUT), event.fee)
            entry.add(chart.paid_for(event.category), event.amount)
            entry.promise(event.category, -event.amount)
        case GrantRestReleased():
            entry.promise(event.category, -event.amount)
    return entry.done()


def _of_changed_grants(
    event: GrantPlanChanged | GrantPaymentReturned | GrantMoneyReturned,
) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case GrantPlanChanged():
            entry.promise(event.category, event.delta)
        case GrantPaymentReturned():
            entry.cash(event.account_id, event.amount)
            entry.add(chart.paid_for(event.category), -event.amount)
            entry.promise(event.category, event.amount)
        case GrantMoneyReturned():
            entry.cash(event.account_id, event.amount)
            entry.add(chart.paid_for(event.category), -event.amount)
    return entry.done()


def _of_costs(event: CostPaid | CostRefunded | FeeTaken | FeeReturned) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case CostPaid():
            entry.cash(event.account_id, -event.amount - event.fee)
            entry.add(chart.fee(Fee.PAYOUT), event.fee)
            entry.add(chart.cost(event.category), event.amount)
        case CostRefunded():
            entry.cash(event.account_id, event.amount)
            entry.add(chart.cost(event.category), -event.amount)
        case FeeTaken():
            entry.cash(event.account_id, -event.amount)
            entry.add(chart.fee(event.kind), event.amount)
        case FeeReturned():
            entry.cash(event.account_id, event.amount)
            entry.add(chart.fee(event.kind), -event.amount)
    return entry.done()


def _of_floats(event: FloatHanded | FloatSpent | FloatClosed) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case FloatHanded():
            entry.cash(event.account_id, -event.amount).cash(event.float_id, event.amount)
        case FloatSpent():
            entry.cash(event.float_id, -event.amount)
            if event.category is not None:
                entry.add(chart.paid_for(event.category), event.amount)
            elif event.cost_category is not None:
                entry.add(chart.cost(event.cost_category), event.amount)
        case FloatClosed():
            entry.cash(event.float_id, -event.amount - event.missing)
            entry.cash(event.account_id, event.amount)
            entry.add(chart.MISSING, event.missing)
    return entry.done()


def _of_losses(event: CashDifferenceFound | MoneyLost | MoneyRecovered) -> tuple[Posting, ...]:
    entry = Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case CashDifferenceFound():
            entry.cash(event.account_id, event.difference)
            entry.add(chart.DIFFERENCE, -event.difference)
        case MoneyLost():
            entry.cash(event.account_id, -event.amount)
            entry.add(chart.lost(event.how), event.amount)
        case MoneyRecovered():
            entry.cash(event.account_id, event.amount)
            entry.add(chart.lost(event.how), -event.amount)
    return entry.done()


def opposite(entries: Iterable[Posting]) -> tuple[Posting, ...]:
    """Return the postings that take *entries* back."""
    return tuple(
        Posting(
            code=posting.code,
            amount=-posting.amount,
            currency=posting.currency,
            exponent=posting.exponent,
            ref=posting.ref,
            purpose_id=posting.purpose_id,
        )
        for posting in entries
    )
