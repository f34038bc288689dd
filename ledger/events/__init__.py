"""Every fact a book can hold. `docs/events.md` explains each one."""

from typing import Final

from ledger.events.accounts import AccountClosed, AccountFrozen, AccountReleased, AccountState
from ledger.events.assertions import GapExplained, GapReason, StatementAsserted
from ledger.events.bail import (
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
    Deduction,
    HeldBy,
    News,
    PayableBy,
    ReceiptPlace,
)
from ledger.events.base import Event, Seen, Step
from ledger.events.break_glass import GlassBroken, GlassMended, SheetsSealed, SuccessorsInstalled
from ledger.events.budgets import BudgetAdopted, BudgetAmended, BudgetItem
from ledger.events.cash import (
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    MoneyLost,
    MoneyRecovered,
)
from ledger.events.corrections import LineReversed, Posting, Reason
from ledger.events.costs import CostPaid, CostRefunded, FeeReturned, FeeTaken
from ledger.events.decided import DecisionCarriedOut, DecisionTold, OrderDecided
from ledger.events.deciding import (
    DecidingSet,
    DecisionOutcome,
    KindProtocol,
    OutcomeReason,
    ProposalAdvanced,
    ProposalChanged,
    ProposalClosed,
    ProposalExtended,
    ProposalKind,
    ProposalMade,
    ProposalWithdrawn,
    RecusalDeclared,
    StanceCount,
    StanceTaken,
    Subject,
    Tally,
    Unbudgeted,
)
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
    BackReason,
    GrantCommitted,
    GrantMoneyReturned,
    GrantPaid,
    GrantPayeeChanged,
    GrantPaymentReturned,
    GrantPlanChanged,
    GrantRestReleased,
    Instalment,
    PayeeKind,
)
from ledger.events.log import LogBegun, LogHead, LogSet, ReportLogged, Witness
from ledger.events.meetings import MeetingConfirmed, MeetingContested, MeetingRecorded
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
from ledger.events.policy import AllowanceUsed, HelpRule, PolicySet, Reserve, Rung
from ledger.events.protocols import (
    Completion,
    ElectionRule,
    Electorate,
    Method,
    Protocol,
    Stage,
    Stance,
    Supporters,
)
from ledger.events.publishing import (
    AgreementRecorded,
    AssuranceSentence,
    AssuranceSigned,
    BudgetWord,
    DisclosureSet,
    DocketCounted,
    GiverStandingSet,
    ItemWord,
    PlanAdopted,
    PlanItem,
    ReportCountersigned,
    ReportPublished,
    Rounding,
    Standing,
    WordingApproved,
    WordingKind,
)
from ledger.events.requests import (
    ClosingReason,
    ConsentRecorded,
    ConsentScope,
    ConsentWithdrawn,
    Outcome,
    RequestClosed,
    RequestScreened,
    RequestWaitlisted,
    Urgency,
)
from ledger.events.transfers import AccountTransferMade, ExchangeMade, PurposeTransferMade

FundEvent = (
    FundOpened | AccountOpened | PurposeOpened | AuthorityOpened | BalanceBroughtForward
    | DonationReceived | DonationRefunded | DonationChargedBack | DonationPassedOn
    | AccountTransferMade | PurposeTransferMade | ExchangeMade | BailPosted | BailReturned
    | BailForfeited | BailVerified | BailRaised | BailReported | BailReceiptPlaced
    | BailReturnedToDepositor | BailRepaidByDepositor | BailWrittenOff | BailRecovered
    | BailSuretyGiven | BailSuretyEnded | GrantCommitted | GrantPaid | GrantRestReleased
    | GrantPlanChanged | GrantPayeeChanged | GrantPaymentReturned | GrantMoneyReturned | CostPaid
    | CostRefunded | FeeTaken | FeeReturned | LineReversed | FounderNamed | MemberAdmitted
    | MemberLeft | MandateGranted | MandateEnded | ColleagueSuspended | SuspensionConfirmed
    | SingleSignerEnded | PolicySet | AllowanceUsed | RequestScreened | RequestWaitlisted
    | RequestClosed | ConsentRecorded | ConsentWithdrawn | OrderRequested | OrderChanged
    | OrderApproved | OrderPrepared | OrderAuthorised | OrderCarriedOut | OrderConfirmed
    | OrderDeclined | OrderWithdrawn | ConflictDeclared | RatificationOpened | OrderRatified
    | RatificationClosed | RatificationExpired | FloatHanded | FloatSpent | FloatClosed
    | AccountFrozen | AccountReleased | AccountClosed | CashCounted | CashDifferenceFound
    | CashHandedOver | MoneyLost | MoneyRecovered | StatementAsserted | GapExplained | SheetsSealed
    | GlassBroken | GlassMended | SuccessorsInstalled | DisclosureSet | PlanAdopted
    | WordingApproved | GiverStandingSet | AgreementRecorded | DocketCounted | ReportPublished
    | ReportCountersigned | AssuranceSigned | BudgetAdopted | BudgetAmended | LogSet | LogBegun
    | ReportLogged | DecidingSet | ProposalMade | ProposalChanged | StanceTaken | RecusalDeclared
    | ProposalExtended | ProposalAdvanced | MeetingRecorded | MeetingConfirmed | MeetingContested
    | ProposalWithdrawn | ProposalClosed | DecisionCarriedOut | OrderDecided | DecisionTold
)  # fmt: skip

EVENTS: Final[dict[str, type[FundEvent]]] = {
    event.topic: event
    for event in FundEvent.__args__  # the members of the union, in order
}
"""Stored topic to the class of its fact."""

__all__ = [
    "EVENTS", "AccountClosed", "AccountFrozen", "AccountKind", "AccountOpened", "AccountReleased",
    "AccountState", "AccountTransferMade", "AgreementRecorded", "AllowanceUsed",
    "AssuranceSentence", "AssuranceSigned", "AuthorityKind", "AuthorityOpened", "BackReason",
    "BailForfeited", "BailKind", "BailPosted", "BailRaised", "BailReceiptPlaced", "BailRecovered",
    "BailRepaidByDepositor", "BailReported", "BailReturned", "BailReturnedToDepositor",
    "BailSuretyEnded", "BailSuretyGiven", "BailVerified", "BailWrittenOff", "BalanceBroughtForward",
    "BudgetAdopted", "BudgetAmended", "BudgetItem", "BudgetWord", "CashCounted",
    "CashDifferenceFound", "CashHandedOver", "ClosingReason", "ColleagueSuspended", "Completion",
    "ConflictDeclared", "ConsentRecorded", "ConsentScope", "ConsentWithdrawn", "CostPaid",
    "CostRefunded", "DecidingSet", "DecisionCarriedOut", "DecisionOutcome", "DecisionTold",
    "Deduction", "DisclosureSet", "DocketCounted", "DonationChargedBack", "DonationPassedOn",
    "DonationReceived", "DonationRefunded", "ElectionRule", "Electorate", "Event", "ExchangeMade",
    "FeeReturned", "FeeTaken", "FloatClosed", "FloatHanded", "FloatSpent", "FounderNamed",
    "FundEvent", "FundOpened", "GapExplained", "GapReason", "GiverStandingSet", "GlassBroken",
    "GlassMended", "GrantCommitted", "GrantMoneyReturned", "GrantPaid", "GrantPayeeChanged",
    "GrantPaymentReturned", "GrantPlanChanged", "GrantRestReleased", "HeldBy", "HelpRule",
    "Instalment", "ItemWord", "KindProtocol", "LineReversed", "LogBegun", "LogHead", "LogSet",
    "MandateEnded", "MandateGranted", "MeetingConfirmed", "MeetingContested", "MeetingRecorded",
    "MemberAdmitted", "MemberLeft", "Method", "MoneyLost", "MoneyRecovered", "News",
    "OrderApproved", "OrderAuthorised", "OrderCarriedOut", "OrderChanged", "OrderConfirmed",
    "OrderDecided", "OrderDeclined", "OrderPrepared", "OrderRatified", "OrderRequested",
    "OrderWithdrawn", "Outcome", "OutcomeReason", "PayableBy", "PayeeKind", "PlanAdopted",
    "PlanItem", "PolicySet", "Posting", "ProposalAdvanced", "ProposalChanged", "ProposalClosed",
    "ProposalExtended", "ProposalKind", "ProposalMade", "ProposalWithdrawn", "Protocol",
    "PurposeOpened", "PurposeTransferMade", "RatificationClosed", "RatificationExpired",
    "RatificationOpened", "Reason", "ReceiptPlace", "RecusalDeclared", "ReportCountersigned",
    "ReportLogged", "ReportPublished", "RequestClosed", "RequestScreened", "RequestWaitlisted",
    "Reserve", "Restriction", "Role", "Rounding", "Rung", "Seen", "SheetsSealed",
    "SingleSignerEnded", "Stage", "Stance", "StanceCount", "StanceTaken", "Standing",
    "StatementAsserted", "Step", "Subject", "SuccessorsInstalled", "Supporters",
    "SuspensionConfirmed", "Tally", "Unbudgeted", "Urgency", "Way", "Witness", "WordingApproved",
    "WordingKind",
]  # fmt: skip
