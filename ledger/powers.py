"""Who may ask the book for what: the one table of commands and mandates.

Whoever has nothing to do with a fund is told what somebody asking for an unknown fund is told.
Rules about one order (who asked, who prepared, who keeps out) stand in `ledger.orders`.
"""

from functools import lru_cache
from typing import Final, get_args
from uuid import UUID

from ledger.accounts import AccountCommand, FreezeAccount, ReleaseAccount
from ledger.assertions import AssertionCommand
from ledger.bail import (
    EndSurety,
    PlaceReceipt,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    VerifyBail,
)
from ledger.break_glass import BreakGlass, InstallSuccessors, MendGlass
from ledger.brought_forward import BringForward
from ledger.cash import CashCommand, RecordLoss, RecordRecovery
from ledger.command import Context, Instruction
from ledger.consents import ConsentCommand
from ledger.corrections import ReverseLine
from ledger.costs import RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.deciding.commands import (
    CarryOutDecision,
    ChangeProposal,
    CloseProposal,
    ConfirmMeeting,
    ContestMeeting,
    Propose,
    RecordMeeting,
    Recuse,
    TakeStance,
    WithdrawProposal,
)
from ledger.donations import RecordDonation
from ledger.events import Role
from ledger.floats import SpendFloat
from ledger.fund import Fund
from ledger.grants import ChangeGrantPayee, RecordMoneyBack, RecordReturnedPayment
from ledger.members import EndSingleSigner, NameFounder
from ledger.opening import OpenAccount, OpenAuthority, OpenFund, OpenPurpose
from ledger.orders.commands import (
    ChangeOrder,
    DeclareConflict,
    DeclineOrder,
    ExpireRatification,
    RequestOrder,
    SignOrder,
    WithdrawOrder,
)
from ledger.orders.content import GOVERNING, PAYMENTS
from ledger.publishing.commands import BeginLog, CountDocket, CountersignReport, SignAssurance
from ledger.recordings import CorrectLine, Recording
from ledger.refunds import RecordChargeback
from ledger.rejections import (
    FundUnknown,
    MandateMissing,
    OperatorMayNot,
    SecondPersonNeeded,
    SingleSigner,
)
from ledger.requests import RequestCommand
from ledger.suspension import SuspendColleague
from ledger.witnessed import taken

OPERATOR: Final = "operator"
"""Whoever runs commands in the terminal of the machine."""
IMPORTER: Final = "import"
"""A history that is brought in from another program, while one person signs."""
CLOCK: Final = "clock"
"""The service itself, keeping a deadline."""
TREASURY: Final = frozenset({Role.TREASURER, Role.APPROVER, Role.ON_CALL})
ANY_MANDATE: Final = frozenset(Role)
_STEWARD: Final = frozenset({Role.STEWARD})
_TREASURER: Final = frozenset({Role.TREASURER})
_AUDITOR: Final = frozenset({Role.AUDITOR})
_ORDERING: Final = TREASURY | _STEWARD

FACTS: Final[frozenset[type[Instruction]]] = frozenset({
    RecordDonation,
    BringForward,
    RecordChargeback,
    RecordBailReturn,
    RecordBailForfeiture,
    VerifyBail,
    ReportBail,
    PlaceReceipt,
    RecordReturnToDepositor,
    RecordDepositorRepayment,
    RecordBailRecovery,
    EndSurety,
    RecordCostRefund,
    RecordFee,
    RecordFeeReturn,
    RecordReturnedPayment,
    RecordMoneyBack,
    RecordLoss,
    RecordRecovery,
    FreezeAccount,
    ReleaseAccount,
})  # fmt: skip
"""What happened outside the fund: one person writes it down. `ledger.witnessed` says how much."""

SCREENING: Final[frozenset[type[Instruction]]] = frozenset(
    get_args(RequestCommand) + get_args(ConsentCommand)
)
"""Requests for help and consents: whoever may ask for money writes them down, it moves none."""

_KEEPING: Final[frozenset[type[Instruction]]] = frozenset(
    {
        *get_args(Recording),
        *SCREENING,
        ChangeGrantPayee,
        *get_args(AccountCommand | CashCommand | AssertionCommand),
    }
    | {ReverseLine, CorrectLine, OpenAccount, OpenPurpose, OpenAuthority}
)
"""What keeping a book takes while one person signs: money and its places, and nobody's rights."""

_BY_MANDATE: Final[dict[type[Instruction], frozenset[Role]]] = {
    **dict.fromkeys(FACTS, TREASURY),
    **dict.fromkeys(SCREENING, _ORDERING),
    OpenAccount: frozenset({Role.TREASURER, Role.STEWARD}),
    OpenPurpose: frozenset({Role.TREASURER, Role.STEWARD}),
    OpenAuthority: frozenset({Role.TREASURER, Role.STEWARD}),
    RequestOrder: _ORDERING,
    ChangeOrder: _ORDERING,
    SignOrder: _ORDERING | _AUDITOR,  # auditors: of reports, as the rules of the order say
    DeclineOrder: _ORDERING | _AUDITOR,
    WithdrawOrder: _ORDERING,
    DeclareConflict: _ORDERING,
    SuspendColleague: ANY_MANDATE,
    MendGlass: _STEWARD,
    CountDocket: _TREASURER,
    CountersignReport: _AUDITOR,
    SignAssurance: _AUDITOR,
    CarryOutDecision: _STEWARD,
}
_OF_THE_OPERATOR: Final = FACTS | {
    OpenFund,
    OpenAccount,
    OpenPurpose,
    OpenAuthority,
    NameFounder,
    BeginLog,
}
_OF_THE_CLOCK: Final = frozenset(
    {ExpireRatification, InstallSuccessors, NameFounder, CloseProposal, CarryOutDecision, BeginLog}
)
_OF_ANY_MEMBER: Final[frozenset[type[Instruction]]] = frozenset({
    BreakGlass,
    SpendFloat,
    Propose,
    ChangeProposal,
    TakeStance,
    Recuse,
    WithdrawProposal,
    RecordMeeting,
    ConfirmMeeting,
    ContestMeeting,
})  # fmt: skip
"""What no mandate is needed for; their own rules say more."""


@lru_cache(maxsize=1024)
def sign_in_of(actor: str) -> UUID | None:
    """Return the sign-in that *actor* is; None for the operator and other machinery."""
    try:
        return UUID(actor)
    except ValueError:
        return None


def roles_of(fund: Fund, context: Context, who: UUID) -> frozenset[Role]:
    """Return the roles of *who* that count now."""
    return fund.governance.roles(who, context.now, context.today(fund.time_zone))


def permit(command: Instruction, context: Context, fund: Fund) -> None:
    """Refuse what whoever asks may not ask for.

    Refusals in order: operator-may-not, fund-unknown, single-signer, second-person-needed,
    mandate-missing. While one person signs, a book without a founder is kept by anybody, but
    nobody is given a right in it: books of an older program are adopted when the service starts.
    Once two are needed no machinery writes what takes money: nobody would be asked if it is so.
    The clock begins the first log of a fund, and no other.
    """
    permit_kind(type(command), context, fund)
    if not fund.single_signer and taken(command) and sign_in_of(context.actor) is None:
        raise OperatorMayNot
    if isinstance(command, BeginLog) and command.number > 1 and context.actor == CLOCK:
        raise OperatorMayNot  # another log follows something that went wrong: a person looks at it


def permit_kind(kind: type[Instruction], context: Context, fund: Fund) -> None:
    """Refuse a kind of command, whatever it says. See `permit`."""
    if kind is OpenFund:
        return
    who = sign_in_of(context.actor)
    if who is None:
        _permit_machinery(kind, context.actor, fund)
        return
    governance = fund.governance
    if governance.founder is None and fund.single_signer and kind in _KEEPING:
        return
    lasting = governance.lasting.get(who)
    if lasting is None or governance.is_suspended(who, context.now):
        raise FundUnknown
    if kind is Propose and fund.single_signer:
        raise SingleSigner
    if kind in _OF_ANY_MEMBER:
        return
    needed = _needed(kind, fund)
    if not needed.isdisjoint(lasting):  # asked for every gift that is written down
        return
    if needed.isdisjoint(roles_of(fund, context, who)):
        raise MandateMissing(tuple(sorted(role.value for role in needed)))


def _needed(kind: type[Instruction], fund: Fund) -> frozenset[Role]:
    """Return the roles of which one is needed; refuse what takes two people, or only one."""
    if fund.single_signer and kind in (RequestOrder, ChangeOrder, SignOrder):
        raise SingleSigner
    needed = _BY_MANDATE.get(kind)
    if needed is not None:
        return needed
    if kind in _OF_THE_CLOCK:
        raise OperatorMayNot
    if not fund.single_signer:
        raise SecondPersonNeeded
    if kind is EndSingleSigner or kind in GOVERNING:
        return _STEWARD
    return _TREASURER


def _permit_machinery(kind: type[Instruction], actor: str, fund: Fund) -> None:
    if actor == CLOCK:
        allowed = kind in _OF_THE_CLOCK
    elif actor == OPERATOR:
        allowed = kind in _OF_THE_OPERATOR
    else:  # an import, or a book that only machinery keeps
        allowed = fund.single_signer and kind in _KEEPING
    if not allowed:
        raise OperatorMayNot


__all__ = [
    "ANY_MANDATE", "CLOCK", "FACTS", "IMPORTER", "OPERATOR", "PAYMENTS", "SCREENING", "TREASURY",
    "permit", "permit_kind", "roles_of", "sign_in_of",
]  # fmt: skip
