"""The index of everything the ledger obeys: `decide(command, context, fund, case)`.

Pure: time, actor and fresh ids are arguments. The answer is the facts to append to the case, in
order, or the first refusal that applies; a refusal changes nothing.
"""

from typing import Final, get_args
from uuid import UUID

from ledger import (
    accounts,
    assertions,
    bail,
    break_glass,
    brought_forward,
    cash,
    consents,
    costs,
    donations,
    floats,
    grants,
    members,
    opening,
    policy,
    refunds,
    requests,
    suspension,
    transfers,
)
from ledger.accounts import AccountCommand, CloseAccount, FreezeAccount, ReleaseAccount
from ledger.assertions import AssertionCommand, AssertStatement, ExplainGap
from ledger.bail import BailCommand
from ledger.break_glass import BreakGlass, GlassCommand, InstallSuccessors, MendGlass, SealSheets
from ledger.brought_forward import BringForward
from ledger.budgets.covering import covered_by_budget
from ledger.case import Case, evolve_case
from ledger.cash import CashCommand, CountCash, HandCashOver, RecordLoss, RecordRecovery
from ledger.command import Context
from ledger.consents import ConsentCommand, RecordConsent, WithdrawConsent, still_agreed
from ledger.corrections import ReverseLine, fund_for_the_right_line, reverse
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.deciding import rules as deciding
from ledger.deciding.commands import CarryOutDecision, ChangeProposal, DecidingCommand, Propose
from ledger.deciding.setting import SetDeciding, set_deciding
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import FundEvent
from ledger.floats import CloseFloat, FloatCommand, HandFloat, SpendFloat
from ledger.fund import Fund
from ledger.grants import ChangeGrantPayee, GrantCommand, PayGrant, payee_of
from ledger.members import (
    AdmitMember,
    EndMandate,
    EndMembership,
    EndSingleSigner,
    GrantMandate,
    MemberCommand,
    NameFounder,
)
from ledger.opening import OpenAccount, OpenAuthority, OpenFund, OpenPurpose
from ledger.orders import rules
from ledger.orders.commands import (
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    ExpireRatification,
    OrderCommand,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.powers import permit
from ledger.publishing import rules as publishing
from ledger.publishing.cases import publications_case
from ledger.publishing.commands import PUBLISHING_COMMANDS, PublishingCommand
from ledger.reach import reach
from ledger.recordings import WRITES, CorrectLine, Recording
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.rejections import CorrectionOfAnotherKind, FundUnknown, LineUnknown, Rejection
from ledger.requests import CloseRequest, RequestCommand, ScreenRequest, WaitlistRequest
from ledger.suspension import ConfirmSuspension, SuspendColleague, SuspensionCommand
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes
from ledger.witnessed import written_alone

Opening = OpenFund | OpenAccount | OpenPurpose | OpenAuthority
Governing = MemberCommand | SetPolicy | SetDeciding | SuspensionCommand | GlassCommand
Keeping = AccountCommand | CashCommand | AssertionCommand
AnyCommand = (
    Opening
    | Recording
    | ReverseLine
    | CorrectLine
    | Keeping
    | RequestCommand
    | ConsentCommand
    | ChangeGrantPayee
    | Governing
    | FloatCommand
    | OrderCommand
    | PublishingCommand
    | DecidingCommand
)
_ABOUT_THE_FUND: Final = frozenset(
    get_args(Opening) + get_args(Governing) + get_args(AccountCommand)
)

COMMANDS: Final[dict[str, type[AnyCommand]]] = {
    command.__struct_config__.tag: command for command in get_args(AnyCommand)
}
"""Every command by the name it has in JSON."""


def decide(
    command: AnyCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...] | Rejection:
    """Return the facts that *command* adds to *case*, or the refusal.

    Before a book has its first line every command but OpenFund is refused as fund-unknown. Then
    `ledger.powers` says whether whoever asks may. What is given directly, and not as an order, was
    written by one: when its own rules let it pass, witness-needed may still refuse it, and so may
    consent-missing, budget-missing and budget-short what they would refuse as an order.
    """
    try:
        if fund.is_open:
            permit(command, context, fund)
        facts = _decide(command, context, fund, case)
        covered_by_budget(command, context, fund, case)
        if isinstance(command, PayGrant):
            still_agreed(payee_of(case), case)
        return (*facts, *written_alone(command, context, fund))
    except Rejection as rejection:
        return rejection


def _decide(command: AnyCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    if not fund.is_open and not isinstance(command, OpenFund):
        raise FundUnknown
    reach(command, fund)
    if isinstance(command, BailCommand):
        return bail.decide(command, context, fund, case)
    if isinstance(command, GrantCommand):
        return grants.decide(command, context, fund, case)
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
        case PayCost() | RecordCostRefund() | RecordFee() | RecordFeeReturn():
            return costs.decide(command, context, fund, case)
        case ScreenRequest() | WaitlistRequest() | CloseRequest():
            return requests.decide(command, context, fund, case)
        case RecordConsent() | WithdrawConsent():
            return consents.decide(command, context, fund, case)
        case HandFloat() | SpendFloat() | CloseFloat():
            return floats.decide(command, context, fund, case)
        case FreezeAccount() | ReleaseAccount() | CloseAccount():
            return accounts.decide(command, context, fund)
        case CountCash() | HandCashOver() | RecordLoss() | RecordRecovery():
            return cash.decide(command, context, fund, case)
        case AssertStatement() | ExplainGap():
            return assertions.decide(command, context, fund, case)
        case ReverseLine():
            return (reverse(command, case),)
        case CorrectLine():
            return _correct(command, context, fund, case)
        case _:
            return _decide_about_people(command, context, fund, case)


def _decide_about_people(
    command: Governing | OrderCommand | PublishingCommand | DecidingCommand,
    context: Context,
    fund: Fund,
    case: Case,
) -> tuple[FundEvent, ...]:
    if isinstance(command, DecidingCommand):
        return deciding.decide(command, context, fund, case, _decide)
    if isinstance(command, PublishingCommand):
        return publishing.decide(command, context, fund, case)
    match command:
        case (
            NameFounder()
            | AdmitMember()
            | EndMembership()
            | GrantMandate()
            | EndMandate()
            | EndSingleSigner()
        ):
            return members.decide(command, context, fund)
        case SetPolicy():
            return policy.decide(command, context, fund)
        case SetDeciding():
            return (set_deciding(command, context, fund),)
        case SuspendColleague() | ConfirmSuspension():
            return suspension.decide(command, context, fund)
        case SealSheets() | BreakGlass() | MendGlass() | InstallSuccessors():
            return break_glass.decide(command, context, fund)
        case (
            RequestOrder()
            | ChangeOrder()
            | SignOrder()
            | DeclineOrder()
            | WithdrawOrder()
            | DeclareConflict()
            | ExpireRatification()
            | RatifyOrder()
        ):
            return rules.decide(command, context, fund, case, _decide)


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


def case_of(command: AnyCommand) -> UUID | None:
    """Return the case that *command* names, or None when it opens one or is about the fund."""
    return getattr(command, "case_id", None)


def is_about_fund(command: AnyCommand) -> bool:
    """Say whether *command* writes into the fund's own case, whose id is the fund's."""
    return type(command) in _ABOUT_THE_FUND


def written_in(command: AnyCommand, fund_id: UUID) -> UUID | None:
    """Return the case that *command* writes into, or None when it opens a fresh one.

    What is about the public side, orders about it too, has one case in every fund. What members
    decided is carried out where it would have been written without them.
    """
    if isinstance(command, CarryOutDecision):
        return written_in(command.order, fund_id)
    if is_about_fund(command):
        return fund_id
    inner = command.order if isinstance(command, RequestOrder) else command
    if type(inner) in PUBLISHING_COMMANDS:
        return publications_case(fund_id)
    return case_of(command)


def also_read(command: AnyCommand) -> UUID | None:
    """Return the case that *command* reads besides its own, which rules find in `Context.other`.

    A proposal stands in a case of its own, and may be about what goes on with another one.
    """
    if not isinstance(command, Propose | ChangeProposal) or command.order is None:
        return None
    return case_of(command.order)


def labels_of(
    command: AnyCommand, events: tuple[FundEvent, ...], fund_id: UUID
) -> tuple[tuple[str, UUID, str], ...]:
    """Return the names that *command* gives, as (kind, id, text)."""
    if isinstance(command, OpenFund | OpenAccount | OpenPurpose | OpenAuthority):
        return opening.labels(command, events, fund_id)
    if isinstance(command, Propose | ChangeProposal):
        return deciding.labels(command)
    return ()
