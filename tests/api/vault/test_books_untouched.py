"""Erasing somebody changes nothing in the books: lines, totals, read models and their check."""

from pathlib import Path
from uuid import UUID

from ledger.books import Books
from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.vault.vault import Vault
from projections.balances import get_balances
from projections.cases import list_open_cases
from projections.check import check_fund
from projections.runner import Runner
from tests.database import Urls
from tests.funds import ask, open_fund
from tests.ledger.vault.vault_stage import ANNA, TODAY, somebody, vault_in


async def told(connection: Connection, fund_id: UUID) -> tuple[object, ...]:
    lines = await connection.fetch(
        "select position, payload, recorded_at from events where fund_id = $1 order by position",
        fund_id,
    )
    report = await check_fund(connection, fund_id)
    assert (report.verdict, report.findings) == ("OK", ())
    return (
        [tuple(line) for line in lines],
        await get_balances(connection, fund_id),
        await list_open_cases(connection, fund_id),
    )


async def linked(vault: Vault, fund_id: UUID, case_id: UUID) -> UUID:
    person = await somebody(vault, fund_id)
    await vault.link(fund_id, case_id, person)
    return person


async def test_lines_totals_and_check_are_the_same_after_erasing(
    fresh_database: Urls, tmp_path: Path
) -> None:
    async with Database.open(fresh_database.service, min_size=1, max_size=3) as database:
        books = Books(database)
        opened = await open_fund(books, money=1_000_00)
        posted = await ask(books, opened.fund_id, opened.bail(300_00))
        await books.close()
        await Runner(database).catch_up(opened.fund_id)
        vault = vault_in(database, tmp_path / "keys")
        person = await linked(vault, opened.fund_id, posted.case_id)
        async with database.acquire() as connection:
            before = await told(connection, opened.fund_id)
        assert await vault.erase(opened.fund_id, person, actor=ANNA, today=TODAY)
        async with database.acquire() as connection:
            assert await told(connection, opened.fund_id) == before
