"""Every fact a book can hold. `docs/events.md` explains each one."""

from typing import Final

from ledger.events.bail import BailForfeited, BailKind, BailPosted, BailReturned, Deduction
from ledger.events.base import Event, Step
from ledger.events.break_glass import GlassBroken, GlassMended, SheetsSealed, SuccessorsInstalled
from ledger.events.corrections import LineReversed, Posting, Reason
from ledger.events.costs import CostPaid, CostRefunded, FeeReturned, FeeTaken
from ledger.events.donations import (
    DonationChargedBack,
    DonationPassedOn,
    DonationReceived,
    DonationRefunded,
)
from ledger.events.floats import FloatClosed, FloatHanded, FloatSpent
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
from ledger.events.members import (
    ColleagueSuspended,
    FounderNamed,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    Role,
    SingleSignerEnded,
    SuspensionConfirmed,
)
from ledger.events.orders import (
    ConflictDeclared,
    OrderApproved,
    OrderAuthorised,
    OrderCarriedOut,
    OrderChanged,
    OrderConfirmed,
    OrderDeclined,
    OrderPrepared,
    OrderRatified,
    OrderRequested,
    OrderWithdrawn,
    RatificationClosed,
    RatificationExpired,
    RatificationOpened,
    Way,
)
from ledger.events.policy import PolicySet, Rung
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
    | FounderNamed
    | MemberAdmitted
    | MemberLeft
    | MandateGranted
    | MandateEnded
    | ColleagueSuspended
    | SuspensionConfirmed
    | SingleSignerEnded
    | PolicySet
    | OrderRequested
    | OrderChanged
    | OrderApproved
    | OrderPrepared
    | OrderAuthorised
    | OrderCarriedOut
    | OrderConfirmed
    | OrderDeclined
    | OrderWithdrawn
    | ConflictDeclared
    | RatificationOpened
    | OrderRatified
    | RatificationClosed
    | RatificationExpired
    | FloatHanded
    | FloatSpent
    | FloatClosed
    | SheetsSealed
    | GlassBroken
    | GlassMended
    | SuccessorsInstalled
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
    "ColleagueSuspended",
    "ConflictDeclared",
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
    "FloatClosed",
    "FloatHanded",
    "FloatSpent",
    "FounderNamed",
    "FundEvent",
    "FundOpened",
    "GlassBroken",
    "GlassMended",
    "GrantCommitted",
    "GrantPaid",
    "GrantRestReleased",
    "Instalment",
    "LineReversed",
    "MandateEnded",
    "MandateGranted",
    "MemberAdmitted",
    "MemberLeft",
    "OrderApproved",
    "OrderAuthorised",
    "OrderCarriedOut",
    "OrderChanged",
    "OrderConfirmed",
    "OrderDeclined",
    "OrderPrepared",
    "OrderRatified",
    "OrderRequested",
    "OrderWithdrawn",
    "PayeeKind",
    "PolicySet",
    "Posting",
    "PurposeOpened",
    "PurposeTransferMade",
    "RatificationClosed",
    "RatificationExpired",
    "RatificationOpened",
    "Reason",
    "Restriction",
    "Role",
    "Rung",
    "SheetsSealed",
    "SingleSignerEnded",
    "Step",
    "SuccessorsInstalled",
    "SuspensionConfirmed",
    "Way",
]
