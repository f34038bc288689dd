"""The example holds something in every state of every table, as each of them is a page to see."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.demo.filling import fill_example
from api.demo.fund import TIME_ZONE
from api.demo.people import Person, cast_of
from api.requests.service import Requests
from api.requests.table import State
from ledger import consents, grants, requests
from ledger.account_states import ACCOUNTS
from ledger.bail import state_of as bail_state_of
from ledger.bail.table import BAIL_TABLE
from ledger.books import Books
from ledger.case import Case
from ledger.events import AccountState, ConsentScope, Outcome, RequestClosed
from ledger.grants import InstalmentState, plan_of
from ledger.grants.states import state_of as grant_state_of
from ledger.states import TABLES
from ledger.store.database import Database
from ledger.store.reading import list_lines_after
from ledger.vault.vault import Vault
from projections.gaps import list_gaps, open_gaps
from projections.runner import Runner
from tests.api.lent_apps import KEYS
from tests.demo.told import large_fund

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.astimezone(ZoneInfo(TIME_ZONE)).date()

pytestmark = pytest.mark.slow


async def cases_of(database: Database, books: Books) -> tuple[UUID, list[Case]]:
    async with database.acquire() as connection:
        fund_id = await large_fund(connection)
        lines = await list_lines_after(connection, fund_id, 0, limit=9_000)
    case_ids = dict.fromkeys(line.case_id for line in lines)
    return fund_id, [await books.get_case(fund_id, case_id) for case_id in case_ids]


async def test_something_is_in_every_state_of_every_table(
    database: Database, tmp_path: Path
) -> None:
    await fill_example(database, KEYS, tmp_path, now=NOW)
    books = Books(database)
    fund_id, cases = await cases_of(database, books)
    fund, _ = await books.get_fund(fund_id)
    await books.close()
    found = defaultdict(set)
    for case in cases:
        found[requests.TABLE.name].add(requests.state_of(case))
        if (state := grant_state_of(case)) != requests.MET:  # by bail, or it is a gift
            found[grants.TABLE.name].add(state)
        if bail := bail_state_of(case, TODAY):
            found[BAIL_TABLE.name].add(bail.value)
        found[consents.TABLE.name] |= {consents.consent_to(case, each) for each in ConsentScope}
    found[ACCOUNTS.name] = {account.state.value for account in fund.accounts.values()}
    assert {name: sorted(states) for name, states in found.items()} == {
        table.name: sorted(table.states) for table in TABLES
    }
    planned = [each for case in cases for each in plan_of(case)]
    assert {each.state(TODAY) for each in planned} == set(InstalmentState)
    closed = [line.event for case in cases for line in case.lines]
    assert {each.outcome for each in closed if isinstance(each, RequestClosed)} == set(Outcome)


async def test_gaps_frozen_money_reserves_and_a_keeper_are_there(
    database: Database, tmp_path: Path
) -> None:
    people: list[Person] = []
    await fill_example(database, KEYS, tmp_path, now=NOW, made=people.extend)
    books = Books(database)
    async with database.acquire() as connection:
        fund_id = await large_fund(connection)
    await Runner(database).catch_up(fund_id)
    fund, _ = await books.get_fund(fund_id)
    await books.close()
    async with database.acquire() as connection:
        gaps = await list_gaps(connection, fund_id)
    assert [gap.open for gap in open_gaps(gaps)] == [41_50]
    assert sorted(gap.balance - gap.booked for gap in gaps) == [-25_00, 0, 41_50]
    frozen = [each for each in fund.accounts.values() if each.state is AccountState.FROZEN]
    assert [account.balance for account in frozen] == [275_00]
    assert [each.keeper for each in fund.accounts.values() if each.keeper] == [
        cast_of(people).otter
    ]
    assert len(fund.governance.policy.reserves) == 2
    assert len(fund.governance.policy.help_rules) == 2


async def test_requests_wait_in_an_open_vault_in_every_state(
    database: Database, tmp_path: Path
) -> None:
    await fill_example(database, KEYS, tmp_path, now=NOW)
    async with database.acquire() as connection:
        fund_id = await large_fund(connection)
        rows = await connection.fetch("select state from help_requests where fund_id = $1", fund_id)
    assert {row["state"] for row in rows} == set(State)
    vault = Vault(database, tmp_path, lambda: NOW)
    assert vault.is_open(fund_id)
    waiting = await Requests(database, vault, KEYS, lambda: NOW).open_list(fund_id)
    assert [row.tonight for row in waiting if row.state is State.WAITING] == [True, False, False]
    assert len([row for row in waiting if row.state is State.LISTED]) == 1
