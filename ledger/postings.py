"""What each fact means in double entry: one pure function, and every total is a sum of its results.

Debits are positive, credits negative; the postings of a line sum to zero per currency. Promises
are postings too (`promised:…` against `promised_against`), so what is promised is a sum as well.
"""

from collections.abc import Iterable
from uuid import UUID

from ledger import chart
from ledger.chart import Category, Fee
from ledger.events import (
    AccountOpened,
    AccountTransferMade,
    AuthorityOpened,
    BailForfeited,
    BailPosted,
    BailReturned,
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
    FundOpened,
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    LineReversed,
    Posting,
    PurposeOpened,
    PurposeTransferMade,
    Step,
)


class _Entry:
    """Collects the postings of one fact in one currency, leaving out those of zero."""

    def __init__(self, currency: str, exponent: int, purpose_id: UUID | None = None) -> None:
        self.currency = currency
        self.exponent = exponent
        self.purpose_id = purpose_id
        self.postings: list[Posting] = []

    def add(self, code: str, amount: int, ref: UUID | None = None) -> "_Entry":
        if not amount:
            return self
        purpose_id = self.purpose_id if chart.CHART[code].purpose else None
        self.postings.append(
            Posting(
                code=code,
                amount=amount,
                currency=self.currency,
                exponent=self.exponent,
                ref=ref,
                purpose_id=purpose_id,
            )
        )
        return self

    def cash(self, account_id: UUID, amount: int) -> "_Entry":
        return self.add(chart.CASH, amount, account_id)

    def promise(self, category: Category, amount: int) -> "_Entry":
        return self.add(chart.promised_for(category), amount).add(chart.PROMISED_AGAINST, -amount)

    def done(self) -> tuple[Posting, ...]:
        return tuple(self.postings)


def postings(event: FundEvent) -> tuple[Posting, ...]:
    """Return the balanced postings of *event*; facts that move no money have none."""
    match event:  # what a book is full of comes first: it is asked for every line of it
        case DonationReceived() | DonationRefunded() | DonationChargedBack() | DonationPassedOn():
            return _of_donations(event)
        case BailPosted() | BailReturned() | BailForfeited():
            return _of_bail(event)
        case GrantCommitted() | GrantPaid() | GrantRestReleased():
            return _of_grants(event)
        case CostPaid() | CostRefunded() | FeeTaken() | FeeReturned():
            return _of_costs(event)
        case AccountTransferMade() | PurposeTransferMade() | ExchangeMade():
            return _of_transfers(event)
        case LineReversed():
            return event.postings
        case FloatHanded() | FloatSpent() | FloatClosed():
            return _of_floats(event)
        case FundOpened() | AccountOpened() | PurposeOpened() | AuthorityOpened() | Step():
            return ()
        case BalanceBroughtForward():
            entry = _Entry(event.currency, event.exponent, event.purpose_id)
            entry.cash(event.account_id, event.amount)
            return entry.add(chart.BROUGHT_FORWARD, -event.amount).done()


def _of_donations(
    event: DonationReceived | DonationRefunded | DonationChargedBack | DonationPassedOn,
) -> tuple[Posting, ...]:
    entry = _Entry(event.currency, event.exponent, event.purpose_id)
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
            entry = _Entry(event.currency, event.exponent, event.purpose_id)
            entry.cash(event.from_account_id, -event.amount - event.fee)
            entry.cash(event.to_account_id, event.amount)
            return entry.add(chart.fee(Fee.TRANSFER), event.fee).done()
        case PurposeTransferMade():
            giving = _Entry(event.currency, event.exponent, event.from_purpose_id)
            taking = _Entry(event.currency, event.exponent, event.to_purpose_id)
            giving.add(chart.BETWEEN_PURPOSES, event.amount)
            taking.add(chart.BETWEEN_PURPOSES, -event.amount)
            return giving.done() + taking.done()
        case ExchangeMade():
            sold = _Entry(event.sold_currency, event.sold_exponent, event.purpose_id)
            sold.cash(event.from_account_id, -event.sold_amount - event.fee)
            sold.add(chart.fee(Fee.EXCHANGE), event.fee).add(chart.EXCHANGED, event.sold_amount)
            bought = _Entry(event.bought_currency, event.bought_exponent, event.purpose_id)
            bought.cash(event.to_account_id, event.bought_amount)
            return sold.done() + bought.add(chart.EXCHANGED, -event.bought_amount).done()


def _of_bail(event: BailPosted | BailReturned | BailForfeited) -> tuple[Posting, ...]:
    entry = _Entry(event.currency, event.exponent, event.purpose_id)
    match event:
        case BailPosted():
            entry.cash(event.account_id, -event.amount - event.fee)
            entry.add(chart.fee(Fee.PAYOUT), event.fee)
            entry.add(chart.COURTS, event.amount, event.authority_id)
        case BailReturned():
            kept = sum(deduction.amount for deduction in event.deductions)
            entry.cash(event.account_id, event.amount)
            for deduction in event.deductions:
                entry.add(chart.deduction(deduction.kind), deduction.amount)
            entry.add(chart.COURTS, -event.amount - kept, event.authority_id)
        case BailForfeited():
            entry.add(chart.FORFEITED, event.amount)
            entry.add(chart.COURTS, -event.amount, event.authority_id)
    return entry.done()


def _of_grants(event: GrantCommitted | GrantPaid | GrantRestReleased) -> tuple[Posting, ...]:
    entry = _Entry(event.currency, event.exponent, event.purpose_id)
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


def _of_costs(event: CostPaid | CostRefunded | FeeTaken | FeeReturned) -> tuple[Posting, ...]:
    entry = _Entry(event.currency, event.exponent, event.purpose_id)
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
    entry = _Entry(event.currency, event.exponent, event.purpose_id)
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
