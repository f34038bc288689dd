"""Money that the fund had before its book began."""

from uuid import UUID

from ledger import guards
from ledger.case import Case
from ledger.command import Command, Context
from ledger.events import BalanceBroughtForward, FundEvent
from ledger.fund import Fund


class BringForward(Command, frozen=True, kw_only=True):
    """Record money that an account held before the book began. Opens a case.

    Refusals in order: case-exists, date-in-future, date-too-early, amount-not-positive,
    amount-too-large, account-unknown, purpose-unknown, wrong-currency, wrong-exponent.
    """

    account_id: UUID
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    case_id: UUID | None = None


def decide(
    command: BringForward, context: Context, fund: Fund, case: Case
) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.new_case(case)
    guards.day(command.occurred_on, context, fund.time_zone)
    guards.positive("amount", command.amount)
    account = guards.known_account(fund, command.account_id)
    guards.known_purpose(fund, command.purpose_id)
    guards.same_currency(account, command.currency, command.exponent)
    brought = BalanceBroughtForward(
        occurred_on=command.occurred_on,
        account_id=command.account_id,
        purpose_id=command.purpose_id,
        amount=command.amount,
        currency=command.currency,
        exponent=command.exponent,
    )
    return (brought,)
