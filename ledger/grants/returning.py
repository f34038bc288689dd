"""Money of a grant that came back: what did not arrive, a deposit, what was not needed."""

from ledger import guards
from ledger.case import Case
from ledger.command import Context
from ledger.events import GrantCommitted, GrantMoneyReturned, GrantPaymentReturned
from ledger.fund import Fund
from ledger.grants.commands import RecordMoneyBack, RecordReturnedPayment
from ledger.grants.plan import paid_in_all, plan_of
from ledger.money import Money
from ledger.rejections import InstalmentUnknown, MoreThanPaid


def payment_returned(
    command: RecordReturnedPayment, context: Context, fund: Fund, case: Case
) -> GrantPaymentReturned:
    """Return that a payment is back and promised again."""
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    plan = plan_of(case)
    if not 1 <= command.instalment <= len(plan):
        raise InstalmentUnknown(command.instalment, len(plan))
    _in_its_currency(command, fund, grant)
    _no_more_than(min(plan[command.instalment - 1].paid, paid_in_all(case)), command.amount, grant)
    return GrantPaymentReturned(
        occurred_on=command.occurred_on,
        category=grant.category,
        account_id=command.account_id,
        purpose_id=grant.purpose_id,
        instalment=command.instalment,
        amount=command.amount,
        currency=grant.currency,
        exponent=grant.exponent,
    )


def money_back(
    command: RecordMoneyBack, context: Context, fund: Fund, case: Case
) -> GrantMoneyReturned:
    """Return that money which had arrived is back with its purpose."""
    grant = guards.opened_by(case, GrantCommitted)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.not_before(command.occurred_on, case)
    guards.positive("amount", command.amount)
    _in_its_currency(command, fund, grant)
    _no_more_than(paid_in_all(case), command.amount, grant)
    return GrantMoneyReturned(
        occurred_on=command.occurred_on,
        category=grant.category,
        account_id=command.account_id,
        purpose_id=grant.purpose_id,
        why=command.why,
        amount=command.amount,
        currency=grant.currency,
        exponent=grant.exponent,
    )


def _in_its_currency(
    command: RecordReturnedPayment | RecordMoneyBack, fund: Fund, grant: GrantCommitted
) -> None:
    account = guards.known_account(fund, command.account_id)
    guards.same_currency(account, command.currency, command.exponent)
    guards.same_currency(grant, command.currency, command.exponent, "the grant")


def _no_more_than(available: int, amount: int, grant: GrantCommitted) -> None:
    if amount > available:
        needed = Money(amount, grant.currency, grant.exponent)
        raise MoreThanPaid(needed, Money(available, grant.currency, grant.exponent))
