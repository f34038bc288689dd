"""The rules of all commands about the public side of a fund."""

from ledger.budgets import rules as budgets
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent
from ledger.fund import Fund
from ledger.publishing import log, reporting, settings, telling
from ledger.publishing.commands import (
    ApproveWording,
    BeginLog,
    CountDocket,
    CountersignReport,
    PublishingCommand,
    PublishReport,
    RecordAgreement,
    SetDisclosure,
    SetGiverStanding,
    SetLog,
    SignAssurance,
    TellDecision,
)


def decide(
    command: PublishingCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case SetDisclosure():
            return (settings.set_disclosure(command, context, fund),)
        case AdoptBudget() | AmendBudget():
            return budgets.decide(command, context, fund, case)
        case ApproveWording():
            return (settings.approve_wording(command, context, fund),)
        case SetLog():
            return (log.set_log(command, context, fund),)
        case BeginLog():
            return (log.begin(command, context, fund),)
        case TellDecision():
            return (telling.tell(command, context, fund),)
        case SetGiverStanding():
            return (settings.set_standing(command, context, fund, case),)
        case RecordAgreement():
            return (settings.record_agreement(command, context, fund),)
        case CountDocket():
            return (settings.count_docket(command, context, fund),)
        case PublishReport():
            report = reporting.publish(command, context, fund)
            return (report, *log.logged(report, command.head, fund))
        case CountersignReport():
            return (reporting.countersign(command, context, fund),)
        case SignAssurance():
            return (reporting.sign_assurance(command, context, fund),)
