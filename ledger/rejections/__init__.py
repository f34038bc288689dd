"""Every way the ledger says no. `docs/refusals.md` has a paragraph for each code.

The tree: `Rejection` -> what was given (`given`), money (`money`), cases and lines (`cases`), the
book itself (`book`), who asks (`people`), orders that take two (`orders`), floats (`floats`), the
vault (`vault`), what the public sees (`publishing`), budgets (`budgets`). The order in which a
command's refusals apply stands in its own docstring and is tested as a table.
"""

from typing import Final

from ledger.rejections import (
    bail,
    ballots,
    book,
    budgets,
    cases,
    cash,
    decided,
    deciding,
    floats,
    given,
    grants,
    money,
    orders,
    people,
    publishing,
    vault,
)
from ledger.rejections.bail import (
    KindUnusable,
    MoreThanOwed,
    ReportUnusable,
    ShareExceedsAmount,
)
from ledger.rejections.ballots import (
    BallotCast,
    BallotsUnreadable,
    BallotUnusable,
    NotesFull,
    OpenStances,
    SlipUnusable,
    WordsUnusable,
)
from ledger.rejections.base import Kind, Rejection
from ledger.rejections.book import (
    BookBusy,
    BookReadOnly,
    FundExists,
    FundUnknown,
    KeyReused,
    KeyUnusable,
)
from ledger.rejections.budgets import (
    BudgetChanged,
    BudgetMissing,
    BudgetOverlaps,
    BudgetShort,
    BudgetUnknown,
    BudgetUnusable,
)
from ledger.rejections.cases import (
    AlreadyReversed,
    BeforeItsCase,
    CaseExists,
    CaseOfAnotherKind,
    CaseUnknown,
    CorrectionOfAnotherKind,
    InstalmentUnknown,
    LaterLinesStand,
    LineUnknown,
    MoreThanGiven,
    MoreThanHeld,
    MoreThanPaid,
    MoreThanPromised,
    NothingPromised,
    NotInThisState,
    NotReversible,
    OwnHousehold,
)
from ledger.rejections.cash import (
    AccountIsClosed,
    AccountIsFrozen,
    AccountNotCash,
    AccountNotEmpty,
    AccountNotFrozen,
    AmountZero,
    CountDiffers,
    CountOutdated,
    HandoverOfOthers,
    KeeperAlready,
    KeeperChanged,
    MoreThanLost,
    MoreThanTheGap,
    ReconciledBySender,
)  # fmt: skip
from ledger.rejections.decided import (
    DecisionDiffers,
    DecisionLapsed,
    DecisionNeeded,
    DecisionUnknown,
    DecisionUsed,
    NotForPublic,
)
from ledger.rejections.deciding import (
    BallotsUnusable,
    DecidingOver,
    KindClosed,
    MayNotDecide,
    MeetingMissing,
    MeetingUnusable,
    MeetingWaits,
    NobodyElseDecides,
    ProposalIsClosed,
    ProposalOfAnother,
    ProposalUnusable,
    ProtocolUnusable,
    RecusedAlready,
    SealedBallot,
    StanceUnusable,
    TooManyProposals,
    TooManyToCount,
)
from ledger.rejections.floats import (
    FloatCounted,
    FloatOfAnother,
    FloatOver,
    FloatUnusable,
    OutsideFloat,
)
from ledger.rejections.given import (
    AccountUnknown,
    AmountNegative,
    AmountNotPositive,
    AmountTooLarge,
    AuthorityUnknown,
    CategoryIsBail,
    CurrencyUnknown,
    DateInFuture,
    DateTooEarly,
    FeesExceedAmount,
    InstalmentsDoNotAddUp,
    LabelUnusable,
    PurposeMissing,
    PurposeUnknown,
    ReferenceUnusable,
    SameAccount,
    SameCurrency,
    SamePurpose,
    TimeZoneUnknown,
    TooManyDeductions,
    TooManyInstalments,
    WrongCurrency,
    WrongExponent,
)
from ledger.rejections.grants import (
    AboveCap,
    ConsentMissing,
    NothingChanges,
    PaymentUnderWay,
    PlanBelowPaid,
)
from ledger.rejections.money import (
    AccountShort,
    InsufficientFunds,
    InsufficientPurpose,
    OutsidePurpose,
    PurposeRestricted,
    PurposeShort,
)
from ledger.rejections.orders import (
    ActsUnusable,
    AlreadySigned,
    ApprovalsMissing,
    ContentChanged,
    InConflict,
    NotAuthorised,
    NotCarriedOut,
    NotPrepared,
    OrderClosed,
    OrderUnknown,
    OtherOrder,
    OwnRequest,
    RatificationOver,
    SamePerson,
    UrgentCapReached,
    UrgentPathClosed,
    WitnessNeeded,
)
from ledger.rejections.people import (
    AuditorKeepsBooks,
    AuditorKeptBooks,
    FounderKnown,
    GlassAlreadyBroken,
    GlassWhole,
    MandateHeld,
    MandateMissing,
    MandateNotHeld,
    MemberExists,
    MemberUnknown,
    MendingOver,
    NotDue,
    NotSuspended,
    OperatorMayNot,
    PolicyUnusable,
    SecondPersonNeeded,
    SheetsMissing,
    SheetsWrong,
    SingleSigner,
    SuspensionOwn,
    SuspensionSpent,
    TooFewPeople,
)
from ledger.rejections.publishing import (
    AgreementUnknown,
    CountersignedAlready,
    LogBegunAlready,
    LogUnusable,
    ManifestUnusable,
    NotPublic,
    PublishingUnusable,
    ReportCutUnusable,
    ReportDiffers,
    ReportNotNext,
    ReportOutBefore,
    ReportOutOfTurn,
    ReportTooEarly,
    ReportUnderOtherRules,
    ReportUnknown,
)
from ledger.rejections.vault import (
    AskedByYou,
    AskingOpen,
    AskingUnknown,
    ExportMissing,
    HoldMissing,
    KeepUntilUnusable,
    LegalHold,
    PersonErased,
    PersonUnknown,
    ProfileUnknown,
    RecordUnknown,
    RecordUnusable,
    SharesNeeded,
    SharesWrong,
    VaultLocked,
    VaultOpen,
)

_MODULES: Final = (book, cases, given, money, people, orders, floats, cash, grants, bail, vault,
    publishing, decided, deciding, ballots, budgets)  # fmt: skip

REJECTIONS: Final[dict[str, type[Rejection]]] = {
    found.code: found
    for module in _MODULES
    for found in vars(module).values()
    if isinstance(found, type)
    and issubclass(found, Rejection)
    and found.__module__ == module.__name__
}
"""Code to its class."""

__all__ = [
    "REJECTIONS", "AboveCap", "AccountIsClosed", "AccountIsFrozen", "AccountNotCash",
    "AccountNotEmpty", "AccountNotFrozen", "AccountShort", "AccountUnknown", "ActsUnusable",
    "AgreementUnknown", "AlreadyReversed", "AlreadySigned", "AmountNegative", "AmountNotPositive",
    "AmountTooLarge", "AmountZero", "ApprovalsMissing", "AskedByYou", "AskingOpen", "AskingUnknown",
    "AuditorKeepsBooks", "AuditorKeptBooks", "AuthorityUnknown", "BallotCast", "BallotUnusable",
    "BallotsUnreadable", "BallotsUnusable", "BeforeItsCase", "BookBusy", "BookReadOnly",
    "BudgetChanged", "BudgetMissing", "BudgetOverlaps", "BudgetShort", "BudgetUnknown",
    "BudgetUnusable", "CaseExists", "CaseOfAnotherKind", "CaseUnknown", "CategoryIsBail",
    "ConsentMissing", "ContentChanged", "CorrectionOfAnotherKind", "CountDiffers", "CountOutdated",
    "CountersignedAlready", "CurrencyUnknown", "DateInFuture", "DateTooEarly", "DecidingOver",
    "DecisionDiffers", "DecisionLapsed", "DecisionNeeded", "DecisionUnknown", "DecisionUsed",
    "ExportMissing", "FeesExceedAmount", "FloatCounted", "FloatOfAnother", "FloatOver",
    "FloatUnusable", "FounderKnown", "FundExists", "FundUnknown", "GlassAlreadyBroken",
    "GlassWhole", "HandoverOfOthers", "HoldMissing", "InConflict", "InstalmentUnknown",
    "InstalmentsDoNotAddUp", "InsufficientFunds", "InsufficientPurpose", "KeepUntilUnusable",
    "KeeperAlready", "KeeperChanged", "KeyReused", "KeyUnusable", "Kind", "KindClosed",
    "KindUnusable", "LabelUnusable", "LaterLinesStand", "LegalHold", "LineUnknown",
    "LogBegunAlready", "LogUnusable", "MandateHeld", "MandateMissing", "MandateNotHeld",
    "ManifestUnusable", "MayNotDecide", "MeetingMissing", "MeetingUnusable", "MeetingWaits",
    "MemberExists", "MemberUnknown", "MendingOver", "MoreThanGiven", "MoreThanHeld", "MoreThanLost",
    "MoreThanOwed", "MoreThanPaid", "MoreThanPromised", "MoreThanTheGap", "NobodyElseDecides",
    "NotAuthorised", "NotCarriedOut", "NotDue", "NotForPublic", "NotInThisState", "NotPrepared",
    "NotPublic", "NotReversible", "NotSuspended", "NotesFull", "NothingChanges", "NothingPromised",
    "OpenStances", "OperatorMayNot", "OrderClosed", "OrderUnknown", "OtherOrder", "OutsideFloat",
    "OutsidePurpose", "OwnHousehold", "OwnRequest", "PaymentUnderWay", "PersonErased",
    "PersonUnknown", "PlanBelowPaid", "PolicyUnusable", "ProfileUnknown", "ProposalIsClosed",
    "ProposalOfAnother", "ProposalUnusable", "ProtocolUnusable", "PublishingUnusable",
    "PurposeMissing", "PurposeRestricted", "PurposeShort", "PurposeUnknown", "RatificationOver",
    "ReconciledBySender", "RecordUnknown", "RecordUnusable", "RecusedAlready", "ReferenceUnusable",
    "Rejection", "ReportCutUnusable", "ReportDiffers", "ReportNotNext", "ReportOutBefore",
    "ReportOutOfTurn", "ReportTooEarly", "ReportUnderOtherRules", "ReportUnknown", "ReportUnusable",
    "SameAccount", "SameCurrency", "SamePerson", "SamePurpose", "SealedBallot",
    "SecondPersonNeeded", "ShareExceedsAmount", "SharesNeeded", "SharesWrong", "SheetsMissing",
    "SheetsWrong", "SingleSigner", "SlipUnusable", "StanceUnusable", "SuspensionOwn",
    "SuspensionSpent", "TimeZoneUnknown", "TooFewPeople", "TooManyDeductions", "TooManyInstalments",
    "TooManyProposals", "TooManyToCount", "UrgentCapReached", "UrgentPathClosed", "VaultLocked",
    "VaultOpen", "WitnessNeeded", "WordsUnusable", "WrongCurrency", "WrongExponent",
]  # fmt: skip
