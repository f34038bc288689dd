"""Reading lines, and what is kept beside them: answers, labels, snapshots."""

from uuid import uuid4

import pytest

from ledger.store.append import Kept, Label, append
from ledger.store.database import Database
from ledger.store.errors import IntegrityError
from ledger.store.idempotency import find_kept, list_kept
from ledger.store.labels import list_labels, rename
from ledger.store.reading import list_lines_after, list_lines_of_cases, walk_lines
from ledger.store.snapshots import (
    Snapshot,
    drop_snapshots,
    list_snapshots,
    load_snapshot,
    save_snapshot,
)
from tests.ledger.store.lines import NOW, new_line


async def test_lines_are_read_from_a_position_to_a_position(database: Database) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line() for _ in range(7)], after=0, now=NOW)
        await append(connection, uuid4(), [new_line()], after=0, now=NOW)

        async def positions(position: int, upto: int | None = None, limit: int = 99) -> list[int]:
            lines = await list_lines_after(connection, fund_id, position, upto=upto, limit=limit)
            return [line.position for line in lines]

        assert await positions(0) == [1, 2, 3, 4, 5, 6, 7]
        assert await positions(5) == [6, 7]
        assert await positions(2, upto=4) == [3, 4]
        assert await positions(2, limit=2) == [3, 4]
        assert await positions(7) == []


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 100])
async def test_walking_gives_every_line_once(database: Database, batch: int) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line() for _ in range(7)], after=0, now=NOW)
        batches = [lines async for lines in walk_lines(connection, fund_id, 1, batch=batch)]
        capped = [lines async for lines in walk_lines(connection, fund_id, upto=3, batch=batch)]
    assert [line.position for lines in batches for line in lines] == [2, 3, 4, 5, 6, 7]
    assert max(map(len, batches)) <= batch
    assert [line.position for lines in capped for line in lines] == [1, 2, 3]


async def test_cases_are_read_in_the_order_of_the_book(database: Database) -> None:
    fund_id, ours, others = uuid4(), uuid4(), uuid4()
    lines = [
        new_line(0, case_id=ours),
        new_line(0),
        new_line(0, case_id=others),
        new_line(1, case_id=ours),
    ]
    async with database.acquire() as connection:
        await append(connection, fund_id, lines, after=0, now=NOW)
        found = await list_lines_of_cases(connection, fund_id, [others, ours, uuid4()])
        assert [line.position for line in found] == [1, 3, 4]
        assert [line.version for line in found] == [0, 0, 1]
        assert await list_lines_of_cases(connection, fund_id, []) == []
        assert await list_lines_of_cases(connection, uuid4(), [ours]) == []


async def test_answers_are_found_by_actor_and_key(database: Database) -> None:
    fund_id = uuid4()
    kept = [Kept("ana", "1", b"a", b"x"), Kept("ana", "2", b"b", b"y"), Kept("bo", "1", b"c", b"z")]
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line()], after=0, now=NOW, kept=kept)
        await append(connection, uuid4(), [new_line()], after=0, now=NOW, kept=kept)
        wanted = [("ana", "2"), ("bo", "1"), ("bo", "2")]
        assert await find_kept(connection, fund_id, wanted) == {
            ("ana", "2"): kept[1],
            ("bo", "1"): kept[2],
        }
        assert await find_kept(connection, fund_id, []) == {}
        assert await find_kept(connection, uuid4(), wanted) == {}
        assert await list_kept(connection, fund_id) == kept


async def test_a_label_may_be_renamed_and_stays_one(database: Database) -> None:
    fund_id, account_id = uuid4(), uuid4()
    label = Label("account", account_id, "Caja")
    name = Label("fund", fund_id, "Fondo de apoyo")
    async with database.acquire() as connection:
        await append(connection, fund_id, [new_line()], after=0, now=NOW, labels=[label, name])
        assert await list_labels(connection, fund_id) == [label, name]
        renamed = Label("account", account_id, "Caja fuerte")
        assert await rename(connection, fund_id, renamed)
        assert await list_labels(connection, fund_id, kind="account") == [renamed]
        assert not await rename(connection, fund_id, Label("purpose", account_id, "No such thing"))
        assert not await rename(connection, uuid4(), label)
        assert len(await list_labels(connection, fund_id)) == 2


async def test_a_label_of_no_known_kind_is_refused(database: Database) -> None:
    async with database.acquire() as connection:
        with pytest.raises(IntegrityError):
            await append(
                connection,
                uuid4(),
                [new_line()],
                after=0,
                now=NOW,
                labels=[Label("person", uuid4(), "Nobody")],
            )


async def test_the_latest_snapshot_of_a_fold_stays(database: Database) -> None:
    fund_id = uuid4()
    async with database.acquire() as connection:
        assert await load_snapshot(connection, fund_id, "fund.v1") is None
        for position in (5, 9, 7):
            state = f"at {position}".encode()
            await save_snapshot(connection, fund_id, "fund.v1", Snapshot(position, state))
        await save_snapshot(connection, fund_id, "fund.v2", Snapshot(1, b"other"))
        assert await load_snapshot(connection, fund_id, "fund.v1") == Snapshot(9, b"at 9")
        assert set(await list_snapshots(connection, fund_id)) == {"fund.v1", "fund.v2"}
        await drop_snapshots(connection, fund_id)
        assert await list_snapshots(connection, fund_id) == {}
