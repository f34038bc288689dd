"""The rules of all commands about bail."""

from ledger.bail import court, losses, posting, returning, sureties
from ledger.bail.court import PlaceReceipt, ReportBail
from ledger.bail.losses import RecordBailForfeiture, RecordBailRecovery, WriteOffBail
from ledger.bail.posting import PostBail, RaiseBail, VerifyBail
from ledger.bail.returning import (
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
)
from ledger.bail.sureties import EndSurety, GiveSurety
from ledger.case import Case
from ledger.command import Context
from ledger.events import FundEvent
from ledger.fund import Fund

BailCommand = (
    VerifyBail
    | PostBail
    | RaiseBail
    | ReportBail
    | PlaceReceipt
    | RecordBailReturn
    | RecordReturnToDepositor
    | RecordDepositorRepayment
    | RecordBailForfeiture
    | WriteOffBail
    | RecordBailRecovery
    | GiveSurety
    | EndSurety
)


def decide(command: BailCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    return (_decide(command, context, fund, case),)


def _decide(command: BailCommand, context: Context, fund: Fund, case: Case) -> FundEvent:
    match command:
        case VerifyBail():
            return posting.verify(command, context, fund, case)
        case PostBail():
            return posting.post(command, context, fund, case)
        case RaiseBail():
            return posting.raise_bail(command, context, fund, case)
        case ReportBail():
            return court.report(command, context, fund, case)
        case PlaceReceipt():
            return court.place(command, context, fund, case)
        case RecordBailReturn():
            return returning.take_back(command, context, fund, case)
        case RecordReturnToDepositor():
            return returning.to_depositor(command, context, fund, case)
        case RecordDepositorRepayment():
            return returning.repay(command, context, fund, case)
        case RecordBailForfeiture():
            return losses.forfeit(command, context, fund, case)
        case WriteOffBail():
            return losses.write_off(command, context, fund, case)
        case RecordBailRecovery():
            return losses.recover(command, context, fund, case)
        case GiveSurety():
            return sureties.give(command, context, fund, case)
        case EndSurety():
            return sureties.end(command, context, fund, case)
