"""A book that is loaded in many batches: still whole, or nothing."""

import asyncio
import io
from collections.abc import Iterator
from uuid import uuid4

import pytest

from ledger.asking import Answer
from ledger.store.append import Kept
from ledger.store.database import Database
from ledger.store.errors import IntegrityError
from ledger.store.idempotency import add_kept, count_kept, list_kept
from ledger.store.labels import list_labels
from ledger.store.reading import get_head, list_lines_after
from ledger.transport.checking import Checker
from ledger.transport.loading import LoadRefused, load_book
from ledger.transport.records import decode_record, decode_records, read_texts
from tests.database import Urls
from tests.funds import OpenedFund
from tests.ledger.transport.files import (
    Lines,
    changed,
    exported,
    filled,
    first_line,
    load_elsewhere,
    sealed,
    with_answer_twice,
)

_MANY = 2_500


@pytest.fixture
async def book(database: Database) -> tuple[OpenedFund, Lines]:
    """A book that takes several batches."""
    return await filled(database, donations=_MANY)


async def test_many_batches_come_out_as_they_went_in(
    book: tuple[OpenedFund, Lines], fresh_database: Urls
) -> None:
    assert await load_elsewhere(fresh_database, book[1]) == book[1]


@pytest.mark.parametrize("wrong", ["a line", "an answer", "an answer twice", "the seal"])
async def test_what_is_wrong_after_many_batches_leaves_nothing_behind(
    book: tuple[OpenedFund, Lines], fresh_database: Urls, wrong: str
) -> None:
    opened, lines = book
    last = first_line(lines) + _MANY
    file, said = {
        "a line": (sealed([*lines[:last], *lines[last + 1 :]]), "does not follow"),
        "an answer": (
            sealed([*lines[:-2], changed(lines[-2], request_hash="ab"), lines[-1]]),
            f"Row {len(lines) - 1} of the file",
        ),
        "an answer twice": (with_answer_twice(lines), "there twice"),
        "the seal": ([*lines[:-1], changed(lines[-1], sha256="0" * 64)], "its hash is another"),
    }[wrong]
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        with pytest.raises(LoadRefused, match=said):
            await load_book(elsewhere, file)
        async with elsewhere.acquire() as connection:
            assert await get_head(connection, opened.fund_id) is None
            assert await list_lines_after(connection, opened.fund_id, 0) == []
            assert await count_kept(connection, opened.fund_id) == 0
            assert await list_labels(connection, opened.fund_id) == []
        assert (await load_book(elsewhere, lines)).lines == _MANY + 8


async def test_of_two_loads_at_once_one_writes(
    book: tuple[OpenedFund, Lines], fresh_database: Urls
) -> None:
    opened, lines = book
    async with Database.open(fresh_database.service, min_size=2) as elsewhere:
        ends = await asyncio.gather(
            load_book(elsewhere, lines), load_book(elsewhere, lines), return_exceptions=True
        )
        refused = [end for end in ends if isinstance(end, LoadRefused)]
        assert [str(one) for one in refused] == [
            f"Somebody else is opening the fund {opened.fund_id}."
        ]
        assert await exported(elsewhere, opened.fund_id) == lines


async def test_the_file_is_read_a_piece_at_a_time(book: tuple[OpenedFund, Lines]) -> None:
    read = 0

    def reading() -> Iterator[bytes]:
        nonlocal read
        for line in book[1]:
            read += len(line)
            yield line

    held = 0
    for piece in Checker(reading()):
        assert read - held == piece.size + (len(book[1][0]) if held == 0 else 0)
        assert piece.size < 100_000
        held = read
    assert held > 1_000_000


async def test_rows_are_read_alike_together_and_one_by_one(
    book: tuple[OpenedFund, Lines],
) -> None:
    lines = book[1][:40]
    assert decode_records(lines) == [decode_record(line) for line in lines]
    for bad in (b"", b"\n", b"{}\n", b" " + lines[9], lines[9] + lines[10], lines[9][:-1]):
        assert decode_records([*lines[:9], bad, *lines[10:]]) == decode_records(lines[:9])


def test_a_file_without_line_ends_comes_in_parts() -> None:
    parts = list(read_texts(io.BytesIO(b"one\ntwo\n" + b"x" * 9_000_000)))
    assert parts[:2] == [b"one\n", b"two\n"]
    assert sum(map(len, parts[2:])) == 9_000_000
    assert max(map(len, parts)) < 5_000_000


async def test_answers_are_kept_all_or_none_of_them(database: Database) -> None:
    fund_id = uuid4()
    one, other = (Kept("ana", key, b"h" * 32, Answer(uuid4(), 1, 1).encode()) for key in ("1", "2"))
    async with database.acquire() as connection:
        await add_kept(connection, fund_id, [one])
        with pytest.raises(IntegrityError):
            await add_kept(connection, fund_id, [other, one])
        assert await list_kept(connection, fund_id) == [one]
