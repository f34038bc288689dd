"""What each fact brought in and what went out for good, told without postings.

The books say the same by double entry; the laws compare the two.
"""

from collections import Counter
from collections.abc import Sequence

from ledger.events import (
    AccountOpened,
    AccountTransferMade,
    AuthorityOpened,
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
    PurposeOpened,
    PurposeTransferMade,
    Seen,
    Step,
)


def came_in(event: FundEvent) -> dict[str, int]:
    """Return what *event* brought into the fund, per currency."""
    match event:
        case BalanceBroughtForward():
            return {event.currency: event.amount}
        case DonationReceived():
            return {event.currency: event.gross}
        case ExchangeMade():
            return {event.bought_currency: event.bought_amount}
        case _:
            return {}


def went_out(event: FundEvent) -> dict[str, int]:
    """Return what *event* took out of the fund for good, per currency."""
    match event:
        case DonationReceived():
            return {event.currency: event.processor_fee + event.host_fee}
        case DonationRefunded():
            returned = event.processor_fee_returned + event.host_fee_returned
            return {event.currency: event.amount - returned}
        case DonationChargedBack():
            return {event.currency: event.amount + event.dispute_fee}
        case DonationPassedOn() | GrantPaid() | CostPaid():
            return {event.currency: event.amount + event.fee}
        case ExchangeMade():
            return {event.sold_currency: event.sold_amount + event.fee}
        case AccountTransferMade() | BailRaised():
            return {event.currency: event.fee}
        case BailPosted():
            premium = event.kind is BailKind.COMMERCIAL_PREMIUM
            return {event.currency: event.fee + (event.amount if premium else 0)}
        case BailReturned() | BailReturnedToDepositor():
            return {event.currency: sum(kept.amount for kept in event.deductions)}
        case FloatClosed():
            return {event.currency: event.missing}
        case BailForfeited() | BailWrittenOff() | FeeTaken() | FloatSpent() | MoneyLost():
            return {event.currency: event.amount}
        case GrantPaymentReturned() | GrantMoneyReturned():
            return {event.currency: -event.amount}
        case CashDifferenceFound():
            return {event.currency: -event.difference}
        case CostRefunded() | FeeReturned() | BailRecovered() | MoneyRecovered():
            return {event.currency: -event.amount}
        case BalanceBroughtForward() | PurposeTransferMade() | LineReversed():
            return {}
        case BailVerified() | BailReported() | BailReceiptPlaced() | BailRepaidByDepositor():
            return {}
        case GrantCommitted() | GrantRestReleased() | GrantPlanChanged():
            return {}
        case FundOpened() | AccountOpened() | PurposeOpened() | AuthorityOpened() | Step():
            return {}
        case FloatHanded() | Seen() | BailSuretyGiven() | BailSuretyEnded():
            return {}


def flows(lines: Sequence[FundEvent]) -> tuple[Counter[str], Counter[str]]:
    """Return what came in and went out over all *lines* but those that were taken back."""
    undone = {line.reversed_position for line in lines if isinstance(line, LineReversed)}
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for position, line in enumerate(lines, start=1):
        if position not in undone:
            came.update(came_in(line))
            went.update(went_out(line))
    return came, went
