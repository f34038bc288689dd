"""Bail: verified, posted, followed through the courts, returned, lost, recovered; and sureties."""

from ledger.bail.court import PlaceReceipt, ReportBail
from ledger.bail.figures import BailFigures, figures_of, held, posted_of, with_depositor
from ledger.bail.losses import RecordBailForfeiture, RecordBailRecovery, WriteOffBail
from ledger.bail.posting import PostBail, RaiseBail, VerifyBail
from ledger.bail.returning import (
    MAX_DEDUCTIONS,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
)
from ledger.bail.rules import BailCommand, decide
from ledger.bail.states import State, state_of
from ledger.bail.sureties import EndSurety, GiveSurety

__all__ = [
    "MAX_DEDUCTIONS",
    "BailCommand",
    "BailFigures",
    "EndSurety",
    "GiveSurety",
    "PlaceReceipt",
    "PostBail",
    "RaiseBail",
    "RecordBailForfeiture",
    "RecordBailRecovery",
    "RecordBailReturn",
    "RecordDepositorRepayment",
    "RecordReturnToDepositor",
    "ReportBail",
    "State",
    "VerifyBail",
    "WriteOffBail",
    "decide",
    "figures_of",
    "held",
    "posted_of",
    "state_of",
    "with_depositor",
]
