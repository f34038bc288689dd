"""What becomes of an account: frozen by whoever keeps it, released, closed for good."""

from uuid import UUID

from ledger import guards
from ledger.command import Command, Context
from ledger.events import (
    AccountClosed,
    AccountFrozen,
    AccountReleased,
    AccountState,
    FundEvent,
)
from ledger.fund import Account, Fund
from ledger.money import Money
from ledger.rejections import (
    AccountIsClosed,
    AccountIsFrozen,
    AccountNotEmpty,
    AccountNotFrozen,
    AccountUnknown,
)


class FreezeAccount(Command, frozen=True, kw_only=True):
    """Write down that whoever keeps the account blocks it. Nothing can be paid from it then.

    Refusals in order: date-in-future, date-too-early, account-unknown, account-is-frozen.
    """

    account_id: UUID


class ReleaseAccount(Command, frozen=True, kw_only=True):
    """Write down that an account can be used again.

    Refusals in order: date-in-future, date-too-early, account-unknown, account-not-frozen.
    """

    account_id: UUID


class CloseAccount(Command, frozen=True, kw_only=True):
    """Give an empty account up: an order. It is never opened again.

    Refusals in order: date-in-future, date-too-early, account-unknown, account-not-empty.
    """

    account_id: UUID


AccountCommand = FreezeAccount | ReleaseAccount | CloseAccount


def decide(command: AccountCommand, context: Context, fund: Fund) -> tuple[FundEvent, ...]:
    """Return the fact of *command*, or raise the first refusal that applies."""
    guards.day(command.occurred_on, context, fund.time_zone)
    account = own_account(fund, command.account_id)
    day, account_id = command.occurred_on, command.account_id
    if account.state is AccountState.CLOSED and not isinstance(command, CloseAccount):
        raise AccountIsClosed(account.account_id)  # whatever a correction left in it
    match command:
        case FreezeAccount():
            if account.state is AccountState.FROZEN:
                raise AccountIsFrozen(account.account_id)
            return (AccountFrozen(occurred_on=day, account_id=account_id),)
        case ReleaseAccount():
            if account.state is not AccountState.FROZEN:
                raise AccountNotFrozen(account.account_id)
            return (AccountReleased(occurred_on=day, account_id=account_id),)
        case CloseAccount():
            if account.balance:
                stands = Money(account.balance, account.currency, account.exponent)
                raise AccountNotEmpty(account.account_id, stands)
            return (AccountClosed(occurred_on=day, account_id=account_id),)


def own_account(fund: Fund, account_id: UUID) -> Account:
    """Return an account of the fund itself, or refuse: a float has rules of its own."""
    account = guards.known_account(fund, account_id)
    if account_id in fund.governance.floats:
        raise AccountUnknown("account_id", account_id)
    return account
