import base64
import json
from collections.abc import Callable
from uuid import uuid4

import asyncpg
import pytest

from ledger.asking import Receipt
from ledger.books import Books
from ledger.rejections import FundUnknown
from ledger.store.append import Label
from ledger.store.database import Database
from ledger.store.labels import list_labels, rename
from ledger.store.reading import get_head, list_lines_after
from ledger.transport.loading import LoadRefused, load_book
from tests.database import Urls
from tests.funds import ask
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


async def test_export_load_export_is_the_same_bytes(
    database: Database, fresh_database: Urls
) -> None:
    _, lines = await filled(database, donations=1_300)
    assert await load_elsewhere(fresh_database, lines) == lines


async def test_the_header_says_what_is_there_and_what_is_lacking(database: Database) -> None:
    opened, lines = await filled(database)
    head = json.loads(lines[0])
    kinds = [json.loads(line)["record"] for line in lines]
    assert head["fund_id"] == str(opened.fund_id)
    assert head["lacks"] == ["vault", "keys", "sign-ins"]
    assert (head["labels"], head["lines"], head["answers"]) == (
        kinds.count("label"),
        kinds.count("line"),
        kinds.count("answer"),
    )
    assert json.loads(lines[-1])["records"] == len(lines) - 1


async def test_a_loaded_book_goes_on_and_gives_the_same_answers(
    database: Database, fresh_database: Urls
) -> None:
    opened, lines = await filled(database)
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        await load_book(elsewhere, lines)
        books = Books(elsewhere)
        again: Receipt = await books.execute(
            opened.fund_id, opened.donation(5_00), actor="treasurer", key="gift-0"
        )
        assert again.replayed
        fund, position = await books.get_fund(opened.fund_id)
        assert fund.accounts[opened.bank].balance == 1_000_00 + 15_03 - 200_00
        answer = await ask(books, opened.fund_id, opened.donation(1_00))
        assert answer.first == position + 1
        await books.close()


async def test_labels_travel_as_they_are_called_now(
    database: Database, fresh_database: Urls
) -> None:
    opened, _ = await filled(database)
    async with database.acquire() as connection:
        await rename(connection, opened.fund_id, Label("account", opened.bank, "Unión “≠”"))
    lines = await exported(database, opened.fund_id)
    assert await load_elsewhere(fresh_database, lines) == lines
    async with (
        Database.open(fresh_database.service, min_size=1) as elsewhere,
        elsewhere.acquire() as connection,
    ):
        labels = await list_labels(connection, opened.fund_id, kind="account")
    assert "Unión “≠”" in {label.text for label in labels}


async def test_a_payload_that_is_no_single_line_of_json_travels_in_base64(
    database: Database, superuser_url: str
) -> None:
    opened, _ = await filled(database)
    odd = b'{"not":\n"one line"}'
    connection = await asyncpg.connect(superuser_url)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update events set payload = $1 where position = 2", odd)
    await connection.close()
    lines = await exported(database, opened.fund_id)
    record = json.loads(lines[first_line(lines) + 1])
    assert base64.b64decode(record["payload_base64"]) == odd


async def test_a_fund_that_has_a_book_is_not_loaded_into(database: Database) -> None:
    opened, lines = await filled(database)
    with pytest.raises(LoadRefused, match="has a book here already"):
        await load_book(database, lines)
    assert await exported(database, opened.fund_id) == lines


async def test_an_unknown_fund_is_not_exported(database: Database) -> None:
    with pytest.raises(FundUnknown):
        await exported(database, uuid4())


def _put(lines: Lines, place: int, text: bytes) -> Lines:
    return [*lines[:place], text, *lines[place + 1 :]]


def _without_line(lines: Lines) -> Lines:
    place = first_line(lines) + 8
    return sealed([*lines[:place], *lines[place + 1 :]])


def _other_line(**fields: object) -> Callable[[Lines], Lines]:
    def change(lines: Lines) -> Lines:
        place = first_line(lines) + 9
        return sealed(_put(lines, place, changed(lines[place], **fields)))

    return change


def _other_answer(**fields: object) -> Callable[[Lines], Lines]:
    return lambda lines: sealed(_put(lines, -2, changed(lines[-2], **fields))[: len(lines)])


def _as_is(lines: Lines) -> Lines:
    place = first_line(lines) + 8
    return _put(lines, place, lines[place].replace(b'"gross":', b'"gross":1'))


TAMPERED: dict[str, tuple[Callable[[Lines], Lines], str]] = {
    "another amount": (_as_is, "its hash is another"),
    "cut off": (lambda lines: lines[:-1], "ends too early"),
    "cut in a record": (lambda lines: [*lines[:5], lines[5][:40]], "not a record"),
    "more behind it": (lambda lines: [*lines, b"{}\n"], "behind the last record"),
    "a line missing": (_without_line, "does not follow the one before"),
    "a line twice": (
        lambda lines: sealed([*lines[:-9], lines[-9], *lines[-9:]]),
        "does not follow|stands in a place",
    ),
    "another order": (lambda lines: sealed([lines[0], *lines[2:-1], lines[1], b""]), "belong"),
    "no book": (lambda lines: lines[1:], "not a book exported by Parasol"),
    "a newer version": (
        lambda lines: sealed(_put(lines, 0, changed(lines[0], version=2))),
        "version 2",
    ),
    "an unknown topic": (_other_line(topic="gift.seen.v9"), "gift.seen.v9 is not known here"),
    "another topic": (_other_line(topic="fee.taken.v1"), "does not fit fee.taken.v1"),
    "going back in time": (_other_line(recorded_at="2001-01-01T00:00:00Z"), "before the line"),
    "not in UTC": (_other_line(recorded_at="2040-01-01T00:00:00+01:00"), "in UTC"),
    "a version left out": (_other_line(version=5), "version 5 of its case"),
    "spaces": (lambda lines: sealed(_put(lines, 3, b" " + lines[3])), "not a record"),
    "an answer to nothing": (
        _other_answer(answer={"case_id": str(uuid4()), "first": 90, "last": 90, "opened": []}),
        "not in the book",
    ),
    "no lines": (
        lambda lines: sealed([changed(lines[0], labels=0, lines=0, answers=0), b""]),
        "no line",
    ),
    "an answer twice": (with_answer_twice, r"Rows 2 to \d+ of the file: something is there twice"),
    "a short hash": (_other_answer(request_hash="abcd"), "not in the book"),
}


@pytest.mark.parametrize("case", TAMPERED)
async def test_a_file_that_is_not_as_it_was_leaves_nothing_behind(
    database: Database, fresh_database: Urls, case: str
) -> None:
    opened, lines = await filled(database)
    tamper, said = TAMPERED[case]
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        with pytest.raises(LoadRefused, match=said):
            await load_book(elsewhere, tamper(lines))
        async with elsewhere.acquire() as connection:
            assert await get_head(connection, opened.fund_id) is None
            assert await list_labels(connection, opened.fund_id) == []
            assert await list_lines_after(connection, opened.fund_id, 0) == []


async def test_a_payload_in_other_bytes_than_the_canonical_ones_is_refused(
    database: Database, fresh_database: Urls
) -> None:
    _, lines = await filled(database)
    place = first_line(lines) + 8
    loose = lines[place].replace(b'"payload":{', b'"payload":{"processor_fee":0,')
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        with pytest.raises(LoadRefused, match="not in its canonical bytes"):
            await load_book(elsewhere, sealed(_put(lines, place, loose)))


async def test_a_line_about_an_account_that_no_line_opened_is_refused(
    database: Database, fresh_database: Urls
) -> None:
    opened, lines = await filled(database)
    place = first_line(lines) + 8
    other = lines[place].replace(str(opened.bank).encode(), str(uuid4()).encode())
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        with pytest.raises(LoadRefused, match="names something that no line opened"):
            await load_book(elsewhere, sealed(_put(lines, place, other)))
