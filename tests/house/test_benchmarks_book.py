"""The book that benchmarks measure on is one that the program itself would have written."""

from benchmarks.book import make_book
from ledger.books import Books
from ledger.store.database import Database
from projections.check import check_fund
from projections.runner import Runner

LINES = 1_500


async def test_the_book_of_the_benchmarks_agrees_with_all_that_is_derived_from_it(
    database: Database, service_url: str
) -> None:
    book = await make_book(service_url, lines=LINES)
    await Runner(database).catch_up(book.fund_id)
    async with database.acquire() as connection:
        report = await check_fund(connection, book.fund_id)
    assert [str(finding) for finding in report.findings] == []
    assert (report.head, report.verdict) == (LINES, "OK")


async def test_in_the_book_of_the_benchmarks_nothing_is_spent_that_is_not_there(
    database: Database, service_url: str
) -> None:
    book = await make_book(service_url, lines=LINES)
    books = Books(database)
    fund, _ = await books.get_fund(book.fund_id)
    await books.close()
    assert min(account.balance for account in fund.accounts.values()) >= 0
    assert min(purpose.free("USD") for purpose in fund.purposes.values()) >= 0


async def test_the_book_of_the_benchmarks_takes_the_commands_that_are_measured(
    database: Database, service_url: str
) -> None:
    book = await make_book(service_url, lines=LINES)
    books = Books(database)
    receipt = await books.execute(book.fund_id, book.donation(), actor="bench", key="one-more")
    await books.close()
    assert receipt.answer.last == LINES + 1
