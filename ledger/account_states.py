"""The states of an account, and what each command makes of them: the table that `reach` keeps.

Every command that names an account stands in it, with the account that it takes money from or
writes to.
"""

from typing import Final, get_args

from ledger.accounts import CloseAccount, FreezeAccount, ReleaseAccount
from ledger.assertions import AssertStatement
from ledger.cash import CountCash, HandCashOver
from ledger.command import Instruction
from ledger.events import (
    AccountClosed,
    AccountFrozen,
    AccountReleased,
    AccountState,
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    FloatClosed,
    FloatHanded,
    StatementAsserted,
)
from ledger.floats import CloseFloat, HandFloat
from ledger.reach import SOURCES, TAKING
from ledger.recordings import WRITES, Recording
from ledger.rejections import AccountIsClosed, AccountIsFrozen, AccountNotFrozen
from ledger.state_table import Cell, StateTable

_KEEPING: Final[dict[type[Instruction], Cell]] = {
    CountCash: (CashCounted.topic, CashDifferenceFound.topic),
    HandCashOver: CashHandedOver.topic,
    AssertStatement: StatementAsserted.topic,
    HandFloat: FloatHanded.topic,
    CloseFloat: FloatClosed.topic,
    CloseAccount: AccountClosed.topic,
}
COMMANDS: Final[dict[type[Instruction], Cell]] = {
    **{
        command: WRITES[command]
        for command in get_args(Recording)
        if not set(SOURCES).isdisjoint(command.__struct_fields__)
    },
    **_KEEPING,
    FreezeAccount: AccountFrozen.topic,
    ReleaseAccount: AccountReleased.topic,
}
"""Every command that names an account, and what it writes where nothing stops it."""


def name_of(command: type[Instruction]) -> str:
    """Return how *command* is called in JSON."""
    return str(command.__struct_config__.tag)


def _cell(state: AccountState, command: type[Instruction], written: Cell) -> Cell:
    match state:
        case AccountState.CLOSED:
            return AccountIsClosed.code
        case AccountState.FROZEN if command in {*TAKING, FreezeAccount}:
            return AccountIsFrozen.code
        case AccountState.OPEN if command is ReleaseAccount:
            return AccountNotFrozen.code
        case _:
            return written


ACCOUNTS: Final = StateTable(
    name="An account",
    states=tuple(state.value for state in AccountState),
    commands=tuple(name_of(command) for command in COMMANDS),
    cells={
        (state.value, name_of(command)): _cell(state, command, written)
        for state in AccountState
        for command, written in COMMANDS.items()
    },
)
"""Accounts: `ledger.reach` refuses what stands here as refused."""
