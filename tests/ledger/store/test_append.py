"""The append: no gaps, no way back in time, one winner a position."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from ledger.store.append import Kept, Label, NewLine, append
from ledger.store.database import Database
from ledger.store.errors import HeadMoved, IntegrityError
from ledger.store.idempotency import find_kept
from ledger.store.labels import list_labels
from ledger.store.reading import StoredLine, get_head, list_funds, list_lines_after
from tests.ledger.store.lines import NOW, new_line

MICROSECOND = timedelta(microseconds=1)


async def read(database: Database, fund_id: UUID) -> list[StoredLine]:
    async with database.acquire() as connection:
        return await list_lines_after(connection, fund_id, 0)


async def test_a_book_starts_at_one_and_goes_on_without_a_gap(database: Database) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        assert await get_head(connection, fund_id) is None
        first = await append(connection, fund_id, [new_line(), new_line()], after=0, now=NOW)
        second = await append(connection, fund_id, [new_line()], after=2, now=NOW)
        head = await get_head(connection, fund_id)
        assert await list_funds(connection) == [fund_id]
    assert (first.position, second.position) == (2, 3)
    assert head is not None
    assert (head.position, head.recorded_at) == (3, second.recorded_at)
    assert [line.position for line in await read(database, fund_id)] == [1, 2, 3]


async def test_a_line_comes_back_as_it_was_given(database: Database) -> None:
    fund_id, given = uuid4(), new_line(7)
    async with database.acquire() as connection:
        done = await append(connection, fund_id, [given], after=None, now=NOW)
    (line,) = await read(database, fund_id)
    assert line == StoredLine(
        fund_id=fund_id,
        position=1,
        case_id=given.case_id,
        version=7,
        topic=given.topic,
        payload=given.payload,
        event_id=given.event_id,
        recorded_at=done.recorded_at,
        actor=given.actor,
        cause=given.cause,
    )


async def test_books_do_not_know_of_one_another(database: Database) -> None:
    ours, theirs, line = uuid4(), uuid4(), new_line()
    async with database.acquire() as connection:
        await append(connection, ours, [line], after=0, now=NOW)
        done = await append(connection, theirs, [line], after=0, now=NOW)
    assert done.position == 1


@pytest.mark.parametrize("after", [0, 1, 3, 99])
async def test_another_head_than_expected_writes_nothing(database: Database, after: int) -> None:
    fund_id = uuid4()
    answer = Kept("someone", "key", b"hash", b"answer")
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line(), new_line()], after=0, now=NOW)
        with pytest.raises(HeadMoved):
            await append(
                connection,
                fund_id,
                [new_line()],
                after=after,
                now=NOW,
                kept=[answer],
                labels=[Label("fund", fund_id, "Name")],
            )
        assert await find_kept(connection, fund_id, [("someone", "key")]) == {}
        assert await list_labels(connection, fund_id) == []
    assert len(await read(database, fund_id)) == 2


async def test_a_book_that_does_not_exist_ends_nowhere_but_at_zero(database: Database) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        with pytest.raises(HeadMoved):
            await append(connection, fund_id, [new_line()], after=4, now=NOW)
        assert await list_funds(connection) == []


async def test_a_version_that_is_there_already_writes_nothing(database: Database) -> None:
    fund_id, line = uuid4(), new_line()
    async with database.acquire() as connection:
        await append(connection, fund_id, [line], after=0, now=NOW)
    with pytest.raises(IntegrityError) as caught:
        async with database.acquire() as connection:
            await append(
                connection,
                fund_id,
                [new_line(), line],
                after=1,
                now=NOW,
                kept=[Kept("someone", "key", b"hash", b"answer")],
            )
    assert str(line.case_id) not in str(caught.value)
    async with database.acquire() as connection:
        assert await find_kept(connection, fund_id, [("someone", "key")]) == {}
        done = await append(connection, fund_id, [new_line()], after=1, now=NOW)
    assert done.position == 2


async def test_a_key_or_label_that_is_there_already_writes_nothing(database: Database) -> None:
    fund_id = uuid4()
    kept = [Kept("someone", "key", b"hash", b"answer")]
    labels = [Label("account", uuid4(), "Cash box")]
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line()], after=0, now=NOW, kept=kept, labels=labels)
        with pytest.raises(IntegrityError):
            await append(connection, fund_id, [new_line()], after=1, now=NOW, kept=kept)
        with pytest.raises(IntegrityError):
            await append(connection, fund_id, [new_line()], after=1, now=NOW, labels=labels)
    assert len(await read(database, fund_id)) == 1


async def test_an_append_without_lines_is_a_bug(database: Database) -> None:
    async with database.acquire() as connection:
        with pytest.raises(ValueError, match="at least one line"):
            await append(connection, uuid4(), [], after=None, now=NOW)


async def test_an_append_inside_a_transaction_goes_away_with_it(database: Database) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await append(connection, fund_id, [new_line()], after=0, now=NOW)
        await transaction.rollback()
    assert await read(database, fund_id) == []


async def test_time_in_a_book_never_goes_back(database: Database) -> None:
    fund_id = uuid4()
    clock = [NOW, NOW - timedelta(days=400), NOW, NOW + timedelta(hours=1), NOW]
    async with database.acquire() as connection:
        for now in clock:
            await append(connection, fund_id, [new_line(), new_line()], after=None, now=now)
    times = [line.recorded_at for line in await read(database, fund_id)]
    assert times[0] == NOW
    assert times[1:6] == [NOW + MICROSECOND * step for step in range(1, 6)]
    assert times[6] == NOW + timedelta(hours=1)
    assert times == sorted(set(times))


async def test_lines_of_a_loaded_book_keep_their_times(database: Database) -> None:
    fund_id, later = uuid4(), NOW + timedelta(days=3)
    times = [NOW - timedelta(days=9), NOW - timedelta(days=8), NOW + timedelta(days=1)]
    async with database.acquire() as connection:
        done = await append(
            connection, fund_id, [new_line() for _ in times], after=0, now=NOW, recorded_at=times
        )
        assert done.recorded_at == times[-1]
        with pytest.raises(HeadMoved):  # before the book's time
            await append(connection, fund_id, [new_line()], after=3, now=NOW, recorded_at=[NOW])
        await append(connection, fund_id, [new_line()], after=3, now=NOW, recorded_at=[later])
        await append(connection, fund_id, [new_line()], after=4, now=NOW)
    stored = await read(database, fund_id)
    assert [line.recorded_at for line in stored] == [*times, later, later + MICROSECOND]


@pytest.mark.parametrize("steps", [[0], [0, 0], [1, 0], [0, 1, 2]])
async def test_times_that_do_not_go_up_are_a_bug(database: Database, steps: list[int]) -> None:
    times = [NOW + MICROSECOND * step for step in steps]
    async with database.acquire() as connection:
        with pytest.raises(ValueError, match="time"):
            await append(
                connection,
                uuid4(),
                [new_line(), new_line()],
                after=0,
                now=NOW,
                recorded_at=times,
            )


async def test_eight_writers_leave_no_gap(database: Database) -> None:
    fund_id = uuid4()
    given: dict[UUID, list[NewLine]] = {}

    async def write(writer: int) -> list[int]:
        ends = []
        for turn in range(20):
            lines = [new_line() for _ in range(1 + (writer + turn) % 4)]
            given.update({lines[0].case_id: lines})
            async with database.acquire() as connection:
                done = await append(connection, fund_id, lines, after=None, now=NOW)
            ends.append(done.position)
        return ends

    ends = await asyncio.gather(*map(write, range(8)))
    stored = await read(database, fund_id)
    assert [line.position for line in stored] == list(range(1, len(stored) + 1))
    assert len(stored) == sum(map(len, given.values()))
    assert len({end for each in ends for end in each}) == 160
    cases = [line.case_id for line in stored]
    for first, lines in given.items():  # what was written together stands together
        at = cases.index(first)
        assert cases[at : at + len(lines)] == [line.case_id for line in lines]


async def test_of_eight_writers_at_one_position_one_wins(database: Database) -> None:
    fund_id = uuid4()

    async def write(turn: int) -> bool:
        async with database.acquire() as connection:
            try:
                await append(connection, fund_id, [new_line()], after=turn, now=NOW)
            except HeadMoved:
                return False
            return True

    for turn in range(10):
        outcomes = await asyncio.gather(*(write(turn) for _ in range(8)))
        assert sum(outcomes) == 1
    assert len(await read(database, fund_id)) == 10


def test_one_statement_in_the_code_inserts_into_events() -> None:
    root = Path(__file__).parents[3]
    writing = re.compile(
        r"(insert\s+into|copy|merge\s+into)\s+(public\.)?\"?events\b"
        r"|copy(_records)?_to_table\(\s*[\"']events",
        re.IGNORECASE,
    )
    found = [
        (str(file.relative_to(root)), match.group())
        for package in ("ledger", "projections", "api", "benchmarks")
        for file in (root / package).rglob("*")
        if file.suffix in {".py", ".sql"}
        for match in writing.finditer(file.read_text("utf-8"))
    ]
    assert found == [("ledger/store/append.py", "insert into events")]
