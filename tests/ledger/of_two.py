"""Which facts take two people, and which commands one person writes alone."""

from typing import Final

from ledger.events import (
    AccountClosed,
    AgreementRecorded,
    BailReturned,
    BailReturnedToDepositor,
    BudgetAdopted,
    BudgetAmended,
    CashCounted,
    CashHandedOver,
    DisclosureSet,
    FounderNamed,
    FundEvent,
    GapExplained,
    GiverStandingSet,
    GrantPayeeChanged,
    LogSet,
    MandateEnded,
    MandateGranted,
    MemberAdmitted,
    MemberLeft,
    PlanAdopted,
    PolicySet,
    ReportPublished,
    SheetsSealed,
    SingleSignerEnded,
    StatementAsserted,
    SuspensionConfirmed,
    WordingApproved,
)
from ledger.postings import postings

GOVERNING: Final = (
    FounderNamed,
    MemberAdmitted,
    MemberLeft,
    MandateGranted,
    MandateEnded,
    SuspensionConfirmed,
    PolicySet,
    SheetsSealed,
    SingleSignerEnded,
    DisclosureSet,
    PlanAdopted,
    BudgetAdopted,
    BudgetAmended,
    WordingApproved,
    LogSet,
)
"""Facts by which it changes who may do what, or what it takes."""
OF_TWO: Final = (
    AccountClosed,
    CashCounted,
    CashHandedOver,
    GapExplained,
    GrantPayeeChanged,
    StatementAsserted,
    AgreementRecorded,
    GiverStandingSet,
    ReportPublished,
)
"""Facts that move nothing and take two all the same: what they saw, who is paid, what is out."""
BY_ONE: Final = {
    "record_donation",
    "spend_float",
    "record_money_back",
    "record_depositor_repayment",
    "record_bail_recovery",
    "record_recovery",
    "end_surety",
}
"""What one person writes down alone, where there is no allowance."""


def came_back_whole(event: FundEvent) -> bool:
    """Say whether it is bail of which the court kept nothing."""
    return isinstance(event, BailReturned | BailReturnedToDepositor) and not event.deductions


def takes_two(event: FundEvent) -> bool:
    """Say whether it moves money, or says what two have seen, or changes who may do what."""
    return bool(postings(event)) or isinstance(event, (*GOVERNING, *OF_TWO))
