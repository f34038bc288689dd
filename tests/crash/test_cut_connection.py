"""The connection is cut while lines are on their way: every caller gets the one right answer."""

import asyncio

import msgspec
import pytest

from ledger.asking import Answer, Receipt
from ledger.books import Books
from ledger.store.database import Database
from ledger.store.errors import OperationalError
from ledger.store.idempotency import list_kept
from tests.crash.proxy import Cut, between
from tests.database import Urls
from tests.funds import OpenedFund, lines_of, open_fund

GIFTS = 120
OPENING_LINES = 6

# After a cut the shell writes in turn with others, in a transaction with a commit of its own.
CUTS = [
    [Cut.APPEND],
    [Cut.ANSWER],
    [Cut.APPEND, Cut.APPEND],
    [Cut.APPEND, Cut.COMMIT],
    [Cut.APPEND, Cut.ANSWER],
    [Cut.ANSWER, Cut.ANSWER, Cut.ANSWER],
    [Cut.APPEND, Cut.COMMIT, Cut.ANSWER, Cut.APPEND],
]


async def give(books: Books, fund: OpenedFund, key: int) -> Receipt:
    """Give a gift whose amount is its key, so that each is known again."""
    return await books.execute(fund.fund_id, fund.donation(key), actor="treasurer", key=str(key))


async def assert_exactly_once(
    database: Database, fund: OpenedFund, answers: dict[int, Answer]
) -> None:
    """Compare the book and the answers it keeps with what callers were answered."""
    lines = await lines_of(database, fund.fund_id)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    found = {
        line.position: msgspec.json.decode(line.payload)["gross"] for line in lines[OPENING_LINES:]
    }
    assert found == {answer.first: key for key, answer in answers.items()}
    async with database.acquire() as connection:
        kept = await list_kept(connection, fund.fund_id)
    frozen = {one.key: one.answer for one in kept if one.key.isdecimal()}
    assert frozen == {str(key): answer.encode() for key, answer in answers.items()}


@pytest.mark.parametrize("cuts", CUTS, ids=lambda cuts: ", ".join(cut.name for cut in cuts))
async def test_a_cut_connection_is_nothing_that_callers_notice(
    fresh_database: Urls, cuts: list[Cut]
) -> None:
    async with (
        between(fresh_database.service) as (proxy, url),
        Database.open(fresh_database.service, min_size=1, max_size=2) as database,
        Database.open(url, min_size=2, max_size=2) as behind_proxy,
    ):
        fund = await open_fund(Books(database))
        books = Books(behind_proxy)
        await books.get_fund(fund.fund_id)
        proxy.cuts = list(cuts)

        receipts = await asyncio.gather(*(give(books, fund, key) for key in range(1, GIFTS + 1)))
        more = [await give(books, fund, key) for key in range(GIFTS + 1, GIFTS + 11)]

        assert proxy.cuts == []
        answers = {key: each.answer for key, each in enumerate([*receipts, *more], 1)}
        await assert_exactly_once(database, fund, answers)
        await books.close()


@pytest.mark.parametrize("cut", [Cut.APPEND, Cut.ANSWER])
async def test_a_database_that_stays_away_is_said_so_and_the_key_stays_good(
    fresh_database: Urls, cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.batcher.PATIENCE_SECONDS", 0.3)
    async with (
        between(fresh_database.service) as (proxy, url),
        Database.open(fresh_database.service, min_size=1, max_size=2) as database,
        Database.open(url, min_size=2, max_size=2) as behind_proxy,
    ):
        fund = await open_fund(Books(database))
        books = Books(behind_proxy)
        proxy.cuts, proxy.stay_away = [cut], True
        with pytest.raises(OperationalError):
            await give(books, fund, 1)
        with pytest.raises(OperationalError):
            await give(books, fund, 1)

        proxy.away = False
        again = await give(books, fund, 1)
        assert again.replayed is (cut is Cut.ANSWER)
        assert (await give(books, fund, 1)) == Receipt(again.answer, replayed=True)
        assert (await give(Books(database), fund, 1)).answer == again.answer
        await assert_exactly_once(database, fund, {1: again.answer})
        await books.close()
