"""What an order says: the command that it becomes, and the digest that people sign."""

from hashlib import sha256
from typing import Final, get_args
from uuid import UUID

import msgspec

from ledger.accounts import CloseAccount
from ledger.assertions import AssertionCommand, AssertStatement, ExplainGap
from ledger.bail import GiveSurety, PostBail, RaiseBail, WriteOffBail
from ledger.break_glass import SealSheets
from ledger.budgets.old_orders import budget_of, says_plan
from ledger.case import Case
from ledger.cash import CountCash, HandCashOver
from ledger.chart import Category
from ledger.corrections import ReverseLine
from ledger.costs import PayCost
from ledger.deciding.setting import SetDeciding
from ledger.donations import PassDonationOn
from ledger.events import BailPosted, BailSuretyGiven, FloatHanded, GrantCommitted
from ledger.floats import CloseFloat, HandFloat
from ledger.fund import Fund
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    CommitGrant,
    PayGrant,
    ReleaseGrantRest,
    delta,
    promised,
    whole,
)
from ledger.members import AdmitMember, EndMandate, EndMembership, GrantMandate
from ledger.money import Money
from ledger.orders.settling import RatifyOrder
from ledger.policy import SetPolicy
from ledger.postings import postings
from ledger.publishing.commands import GoverningPublication, OrderedPublication
from ledger.recordings import CorrectLine
from ledger.refunds import RefundDonation
from ledger.suspension import ConfirmSuspension
from ledger.transfers import Exchange, TransferBetweenAccounts, TransferBetweenPurposes
from ledger.witnessed import Witnessed

Payment = (
    PostBail
    | RaiseBail
    | PayGrant
    | PayCost
    | RefundDonation
    | PassDonationOn
    | TransferBetweenAccounts
    | Exchange
    | HandFloat
)
"""Orders by which money leaves an account: approved, prepared, authorised, sent, confirmed."""

Resolution = (
    CommitGrant
    | ChangeGrantPlan
    | ChangeGrantPayee
    | ReleaseGrantRest
    | TransferBetweenPurposes
    | ReverseLine
    | CorrectLine
    | CloseFloat
    | WriteOffBail
    | GiveSurety
    | CloseAccount
    | CountCash
    | HandCashOver
    | AssertionCommand
    | Witnessed
)
"""Orders that change the books and move nothing: the last approval carries them out.

Facts that take money have moved it already, and whoever approves them says that it is so.
"""

Governing = (
    AdmitMember
    | EndMembership
    | GrantMandate
    | EndMandate
    | SetPolicy
    | SetDeciding
    | ConfirmSuspension
    | SealSheets
    | GoverningPublication
)
"""Orders about people and rules: asked for by one steward, approved by another."""

Publishing = OrderedPublication
"""Orders about what the public sees: asked for by a treasurer or steward, approved by another."""

Orderable = Payment | Resolution | Governing | Publishing | RatifyOrder
"""What an order says, or a proposal. Ratifying by decision is never an order of two people."""

PAYMENTS: Final = frozenset(get_args(Payment))
SEEN: Final = frozenset({CountCash, HandCashOver, AssertStatement, ExplainGap})
"""What two people say that they have seen: anybody may sign who writes down what happened."""
AS_IT_STANDS: Final = frozenset({CloseAccount, CountCash, HandCashOver})
"""Orders that are about what is in an account now, and so never asked as if there were more."""
GOVERNING: Final = frozenset(get_args(Governing))
PUBLISHING: Final = frozenset(get_args(Publishing))
ABOUT_NO_MONEY: Final = GOVERNING | PUBLISHING
"""Orders that others than those who handle money decide, and that no amount is about."""
ORDERABLE: Final = frozenset(get_args(Orderable))

_encode: Final = msgspec.json.Encoder(order="sorted").encode
_decoder: Final = msgspec.json.Decoder(Orderable)


def content_of(command: Orderable) -> str:
    """Return the canonical JSON of *command*: sorted keys, defaults left out, no spaces."""
    return _encode(command).decode()


def hash_of(content: str) -> str:
    """Return the SHA-256 of *content*, in hexadecimal: what people sign."""
    return sha256(content.encode()).hexdigest()


def command_of(content: str) -> Orderable:
    """Return the command that *content* says. Raises msgspec.MsgspecError."""
    if says_plan(content):
        return budget_of(content)
    command: Orderable = _decoder.decode(content)
    return command


def amount_of(command: Orderable, case: Case) -> Money | None:
    """Return what the order moves, fee included, for ladder and caps; None where it is no sum.

    A correction counts as the larger of what was written and what is to be.
    """
    match command:
        case ReverseLine():
            return _moved(command.position, case)
        case CorrectLine():
            return _larger(_moved(command.position, case), _stated(command.replacement))
        case ReleaseGrantRest() | ChangeGrantPayee() | ChangeGrantPlan():
            return _of_the_grant(command, case)
        case CloseFloat():
            handed = case.events(FloatHanded)
            return (
                Money(handed[0].amount, handed[0].currency, handed[0].exponent) if handed else None
            )
        case _:
            return None if type(command) in ABOUT_NO_MONEY else _stated(command)


def _stated(command: object) -> Money | None:
    """Return the amount that a command names, with its fee and what a court kept."""
    if isinstance(command, ChangeGrantPlan):
        total = sum(each.amount for each in command.instalments)
        return Money(total, command.currency, command.exponent)
    if isinstance(command, Exchange):
        return Money(
            command.sold_amount + command.fee, command.sold_currency, command.sold_exponent
        )
    amount = getattr(command, "gross", getattr(command, "amount", None))
    if amount is None or not hasattr(command, "currency"):
        return None  # news of a bail may name an amount, and moves none
    amount += getattr(command, "fee", getattr(command, "dispute_fee", 0))
    amount += sum(each.amount for each in getattr(command, "deductions", ()))
    return Money(amount, getattr(command, "currency", ""), getattr(command, "exponent", 0))


def _moved(position: int, case: Case) -> Money | None:
    line = case.at(position)
    entries = () if line is None else postings(line.event)
    if not entries:
        return None
    most = max(entries, key=lambda posting: abs(posting.amount))
    return Money(abs(most.amount), most.currency, most.exponent)


def _larger(written: Money | None, stated: Money | None) -> Money | None:
    """Return the larger of two amounts; None when they cannot be compared."""
    if written is None or stated is None:
        return written or stated
    if written.currency != stated.currency:
        return None
    return max(written, stated, key=lambda money: money.amount)


def _of_the_grant(
    command: ReleaseGrantRest | ChangeGrantPayee | ChangeGrantPlan, case: Case
) -> Money | None:
    """Return what is released, or all of the plan; of a plan that gets smaller, by how much."""
    grants = case.events(GrantCommitted)
    if not grants:
        return None
    amount = promised(case) if isinstance(command, ReleaseGrantRest) else whole(case)
    if isinstance(command, ChangeGrantPlan):
        more = delta(command, case)
        amount = sum(each.amount for each in command.instalments) if more > 0 else -more
    return Money(amount, grants[0].currency, grants[0].exponent)


def category_of(command: object, case: Case) -> Category | None:
    """Return the kind of help the order is about, None for anything else."""
    match command:
        case PostBail() | GiveSurety():
            return Category.BAIL
        case CommitGrant():
            return command.category
        case RefundDonation() | PassDonationOn():
            return None
        case _:
            grants = case.events(GrantCommitted)
            if grants:
                return grants[0].category
            is_bail = bool(case.events(BailPosted)) or bool(case.events(BailSuretyGiven))
            return Category.BAIL if is_bail else None


def categories_of(command: Orderable, case: Case) -> frozenset[Category | None]:
    """Return every kind of help the order is about; None stands for anything else."""
    match command:
        case HandFloat():
            others = (None,) if command.cost_categories else ()
            return frozenset((*command.categories, *others))
        case CorrectLine():
            return frozenset({category_of(command, case), category_of(command.replacement, case)})
        case _:
            return frozenset({category_of(command, case)})


def case_named(command: Orderable) -> UUID | None:
    """Return the case that the order goes on with; None when it opens one."""
    return getattr(command, "case_id", None)


def account_ids(command: Orderable, fund: Fund) -> tuple[UUID, ...]:
    """Return the accounts of the fund that the order names."""
    named = (getattr(command, name, None) for name in ("account_id", "from_account_id"))
    return tuple(each for each in named if each is not None and each in fund.accounts)
