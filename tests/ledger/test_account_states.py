"""Every cell of the table of accounts, met by the command itself in a book that is otherwise right.

The last row of each command's table of refusals is a command that is accepted. Here its account is
open, frozen and closed.
"""

from typing import Final

import pytest
from msgspec.structs import replace

from ledger.account_states import ACCOUNTS, COMMANDS, name_of
from ledger.accounts import ReleaseAccount
from ledger.decider import COMMANDS as ALL_COMMANDS
from ledger.events import AccountState
from ledger.fund import Account
from ledger.reach import NAMES, SOURCES
from ledger.rejections import Rejection
from ledger.state_table import is_event
from ledger.transfers import TransferBetweenAccounts
from tests.ledger.book import Given, Rung
from tests.ledger.test_refusal_order import TABLES
from tests.ledger.world import BANK, BOOK, TIN, brought

_NAMED: Final = {name_of(command): command for command in COMMANDS}


def book_in(rung: Rung, state: AccountState) -> Given:
    """Return the book of *rung* with the account of its command in *state*.

    A closed one has nothing in it: with something it takes what brings it to zero.
    """
    command = rung.command
    given = Given()
    fund = rung.given.fund
    account_id = next(getattr(command, name) for name in SOURCES if hasattr(command, name))
    changed: Account = replace(fund.accounts[account_id], state=state)
    if state is AccountState.CLOSED:
        changed = replace(changed, balance=0)
    given.fund = replace(fund, accounts=fund.accounts | {account_id: changed})
    given.case, given.position = rung.given.case, rung.given.position
    return given


@pytest.mark.parametrize(
    "state, name", sorted(ACCOUNTS.cells), ids=[f"{s}-{c}" for s, c in sorted(ACCOUNTS.cells)]
)
def test_the_command_does_what_its_cell_says(state: str, name: str) -> None:
    rung = TABLES[_NAMED[name].__name__].rungs()[-1]
    given = book_in(rung, AccountState(state))
    answer = given.carried_out(rung.command, rung.now, rung.actor).answer
    cell = ACCOUNTS.cells[state, name]
    if is_event(cell):
        assert not isinstance(answer, Rejection), answer
        written = {fact.topic for fact in answer}
        assert written <= ({cell} if isinstance(cell, str) else set(cell))
    else:
        assert isinstance(answer, Rejection)
        assert answer.code == cell


def test_every_command_that_names_an_account_stands_in_the_table() -> None:
    naming = {
        name
        for name, command in ALL_COMMANDS.items()
        if not set(NAMES).isdisjoint(command.__struct_fields__)
    }
    assert naming == set(ACCOUNTS.commands)


def test_only_an_open_account_is_released_in_vain() -> None:
    assert ACCOUNTS.takes("frozen", name_of(ReleaseAccount))
    assert not ACCOUNTS.takes("open", name_of(ReleaseAccount))


def test_money_goes_into_a_frozen_account_and_not_into_a_closed_one() -> None:
    move = TransferBetweenAccounts(
        **{name: getattr(brought(1), name) for name in ("occurred_on", "currency", "exponent")},
        from_account_id=BANK,
        to_account_id=TIN,
        amount=5,
    )
    for state, accepted in ((AccountState.FROZEN, True), (AccountState.CLOSED, False)):
        given = Given(*BOOK, brought(10))
        tin = replace(given.fund.accounts[TIN], state=state)
        given.fund = replace(given.fund, accounts=given.fund.accounts | {TIN: tin})
        answer = given.when(move).answer
        assert isinstance(answer, Rejection) is not accepted
