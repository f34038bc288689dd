"""Facts that take money away, and what one person may write of them without a second.

A fee, a chargeback, a deduction and a lost deposit happen outside the fund, and the fund has less
afterwards. Whoever took cash could call it one of these. So one person writes them only within the
allowance of the policy; beyond that they are asked for like an order, and whoever knows of it signs
(`ledger.orders`). A fact stays a fact: it is never refused for want of money.

A payment that did not arrive takes nothing away, and yet has a witness: it makes an instalment that
was approved once payable a second time, so whoever said it falsely could pay twice.

A gift and money brought forward only ever add: their fees are never more than what was given, so
after the line the fund has what it had before, or more. What never came in, no line can show.
"""

from datetime import timedelta
from typing import Final, get_args

from ledger.bail import RecordBailForfeiture, RecordBailReturn, RecordReturnToDepositor
from ledger.cash import RecordLoss
from ledger.command import Context, Instruction
from ledger.costs import RecordFee
from ledger.events import AllowanceUsed
from ledger.fund import Fund
from ledger.governance import CAP_DAYS
from ledger.grants import RecordReturnedPayment
from ledger.money import Money
from ledger.refunds import RecordChargeback
from ledger.rejections import WitnessNeeded

Witnessed = (
    RecordFee
    | RecordChargeback
    | RecordBailForfeiture
    | RecordBailReturn
    | RecordReturnToDepositor
    | RecordLoss
    | RecordReturnedPayment
)
"""Facts after which the fund may have less than before, or pay again what it paid."""

WITNESSED: Final = frozenset(get_args(Witnessed))


def taken(command: Instruction) -> Money | None:
    """Return what *command* takes or makes payable again; None when it does neither.

    Of bail that came back only what the court kept is gone.
    """
    match command:
        case RecordFee() | RecordBailForfeiture() | RecordLoss() | RecordReturnedPayment():
            amount = command.amount
        case RecordChargeback():
            amount = command.amount + command.dispute_fee
        case RecordBailReturn() | RecordReturnToDepositor():
            amount = sum(deduction.amount for deduction in command.deductions)
        case _:
            return None
    return Money(amount, command.currency, command.exponent) if amount else None


def allowed(fund: Fund, context: Context) -> int:
    """Return what may still be written by one in these seven days; the fund's minor units."""
    first = context.today(fund.time_zone) - timedelta(days=CAP_DAYS)
    used = sum(each.amount for each in fund.governance.alone_uses if each.on > first)
    return max(0, fund.governance.policy.alone_week_cap - used)


def takes_a_witness(command: Instruction, context: Context, fund: Fund) -> bool:
    """Say whether *command* has to be signed by a second person."""
    money = taken(command)
    if fund.single_signer or money is None:
        return False
    return money.currency != fund.currency or money.amount > allowed(fund, context)


def written_alone(command: Instruction, context: Context, fund: Fund) -> tuple[AllowanceUsed, ...]:
    """Return what *command* takes of the allowance, if anything. Raises witness-needed.

    Another currency than the fund's is not converted: none of it may be written by one.
    """
    money = taken(command)
    if fund.single_signer or money is None:
        return ()
    if takes_a_witness(command, context, fund):
        left = allowed(fund, context) if money.currency == fund.currency else 0
        raise WitnessNeeded(money, Money(left, money.currency, money.exponent))
    used = AllowanceUsed(
        # The day of writing, never the one that was typed, which may be any.
        occurred_on=context.today(fund.time_zone),
        amount=money.amount,
        currency=money.currency,
        exponent=money.exponent,
    )
    return (used,)
