"""Cash for real: counted by two, handed from one to another, lost, stolen, seized, found again."""

from typing import Final
from uuid import UUID

from ledger import guards
from ledger.accounts import own_account
from ledger.case import Case
from ledger.chart import Loss
from ledger.command import Command, Context
from ledger.events import (
    AccountKind,
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    FundEvent,
    MoneyLost,
    MoneyRecovered,
)
from ledger.fund import Account, Fund
from ledger.members import known
from ledger.money import Money
from ledger.rejections import (
    AccountNotCash,
    CountDiffers,
    CountOutdated,
    HandoverOfOthers,
    KeeperAlready,
    KeeperChanged,
    MoreThanLost,
    PurposeMissing,
)
from ledger.signers import approves, sees, signers

CASH_KINDS: Final = frozenset({AccountKind.CASH_BOX, AccountKind.CASH_HELD})
"""Accounts that are counted, because nobody sends a statement of them."""


class CountCash(Command, frozen=True, kw_only=True):
    """Write down what is in a cash box, and the difference to the book: an order. Opens a case.

    *booked* is what the book had when it was counted, so that two people sign one difference. Its
    purpose is only needed where there is one.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-negative,
    amount-too-large (counted), account-unknown, account-not-cash, wrong-currency, wrong-exponent,
    count-outdated, purpose-missing, purpose-unknown.
    """

    account_id: UUID
    counted: int
    booked: int
    currency: str
    exponent: int
    purpose_id: UUID | None = None
    case_id: UUID | None = None


class HandCashOver(Command, frozen=True, kw_only=True):
    """Give the cash of an account to another keeper: an order. Opens a case.

    Giver and receiver sign, one asks and the other approves. Where nobody kept it yet, or whoever
    did can sign no more, an approver signs for the giver. *decision* is the order itself.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-negative,
    amount-too-large (counted), account-unknown, account-not-cash, wrong-currency, wrong-exponent,
    member-unknown (receiver), keeper-changed, keeper-already, count-differs, handover-of-others.
    """

    account_id: UUID
    receiver: UUID
    counted: int
    currency: str
    exponent: int
    handed_by: UUID | None = None
    decision: UUID | None = None
    case_id: UUID | None = None


class RecordLoss(Command, frozen=True, kw_only=True):
    """Write down that money was lost, stolen or seized: a fact. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large, account-unknown, purpose-unknown, wrong-currency, wrong-exponent,
    witness-needed (given directly, once two are needed).
    """

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    how: Loss
    case_id: UUID | None = None


class RecordRecovery(Command, frozen=True, kw_only=True):
    """Write down that some of what was lost came back: a fact.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-not-positive, amount-too-large, account-unknown, wrong-currency,
    wrong-exponent (the account), wrong-currency (what was lost), more-than-lost.
    """

    case_id: UUID
    account_id: UUID
    amount: int
    currency: str
    exponent: int


CashCommand = CountCash | HandCashOver | RecordLoss | RecordRecovery


def decide(command: CashCommand, context: Context, fund: Fund, case: Case) -> tuple[FundEvent, ...]:
    """Return the facts of *command*, or raise the first refusal that applies."""
    match command:
        case CountCash():
            return _count(command, context, fund, case)
        case HandCashOver():
            return (_hand_over(command, context, fund, case),)
        case RecordLoss():
            return (_lose(command, context, fund, case),)
        case RecordRecovery():
            return (_recover(command, context, fund, case),)


def still_lost(case: Case) -> int:
    """Return what was lost and has not come back, in minor units."""
    return sum(event.amount for event in case.events(MoneyLost)) - sum(
        event.amount for event in case.events(MoneyRecovered)
    )


def _counted(
    command: CountCash | HandCashOver, context: Context, fund: Fund, case: Case
) -> Account:
    """Refuse what cannot be a count of cash; return what was counted."""
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_negative("counted", command.counted)
    account = own_account(fund, command.account_id)
    if account.kind not in CASH_KINDS:
        raise AccountNotCash(account.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    return account


def _count(
    command: CountCash, context: Context, fund: Fund, case: Case
) -> tuple[CashCounted | CashDifferenceFound, ...]:
    account = _counted(command, context, fund, case)
    if command.booked != account.balance:
        raise CountOutdated(_money(command.booked, account), _money(account.balance, account))
    counted = CashCounted(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        counted=command.counted,
        currency=command.currency,
        exponent=command.exponent,
    )
    difference = command.counted - account.balance
    if not difference:
        return (counted,)
    if command.purpose_id is None:
        raise PurposeMissing
    guards.known_purpose(fund, command.purpose_id)
    found = CashDifferenceFound(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        difference=difference,
        currency=command.currency,
        exponent=command.exponent,
    )
    return counted, found


def _hand_over(command: HandCashOver, context: Context, fund: Fund, case: Case) -> CashHandedOver:
    account = _counted(command, context, fund, case)
    known(fund, command.receiver, "receiver")
    if command.handed_by != account.keeper:
        raise KeeperChanged(account.account_id)
    if command.receiver == account.keeper:
        raise KeeperAlready(account.account_id)
    if command.counted != account.balance:
        raise CountDiffers(_money(command.counted, account), _money(account.balance, account))
    if not fund.single_signer:
        _both_sign(command, context, fund, case)
    return CashHandedOver(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        handed_by=command.handed_by,
        receiver=command.receiver,
        counted=command.counted,
        currency=command.currency,
        exponent=command.exponent,
    )


def _both_sign(command: HandCashOver, context: Context, fund: Fund, case: Case) -> None:
    """Refuse whoever is neither giver nor receiver, and what one of the two has not signed."""
    who = signers(command.decision, context, case)
    giver = command.handed_by
    if giver is not None and sees(fund, context, giver):
        for_giver = {giver}
    else:  # nobody who could sign for it now keeps the cash
        for_giver = {each for each in who - {command.receiver} if approves(fund, context, each)}
    if not who <= {command.receiver, *for_giver}:
        raise HandoverOfOthers
    is_signed = command.decision is not None
    if is_signed and not (command.receiver in who and who & for_giver):
        raise HandoverOfOthers


def _lose(command: RecordLoss, context: Context, fund: Fund, case: Case) -> MoneyLost:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    return MoneyLost(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        how=command.how,
    )


def _recover(command: RecordRecovery, context: Context, fund: Fund, case: Case) -> MoneyRecovered:
    lost = guards.opened_by(case, MoneyLost)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(lost, command.currency, command.exponent, "what was lost")
    left = still_lost(case)
    if command.amount > left:
        raise MoreThanLost(_money(command.amount, account), _money(left, account))
    return MoneyRecovered(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=lost.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        how=lost.how,
    )


def _money(amount: int, account: Account) -> Money:
    return Money(amount, account.currency, account.exponent)
