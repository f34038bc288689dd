"""Chunks of lines, in levels: any stretch is made of few of them, and each is made once."""

from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store.connection import Connection
from ledger.store.database import Database
from projections.check import check_fund
from projections.runner import Runner
from projections.sums import levels
from projections.sums.levels import (
    CHUNK_LINES,
    CHUNKS_A_LEVEL,
    Chunk,
    completed,
    cover,
    scheme,
    size,
)
from tests.projections.histories import history
from tests.projections.test_statements import agree

_POSITIONS: Final = st.integers(0, 50_000_000)
_EDGES: Final = st.builds(
    lambda chunks, beside: max(1, chunks * CHUNK_LINES + beside),
    st.integers(0, 70).map(lambda number: number * CHUNKS_A_LEVEL),
    st.integers(-1, 1),
)
"""Where chunks of level 1 end, and beside it."""
_AMOUNTS: Final = "update {table} set amount = amount + 1 where fund_id = $1 and level = 1"

_AMOUNTS_OF_ALL: Final = "update place_sums set amount = amount + 1 where fund_id = $1"
_VERSION: Final = """
update projection_checkpoints set version = $2 where fund_id = $1 and projection = 'balances'
"""


def _ends(chunk: Chunk) -> tuple[int, int]:
    """Return the positions that a chunk lies between: behind the first, up to the second."""
    return chunk.number * size(chunk.level), (chunk.number + 1) * size(chunk.level)


@given(_POSITIONS)
def test_a_cover_has_no_gap_and_no_overlap(position: int) -> None:
    chunks, end = cover(position)
    edges = [0, *(edge for chunk in chunks for edge in _ends(chunk)), end]
    assert all(last == first for last, first in list(pairwise(edges))[::2])
    assert 0 <= position - end < CHUNK_LINES


@given(_POSITIONS)
def test_a_cover_is_short_however_long_the_book_is(position: int) -> None:
    chunks, _ = cover(position)
    for level in {chunk.level for chunk in chunks}:
        assert sum(chunk.level == level for chunk in chunks) < CHUNKS_A_LEVEL


@given(st.lists(_EDGES, min_size=1, max_size=6))
def test_each_chunk_is_completed_by_exactly_one_batch(cuts: list[int]) -> None:
    edges = sorted({0, *cuts})
    batches = [list(completed(first + 1, last)) for first, last in pairwise(edges)]
    for (first, last), batch in zip(pairwise(edges), batches, strict=True):
        assert all(first < _ends(chunk)[1] <= last for chunk in batch)
    found = [chunk for batch in batches for chunk in batch]
    assert len(found) == len(set(found))
    used = {chunk for chunk in cover(edges[-1])[0] if chunk.level}
    assert used <= set(found)


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "CHUNK_LINES", 5)
    monkeypatch.setattr(levels, "CHUNKS_A_LEVEL", 3)


async def _as_of_before(connection: Connection, fund_id: object) -> None:
    """Leave the book as a program without levels left it."""
    for table in ("fact_sums", "place_sums"):
        await connection.execute(f"delete from {table} where fund_id = $1", fund_id)
    await connection.execute(_VERSION, fund_id, 1)


@pytest.mark.usefixtures("_small_chunks")
async def test_until_sums_are_built_statements_are_right_without_them(database: Database) -> None:
    told = history(74, 90)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    day = told.lines[len(told.lines) // 2].event.occurred_on
    async with database.acquire() as connection:
        await _as_of_before(connection, told.fund_id)
        await agree(connection, told, len(told.lines), None)
        await agree(connection, told, len(told.lines) // 2, day)
        await Runner(database).catch_up(told.fund_id)
        await agree(connection, told, len(told.lines) // 2, day)
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


@pytest.mark.usefixtures("_small_chunks")
async def test_until_sums_are_built_those_of_the_version_before_are_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = history(76, 90)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    day, head = told.lines[len(told.lines) // 2].event.occurred_on, len(told.lines)
    monkeypatch.setattr(levels, "BEFORE", {2: scheme()})
    monkeypatch.setattr(levels, "CHUNK_LINES", 7)
    monkeypatch.setattr(levels, "CHUNKS_A_LEVEL", 4)
    async with database.acquire() as connection:
        await connection.execute(_VERSION, told.fund_id, 2)
        for position in (head, head // 2):
            await agree(connection, told, position, day)
        await connection.execute(_AMOUNTS_OF_ALL, told.fund_id)
        with pytest.raises(AssertionError):  # so they were read indeed
            await agree(connection, told, head, day)
        await Runner(database).catch_up(told.fund_id)
        await agree(connection, told, head, day)
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


@pytest.mark.usefixtures("_small_chunks")
@pytest.mark.parametrize("table", ["fact_sums", "place_sums"])
async def test_a_check_finds_a_level_that_is_not_the_sum_of_the_one_below(
    database: Database, table: str
) -> None:
    told = history(75, 60)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    async with database.acquire() as connection:
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"
        await connection.execute(_AMOUNTS.format(table=table), told.fund_id)
        report = await check_fund(connection, told.fund_id)
    assert report.verdict == "DISAGREES"
    assert {each.what for each in report.findings} == {f"{table} differs from the level below"}
