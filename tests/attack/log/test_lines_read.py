"""What a stranger asks of a log reads as many lines of the book, however long the book is."""

import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio

from api.transparency import rules
from tests.attack.log.said_by_database import Statements
from tests.attack.log.twins import Pair, Twin, twins
from tests.database import Urls

PATHS: Final = ("checkpoint", "keys", "policy", "tile/0/000.p/64", "tile/entries/000.p/64")
LINES: Final = 3_000


@pytest_asyncio.fixture(loop_scope="session")
async def pair(fresh_database: Urls) -> AsyncIterator[Pair]:
    """Lend two funds with logs, in a database where no earlier test left anything.

    What rows that are gone leave in an index and in what PostgreSQL knows of a table decides how
    it looks for the few that are there.
    """
    async with twins(fresh_database.service) as made:
        await made.begin()
        await made.loud.happens(30)
        yield made


async def asked(twin: Twin, path: str) -> Statements:
    """Ask for a part of a log as a stranger does; return what that asked of the database."""
    statements = Statements()
    with statements.of(twin.site):
        assert (await twin.told(f"/log/{twin.fund_id}/1/{path}"))[0] == 200
    return statements


async def grown(pair: Pair, url: str, answers: list[Statements]) -> list[list[int]]:
    """Return how many lines each answer reads: in a book, in a longer one, and once known so.

    The first is long enough that looking into an index pays: a table of two pages PostgreSQL
    reads whole, and that says nothing of any book.
    """
    await answers[0].lengthen(url, pair.loud.fund_id, lines=LINES)
    await answers[0].learn(url)
    found = [[await each.rows_read(url) for each in answers]]
    await answers[0].lengthen(url, pair.loud.fund_id, lines=LINES)
    found.append([await each.rows_read(url) for each in answers])
    await answers[0].learn(url)
    return [*found, [await each.rows_read(url) for each in answers]]


async def test_an_answer_asks_the_database_for_rows_of_the_log_alone(
    pair: Pair, fresh_database: Urls
) -> None:
    quiet, loud = [[await asked(twin, path) for path in PATHS] for twin in pair.both]
    for few, many in zip(quiet, loud, strict=True):
        assert few.texts == many.texts != []
    first, longer, known = await grown(pair, fresh_database.superuser, loud)
    assert first == longer == known
    assert max(first) < LINES / 100


async def test_a_question_to_the_whole_book_is_noticed(
    pair: Pair, fresh_database: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = re.sub(r"and topic in \([^)]*\)", "", rules._RULES)
    monkeypatch.setattr(rules, "_RULES", everything)
    answers = [await asked(pair.loud, path) for path in PATHS]
    first, longer, _ = await grown(pair, fresh_database.superuser, answers)
    for few, many in zip(first, longer, strict=True):
        assert many >= few + LINES
