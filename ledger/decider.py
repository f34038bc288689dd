"""The index of everything the ledger obeys: `decide(command, context, fund, case)`.

Pure: time, actor and fresh ids are arguments. The answer is the facts to append to the case, in
order, or the first refusal that applies; a refusal changes nothing.
"""

from typing import Final, get_args
from uuid import UUID

from ledger import bail, brought_forward, costs, donations, grants, opening, refunds, transfers
from ledger.bail import PostBail, RecordBailForfeiture, RecordBailReturn
from ledger.brought_forward import BringForward
from ledger.case import Case, evolve_case
from ledger.command import Context, Instruction
from ledger.corrections import ReverseLine, fund_for_the_right_line, reverse
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import FundEvent, Reason
from ledger.fund import Fund
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest
from ledger.opening import OpenAccount, OpenAuthority, OpenFund, OpenPurpose
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.rejections import CorrectionOfAnotherKind, FundUnknown, LineUnknown, Rejection
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


Opening = OpenFund | OpenAccount | OpenPurpose | OpenAuthority
AnyCommand = Opening | Recording | ReverseLine | CorrectLine
_OPENINGS: Final = frozenset(get_args(Opening))

COMMANDS: Final[dict[str, type[AnyCommand]]] = {
    command.__struct_config__.tag: command for command in get_args(AnyCommand)
}
"""Every command by the name it has in JSON."""


def decide(
    command: AnyCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...] | Rejection:
    """Return the facts that *command* adds to *case*, or the refusal.

    Before a book has its first line every command but OpenFund is refused as fund-unknown.
    """
    try:
        return _decide(command, context, fund, case)
    except Rejection as rejection:
        return rejection


def _decide(command: AnyCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    if not fund.is_open and not isinstance(command, OpenFund):
        raise FundUnknown
    match command:
        case OpenFund() | OpenAccount() | OpenPurpose() | OpenAuthority():
            return opening.decide(command, context, fund)
        case RecordDonation() | PassDonationOn():
            return donations.decide(command, context, fund, case)
        case BringForward():
            return brought_forward.decide(command, context, fund, case)
        case RefundDonation() | RecordChargeback():
            return refunds.decide(command, context, fund, case)
        case TransferBetweenAccounts() | TransferBetweenPurposes() | Exchange():
            return transfers.decide(command, context, fund, case)
        case PostBail() | RecordBailReturn() | RecordBailForfeiture():
            return bail.decide(command, context, fund, case)
        case CommitGrant() | PayGrant() | ReleaseGrantRest():
            return grants.decide(command, context, fund, case)
        case PayCost() | RecordCostRefund() | RecordFee() | RecordFeeReturn():
            return costs.decide(command, context, fund, case)
        case ReverseLine():
            return (reverse(command, case),)
        case CorrectLine():
            return _correct(command, context, fund, case)


def _correct(
    command: CorrectLine, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    if case_of(command.replacement) not in {None, command.case_id}:
        raise LineUnknown(command.position)
    reversal = reverse(
        ReverseLine(case_id=command.case_id, position=command.position, reason=command.reason),
        case,
    )
    given = WRITES[type(command.replacement)]
    if given != reversal.reversed_topic:
        raise CorrectionOfAnotherKind(command.position, reversal.reversed_topic, given)
    replaced = _decide(
        command.replacement,
        context,
        fund_for_the_right_line(fund, reversal),
        evolve_case(case, context.position, reversal),
    )
    return (reversal, *replaced)


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


def case_of(command: AnyCommand) -> UUID | None:
    """Return the case that *command* names, or None when it opens one or is about the fund."""
    return getattr(command, "case_id", None)


def is_about_fund(command: AnyCommand) -> bool:
    """Say whether *command* writes into the fund's own case, whose id is the fund's."""
    return type(command) in _OPENINGS


def labels_of(
    command: AnyCommand, events: tuple[FundEvent, ...], fund_id: UUID
) -> tuple[tuple[str, UUID, str], ...]:
    """Return the names that *command* gives, as (kind, id, text)."""
    if isinstance(command, OpenFund | OpenAccount | OpenPurpose | OpenAuthority):
        return opening.labels(command, events, fund_id)
    return ()
