"""Which commands an account takes in which state: asked before the rules of every command.

Facts go into a frozen account as they happen; orders take nothing out of it. A closed account takes
nothing, unless a correction left something in it: then it takes what brings it back to zero.
"""

from functools import cache
from typing import Final
from uuid import UUID

from ledger.cash import HandCashOver
from ledger.command import Instruction
from ledger.events import AccountState
from ledger.fund import Account, Fund
from ledger.orders.content import PAYMENTS
from ledger.rejections import AccountIsClosed, AccountIsFrozen

SOURCES: Final = ("account_id", "from_account_id")
"""Fields that name the account a command takes money from, where it takes some."""
NAMES: Final = (*SOURCES, "to_account_id")
"""Fields that name an account of the fund."""
TAKING: Final = PAYMENTS | {HandCashOver}
"""Orders by which money leaves an account, or whoever keeps it."""


def reach(command: Instruction, fund: Fund) -> None:
    """Refuse to write to an account in its state.

    Refusals in order: account-closed, account-frozen.
    """
    accounts = fund.accounts
    for field in _fields(type(command)):  # asked for every gift that is written down
        account = accounts.get(getattr(command, field))
        if account is not None and account.state is not AccountState.OPEN:
            _in_its_state(command, fund)
            return


def _in_its_state(command: Instruction, fund: Fund) -> None:
    for account in _named(command, fund, NAMES):
        if account.state is AccountState.CLOSED and not account.balance:
            raise AccountIsClosed(account.account_id)
    if type(command) not in TAKING:
        return
    for account in _named(command, fund, SOURCES):
        if account.state is AccountState.FROZEN:
            raise AccountIsFrozen(account.account_id)


@cache
def _fields(kind: type[Instruction]) -> tuple[str, ...]:
    """Return the fields in which a kind of command names accounts."""
    return tuple(name for name in NAMES if name in kind.__struct_fields__)


def _named(command: Instruction, fund: Fund, fields: tuple[str, ...]) -> list[Account]:
    ids: list[UUID | None] = [getattr(command, name, None) for name in fields]
    found = (fund.accounts.get(each) for each in ids if each is not None)
    return [account for account in found if account is not None]
