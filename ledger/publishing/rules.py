"""The rules of all commands about the public side of a fund."""

from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent
from ledger.fund import Fund
from ledger.publishing import reporting, settings
from ledger.publishing.commands import (
    AdoptPlan,
    ApproveWording,
    CountDocket,
    CountersignReport,
    PublishingCommand,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SignAssurance,
)


def decide(
    command: PublishingCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case SetDisclosure():
            return (settings.set_disclosure(command, context, fund),)
        case AdoptPlan():
            return (settings.adopt_plan(command, context, fund),)
        case ApproveWording():
            return (settings.approve_wording(command, context, fund),)
        case SetGiverStanding():
            return (settings.set_standing(command, context, fund, case),)
        case RecordAgreement():
            return (settings.record_agreement(command, context, fund),)
        case CountDocket():
            return (settings.count_docket(command, context, fund),)
        case PublishReport():
            return (reporting.publish(command, context, fund),)
        case CountersignReport():
            return (reporting.countersign(command, context, fund),)
        case SignAssurance():
            return (reporting.sign_assurance(command, context, fund),)
