"""What the log gives out: heads, receipts, promises, tiles, and how it is doing."""

import re
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from ledger.transparency.checkpoint import open_checkpoint
from ledger.transparency.note import VerifierKey
from ledger.transparency.table import set_stopped
from ledger.transparency.tiles import ENTRIES, Tile
from ledger.transparency.tree import check_consistency
from ledger.verifier import Failure, check_promise, check_receipt, read_keys
from tests.ledger.transparency.stage import COMMITMENT, START, Stage

MIDNIGHT = datetime(2026, 3, 3, 5, tzinfo=UTC)


async def position_of_last(stage: Stage) -> int:
    return (await stage.lines())[-1].position


async def keys_of(stage: Stage, number: int = 1) -> str:
    keys = await stage.log.verifier_keys(stage.fund_id, number)
    assert keys is not None
    return "\n".join(keys) + "\n"


async def test_a_fund_without_a_log_has_nothing_to_show(stage: Stage) -> None:
    for fund_id in (stage.fund_id, uuid4()):
        assert await stage.log.head(fund_id) is None
        assert await stage.log.place(fund_id, 1) is None
        assert await stage.log.receipt(fund_id, 1) is None
        assert await stage.log.tile(fund_id, 1, Tile(0, 0), 1) is None
        assert await stage.log.verifier_keys(fund_id, 1) is None
        assert await stage.log.numbers(fund_id) == []
        assert await stage.log.opening_proof(fund_id, 1) is None
        assert (await stage.log.status(fund_id)).next_at is None
    assert await stage.log.promise(stage.fund_id, 1) is None


async def test_every_line_in_a_head_has_a_receipt_that_others_accept(stage: Stage) -> None:
    await stage.keep()
    await stage.give(70)
    stage.clock.turn(timedelta(days=3))
    await stage.keep()
    policy = read_keys(await keys_of(stage))
    for line in await stage.lines():
        text = await stage.log.receipt(stage.fund_id, line.position)
        assert text is not None
        checked = check_receipt(text.encode(), policy)
        assert checked.head.size == 256
        assert checked.opening.topic == line.topic
        place = await stage.log.place(stage.fund_id, line.position)
        assert place is not None
        assert (place.index, place.is_out) == (checked.index, True)


async def test_a_line_that_waits_has_a_promise_and_then_a_receipt(stage: Stage) -> None:
    await stage.keep()
    await stage.give(donor_commitment=COMMITMENT)
    position = await position_of_last(stage)
    assert await stage.log.receipt(stage.fund_id, position) is None
    assert await stage.log.place(stage.fund_id, position) is None
    promised = await stage.log.promise(stage.fund_id, position)
    assert promised is not None
    checked = check_promise(promised.encode(), read_keys(await keys_of(stage)))
    assert checked.deadline == int((MIDNIGHT + timedelta(days=3)).timestamp())

    await stage.give(3)
    stage.clock.turn()
    assert await stage.another().promise(stage.fund_id, position) == promised
    await stage.keep()
    assert await stage.log.promise(stage.fund_id, position) == promised
    receipt = await stage.log.receipt(stage.fund_id, position)
    assert receipt is not None
    proven = check_receipt(receipt.encode(), read_keys(await keys_of(stage)))
    assert proven.opening == checked.opening


async def deadline_of_last(stage: Stage) -> datetime:
    """Return by when the last line of the book is promised to be in the log."""
    promised = await stage.log.promise(stage.fund_id, await position_of_last(stage))
    assert promised is not None
    checked = check_promise(promised.encode(), read_keys(await keys_of(stage)))
    return datetime.fromtimestamp(checked.deadline, UTC)


@pytest.mark.parametrize(("before", "heads"), [(10, 1), (63, 1), (64, 2), (130, 3)])
async def test_a_promise_counts_the_heads_that_fill_up_before(
    stage: Stage, before: int, heads: int
) -> None:
    await stage.keep()
    for number in range(before + 1):
        await stage.give(donor_commitment=f"{number:064x}")
    assert await deadline_of_last(stage) == MIDNIGHT + timedelta(days=heads - 1 + 3)


@pytest.mark.parametrize(("before", "days"), [(0, 30), (130, 30)])
async def test_what_later_gifts_go_before_has_thirty_days(
    stage: Stage, before: int, days: int
) -> None:
    await stage.keep()
    await stage.give(before)
    await stage.give()
    assert await deadline_of_last(stage) == MIDNIGHT + timedelta(days=days)


async def test_a_gift_that_somebody_looks_for_waits_for_no_other_line(stage: Stage) -> None:
    await stage.keep()
    await stage.give(130)
    await stage.give(donor_commitment=COMMITMENT)
    assert await deadline_of_last(stage) == MIDNIGHT + timedelta(days=3)
    stage.clock.turn()
    await stage.keep()
    assert await stage.log.receipt(stage.fund_id, await position_of_last(stage)) is not None


async def test_nothing_is_promised_of_what_is_in_the_log_or_of_a_log_that_stopped(
    stage: Stage,
) -> None:
    await stage.keep()
    assert await stage.log.promise(stage.fund_id, 1) is None
    await stage.give()
    position = await position_of_last(stage)
    assert await stage.log.promise(stage.fund_id, position + 1) is None
    async with stage.database.acquire() as connection:
        await set_stopped(connection, stage.fund_id, 1, "behind")
    assert await stage.log.promise(stage.fund_id, position) is None


async def test_a_receipt_of_another_log_is_another_one(stage: Stage) -> None:
    await stage.keep()
    await stage.log.new_origin(stage.fund_id)
    first = await stage.log.receipt_of_number(stage.fund_id, 1, 1)
    second = await stage.log.receipt(stage.fund_id, 1)
    assert first is not None
    assert second is not None
    check_receipt(first.encode(), read_keys(await keys_of(stage, 1)))
    check_receipt(second.encode(), read_keys(await keys_of(stage, 2)))
    with pytest.raises(Failure, match="origin"):
        check_receipt(first.encode(), read_keys(await keys_of(stage, 2)))
    assert await stage.log.numbers(stage.fund_id) == [1, 2]
    opening = await stage.log.opening_proof(stage.fund_id, 2)
    assert opening is not None
    checked = check_receipt(opening.encode(), read_keys(await keys_of(stage, 2)))
    assert checked.opening.topic == "log.begun.v1"


async def test_two_receipts_say_nothing_of_the_lines_between(stage: Stage) -> None:
    await stage.keep()
    await stage.give(2)
    stage.clock.turn()
    await stage.keep()
    for line in (await stage.lines())[-2:]:
        text = await stage.log.receipt(stage.fund_id, line.position)
        assert text is not None
        [extra] = re.findall("^extra (.*)$", text, re.MULTILINE)
        for told in (str(line.case_id), str(line.event_id), line.recorded_at.isoformat()[:19]):
            assert told not in text
            assert told.encode() not in b64decode(extra)


async def test_heads_follow_from_each_other(stage: Stage) -> None:
    await stage.keep()
    heads = [await stage.head()]
    for _ in range(5):
        stage.clock.turn(timedelta(days=2))
        await stage.keep()
        heads.append(await stage.head())
    for old in heads:
        assert await stage.log.head_at(stage.fund_id, 1, old.size) == old
        for new in heads:
            if old.size <= new.size:
                proof = await stage.log.consistency(stage.fund_id, 1, old.size, new.size)
                assert check_consistency(old.size, old.root, new.size, new.root, proof)
    assert await stage.log.head_at(stage.fund_id, 1, 65) is None


async def test_tiles_are_given_as_far_as_a_head_goes(stage: Stage) -> None:
    await stage.keep()
    stage.clock.turn(timedelta(days=4))
    await stage.keep()
    leaves = b"".join(await stage.leaves())
    fund_id = stage.fund_id
    assert await stage.log.tile(fund_id, 1, Tile(ENTRIES, 0), 256) == leaves[: 256 * 32]
    assert await stage.log.tile(fund_id, 1, Tile(ENTRIES, 1), 64) == leaves[256 * 32 :]
    assert await stage.log.tile(fund_id, 1, Tile(ENTRIES, 1), 65) is None
    whole = await stage.log.tile(fund_id, 1, Tile(0, 0), 256)
    assert whole is not None
    for width in (1, 64, 255):
        assert await stage.log.tile(fund_id, 1, Tile(0, 0), width) == whole[: width * 32]
    assert len(await stage.log.tile(fund_id, 1, Tile(1, 0), 1) or b"") == 32
    for tile, width in ((Tile(1, 0), 2), (Tile(2, 0), 1), (Tile(0, 2), 1), (Tile(1, 1), 1)):
        assert await stage.log.tile(fund_id, 1, tile, width) is None
    async with stage.database.acquire() as connection:
        await connection.execute("update log_trees set signed_size = 256")
    assert await stage.log.tile(fund_id, 1, Tile(ENTRIES, 1), 64) is None
    assert await stage.log.tile(fund_id, 1, Tile(0, 0), 256) == whole


async def test_cosignatures_are_added_once(stage: Stage) -> None:
    await stage.keep()
    before = await stage.head()
    first, second = "— heron.example/witness AAAA", "— wren.example/witness BBBB\n"
    await stage.log.add_cosignatures(stage.fund_id, 1, before.size, [first])
    await stage.log.add_cosignatures(
        stage.fund_id, 1, before.size, [second, "— heron.example/witness CCCC"]
    )
    await stage.log.add_cosignatures(stage.fund_id, 1, before.size + 1, [first])
    after = await stage.head()
    assert after.note == f"{before.note}{first}\n{second}"
    assert not (await stage.keep()).signed
    assert await stage.head() == after


async def test_its_own_signature_is_one_by_its_published_key(stage: Stage) -> None:
    await stage.keep()
    head = await stage.head()
    keys = await stage.log.verifier_keys(stage.fund_id, 1)
    assert keys is not None
    checkpoint, _ = open_checkpoint(head.note, VerifierKey.read(keys[0]))
    assert (checkpoint.size, checkpoint.root) == (head.size, head.root)
    assert VerifierKey.read(keys[1]).name == f"{head.origin}/promise"


async def test_it_says_how_it_is_doing(stage: Stage) -> None:
    await stage.keep()
    status = await stage.log.status(stage.fund_id)
    assert (status.waiting, status.waiting_since) == (0, None)
    assert status.next_at == MIDNIGHT
    assert status.head == await stage.head()
    stage.clock.turn(timedelta(hours=1))
    await stage.give(2)
    status = await stage.log.status(stage.fund_id)
    assert (status.waiting, status.waiting_since) == (2, START + timedelta(hours=1))
    assert (status.stopped, status.stopped_because) == (None, None)
