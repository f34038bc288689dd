"""Balances of statements, asserted by two, and the gaps between them and the book explained."""

from datetime import date
from uuid import UUID

from ledger import guards
from ledger.accounts import own_account
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import FundEvent, GapExplained, GapReason, StatementAsserted
from ledger.fund import Account, Fund
from ledger.paying import covered_by
from ledger.rejections import AmountZero, ReconciledBySender
from ledger.signers import has_seeing_mandate, signers

_PAIR = 2


class AssertStatement(Command, frozen=True, kw_only=True):
    """Write down the balance that a statement shows at the end of a day: an order. Opens a case.

    A later one of the same account and day takes its place. *balance* may be below zero.
    *decision* is the order itself.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-too-large (balance),
    account-unknown, wrong-currency, wrong-exponent, reconciled-by-sender.
    """

    account_id: UUID
    balance: int
    currency: str
    exponent: int
    decision: UUID | None = None
    case_id: UUID | None = None


class ExplainGap(Command, frozen=True, kw_only=True):
    """Say why a statement shows *amount* more than the book, or less: an order.

    That it is no more than the gap is seen to before the book is asked: it follows from every line
    up to the day of the statement.

    *decision* is the order itself.

    Refusals in order: case-unknown, case-of-another-kind, date-in-future, date-too-early,
    before-its-case, amount-zero, amount-too-large, wrong-currency, wrong-exponent,
    reconciled-by-sender.
    """

    case_id: UUID
    amount: int
    currency: str
    exponent: int
    why: GapReason
    decision: UUID | None = None


AssertionCommand = AssertStatement | ExplainGap


def decide(
    command: AssertionCommand, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    match command:
        case AssertStatement():
            return (_assert(command, context, fund, case),)
        case ExplainGap():
            return (_explain(command, context, fund, case),)


def _assert(
    command: AssertStatement, context: Context, fund: Fund, case: Case
) -> StatementAsserted:
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_too_large("balance", abs(command.balance))
    account = own_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    _by_others_than_paid(command, account, command.occurred_on, context, fund, case)
    return StatementAsserted(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        balance=command.balance,
        currency=command.currency,
        exponent=command.exponent,
    )


def _explain(command: ExplainGap, context: Context, fund: Fund, case: Case) -> GapExplained:
    asserted = guards.opened_by(case, StatementAsserted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    if not command.amount:
        raise AmountZero("amount")
    guards.not_too_large("amount", abs(command.amount))
    guards.same_currency(asserted, command.currency, command.exponent, "the statement")
    account = fund.accounts[asserted.account_id]
    _by_others_than_paid(command, account, asserted.occurred_on, context, fund, case)
    return GapExplained(
        occurred_on=command.occurred_on,
        account_id=asserted.account_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
        why=command.why,
    )


def _by_others_than_paid(
    command: AssertionCommand,
    account: Account,
    stated: date,
    context: Context,
    fund: Fund,
    case: Case,
) -> None:
    """Refuse whoever prepared or sent payments from the account, as far as there are others.

    Those whose payments the statement of the day *stated* covers neither state that day anew nor
    explain its gap. Where fewer than two others could sign, those few have to, and somebody who
    paid signs beside them: in a fund of two both pay. Who was stopped for now is one of the others:
    or one person who paid could stop them, and sign in their place.
    """
    if fund.single_signer:
        return
    paid = {*account.paid_by, *covered_by(account.paid_by, account.covered, stated)}
    others = {
        who
        for who in fund.governance.members
        if who not in paid and has_seeing_mandate(fund, context, who)
    }
    allowed = max(0, _PAIR - len(others))
    if len(paid & signers(command.decision, context, case)) > allowed:
        raise ReconciledBySender(account.account_id)
