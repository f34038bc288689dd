"""Commands that write one line about money, and the correction that replaces one by another."""

from typing import Final
from uuid import UUID

from ledger.bail import (
    EndSurety,
    GiveSurety,
    PlaceReceipt,
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
    WriteOffBail,
)
from ledger.brought_forward import BringForward
from ledger.cash import RecordLoss, RecordRecovery
from ledger.command import Instruction
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import Reason
from ledger.grants import (
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    RecordMoneyBack,
    RecordReturnedPayment,
    ReleaseGrantRest,
)
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes

Recording = (
    RecordDonation
    | PassDonationOn
    | BringForward
    | RefundDonation
    | RecordChargeback
    | TransferBetweenAccounts
    | TransferBetweenPurposes
    | Exchange
    | PostBail
    | RecordBailReturn
    | RecordBailForfeiture
    | VerifyBail
    | RaiseBail
    | ReportBail
    | PlaceReceipt
    | RecordReturnToDepositor
    | RecordDepositorRepayment
    | WriteOffBail
    | RecordBailRecovery
    | GiveSurety
    | EndSurety
    | CommitGrant
    | ChangeGrantPlan
    | PayGrant
    | RecordReturnedPayment
    | RecordMoneyBack
    | ReleaseGrantRest
    | PayCost
    | RecordCostRefund
    | RecordFee
    | RecordFeeReturn
    | RecordLoss
    | RecordRecovery
)
"""Commands that write one line about money."""


class CorrectLine(Instruction, frozen=True, kw_only=True):
    """Take a line back and write the right one, both or neither.

    The *replacement* writes the same sort of line into the same case; its own `case_id` may be
    left out, and one of another case is refused as line-unknown: the line is not in that case.

    Refusals in order: line-unknown, not-reversible, already-reversed, later-lines-stand,
    correction-of-another-kind, then those of the replacement as if the wrong line had never been.
    Money that the wrong line took counts as there, so a line that takes no more is never refused
    for want of money, nor of what is left of a budget item.
    """

    case_id: UUID
    position: int
    reason: Reason
    replacement: Recording


WRITES: Final[dict[type[Recording], str]] = {
    RecordDonation: "donation.received.v1",
    PassDonationOn: "donation.passed_on.v1",
    BringForward: "balance.brought_forward.v1",
    RefundDonation: "donation.refunded.v1",
    RecordChargeback: "donation.charged_back.v1",
    TransferBetweenAccounts: "account_transfer.made.v1",
    TransferBetweenPurposes: "purpose_transfer.made.v1",
    Exchange: "exchange.made.v1",
    PostBail: "bail.posted.v1",
    RecordBailReturn: "bail.returned.v1",
    RecordBailForfeiture: "bail.forfeited.v1",
    VerifyBail: "bail.verified.v1",
    RaiseBail: "bail.raised.v1",
    ReportBail: "bail.reported.v1",
    PlaceReceipt: "bail.receipt_placed.v1",
    RecordReturnToDepositor: "bail.returned_to_depositor.v1",
    RecordDepositorRepayment: "bail.repaid_by_depositor.v1",
    WriteOffBail: "bail.written_off.v1",
    RecordBailRecovery: "bail.recovered.v1",
    GiveSurety: "bail.surety_given.v1",
    EndSurety: "bail.surety_ended.v1",
    CommitGrant: "grant.committed.v1",
    ChangeGrantPlan: "grant.plan_changed.v1",
    PayGrant: "grant.paid.v1",
    RecordReturnedPayment: "grant.payment_returned.v1",
    RecordMoneyBack: "grant.money_back.v1",
    ReleaseGrantRest: "grant.rest_released.v1",
    PayCost: "cost.paid.v1",
    RecordCostRefund: "cost.refunded.v1",
    RecordFee: "fee.taken.v1",
    RecordFeeReturn: "fee.returned.v1",
    RecordLoss: "money.lost.v1",
    RecordRecovery: "money.recovered.v1",
}
"""The topic of the line that each recording writes."""
