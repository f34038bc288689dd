"""Commands that write one line about money, and the correction that replaces one by another."""

from typing import Final
from uuid import UUID

from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn
from ledger.brought_forward import BringForward
from ledger.command import Instruction
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import Reason
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest
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
    | CommitGrant
    | PayGrant
    | ReleaseGrantRest
    | PayCost
    | RecordCostRefund
    | RecordFee
    | RecordFeeReturn
)
"""Commands that write one line about money."""


class CorrectLine(Instruction, frozen=True, kw_only=True):
    """Take a line back and write the right one, both or neither.

    The *replacement* writes the same sort of line into the same case; its own `case_id` may be
    left out, and one of another case is refused as line-unknown: the line is not in that case.

    Refusals in order: line-unknown, not-reversible, already-reversed, later-lines-stand,
    correction-of-another-kind, then those of the replacement as if the wrong line had never been.
    Money that the wrong line took counts as there, so a line that takes no more is never refused
    for want of money.
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
    CommitGrant: "grant.committed.v1",
    PayGrant: "grant.paid.v1",
    ReleaseGrantRest: "grant.rest_released.v1",
    PayCost: "cost.paid.v1",
    RecordCostRefund: "cost.refunded.v1",
    RecordFee: "fee.taken.v1",
    RecordFeeReturn: "fee.returned.v1",
}
"""The topic of the line that each recording writes."""
