"""Every fact a book can hold. `docs/events.md` explains each one."""

from typing import Final

from ledger.events.bail import BailForfeited, BailKind, BailPosted, BailReturned, Deduction
from ledger.events.base import Event
from ledger.events.corrections import LineReversed, Posting, Reason
from ledger.events.costs import CostPaid, CostRefunded, FeeReturned, FeeTaken
from ledger.events.donations import (
    DonationChargedBack,
    DonationPassedOn,
    DonationReceived,
    DonationRefunded,
)
from ledger.events.fund import (
    AccountKind,
    AccountOpened,
    AuthorityKind,
    AuthorityOpened,
    BalanceBroughtForward,
    FundOpened,
    PurposeOpened,
    Restriction,
)
from ledger.events.grants import (
    GrantCommitted,
    GrantPaid,
    GrantRestReleased,
    Instalment,
    PayeeKind,
)
from ledger.events.transfers import AccountTransferMade, ExchangeMade, PurposeTransferMade

FundEvent = (
    FundOpened
    | AccountOpened
    | PurposeOpened
    | AuthorityOpened
    | BalanceBroughtForward
    | DonationReceived
    | DonationRefunded
    | DonationChargedBack
    | DonationPassedOn
    | AccountTransferMade
    | PurposeTransferMade
    | ExchangeMade
    | BailPosted
    | BailReturned
    | BailForfeited
    | GrantCommitted
    | GrantPaid
    | GrantRestReleased
    | CostPaid
    | CostRefunded
    | FeeTaken
    | FeeReturned
    | LineReversed
)

EVENTS: Final[dict[str, type[FundEvent]]] = {
    event.topic: event
    for event in FundEvent.__args__  # the members of the union, in order
}
"""Stored topic to the class of its fact."""

__all__ = [
    "EVENTS",
    "AccountKind",
    "AccountOpened",
    "AccountTransferMade",
    "AuthorityKind",
    "AuthorityOpened",
    "BailForfeited",
    "BailKind",
    "BailPosted",
    "BailReturned",
    "BalanceBroughtForward",
    "CostPaid",
    "CostRefunded",
    "Deduction",
    "DonationChargedBack",
    "DonationPassedOn",
    "DonationReceived",
    "DonationRefunded",
    "Event",
    "ExchangeMade",
    "FeeReturned",
    "FeeTaken",
    "FundEvent",
    "FundOpened",
    "GrantCommitted",
    "GrantPaid",
    "GrantRestReleased",
    "Instalment",
    "LineReversed",
    "PayeeKind",
    "Posting",
    "PurposeOpened",
    "PurposeTransferMade",
    "Reason",
    "Restriction",
]
