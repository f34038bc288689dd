"""Whatever signs remembers what it signed, and signs no second history."""

import shutil
from pathlib import Path

import pytest

from ledger.events import LogBegun
from ledger.store.mapper import decode
from ledger.transparency.log import Busy, ReportDiffers
from ledger.transparency.memory import only_one
from ledger.transparency.stopped import MemoryUnreadable
from tests.ledger.transparency.stage import Copy, Stage, as_superuser, begun, restored_older


async def test_the_same_head_has_the_same_bytes_for_every_process(stage: Stage) -> None:
    await begun(stage)
    before = await stage.head()
    assert not (await stage.another().keep(stage.fund_id)).signed
    assert await stage.head() == before


async def test_it_remembers_every_leaf_and_what_it_signed(stage: Stage) -> None:
    await begun(stage)
    tree, head = await stage.tree(), await stage.head()
    assert stage.memory.leaves(0, 1000) == b"".join(await stage.leaves())
    assert stage.remembered.frontier == tree.frontier
    assert (stage.remembered.size, stage.remembered.root) == (head.size, head.root.hex())
    assert stage.remembered.lines == tree.lines


async def test_a_log_that_is_older_than_what_was_signed_is_filled_up_again(
    stage: Stage, superuser_url: str
) -> None:
    await begun(stage)
    copy = Copy(superuser_url, stage.fund_id, book=False)
    await copy.take()
    await stage.give(70)
    stage.clock.turn()
    await stage.keep()
    before = await stage.head(), await stage.tree(), await stage.tiles(), await stage.indices()
    await copy.put_back()
    assert (await stage.head()).size < before[0].size

    assert (await stage.keep()).signed
    after = await stage.head(), await stage.tree(), await stage.tiles(), await stage.indices()
    assert after == before
    stage.clock.turn()
    await stage.keep()
    await stage.assert_sound()
    assert (await stage.indices()).keys() == {line.position for line in await stage.lines()}


async def test_a_log_that_is_gone_is_filled_up_again(stage: Stage, superuser_url: str) -> None:
    copy = Copy(superuser_url, stage.fund_id, book=False)
    await copy.take()
    await begun(stage, heads=4)
    before = await stage.head(), await stage.tree(), await stage.tiles()
    await copy.put_back()

    assert (await stage.another().keep(stage.fund_id)).signed
    assert (await stage.head(), await stage.tree(), await stage.tiles()) == before


async def test_a_book_that_lacks_lines_that_were_signed_gets_nothing_signed(
    stage: Stage, superuser_url: str
) -> None:
    signed = await restored_older(stage, superuser_url)
    old = await stage.head()
    for _ in range(3):
        assert (await stage.keep()).stopped == "behind"
        stage.clock.turn()
    await stage.give()
    assert (await stage.keep()).stopped == "behind"

    assert await stage.head() == old
    assert (await stage.tree()).size == old.size, "nothing grows that cannot be signed"
    assert stage.remembered.size == signed.size
    status = await stage.log.status(stage.fund_id)
    assert status.stopped == "behind"
    assert "parasol log new-origin" in (status.stopped_because or "")


async def test_without_its_memory_nothing_is_signed(stage: Stage) -> None:
    await begun(stage)
    before = await stage.tree()
    shutil.rmtree(stage.memory.directory)
    stage.clock.turn()

    assert (await stage.keep()).stopped == "lost"
    assert (await stage.tree()).size == before.size
    await stage.log.new_origin(stage.fund_id)
    [*_, last] = await stage.lines()
    event = decode(last.topic, last.payload)
    assert isinstance(event, LogBegun)
    assert event.before is not None
    assert event.before.root == before.frontier.root.hex(), "as the database knows it"


@pytest.mark.parametrize("damage", ["memory", "leaves", "size"])
async def test_a_memory_that_cannot_be_read_signs_nothing(stage: Stage, damage: str) -> None:
    await begun(stage)
    file = stage.memory.directory / ("leaves" if damage == "leaves" else "memory")
    written = file.read_bytes()
    changed = {
        "memory": written[:-20],
        "leaves": written[:-32],
        "size": written.replace(b'"size":128', b'"size":256'),
    }[damage]
    assert changed != written
    file.write_bytes(changed)
    stage.clock.turn()
    assert (await stage.keep()).stopped == "unreadable"

    file.write_bytes(written)
    assert (await stage.keep()).signed
    assert (await stage.log.status(stage.fund_id)).stopped is None


async def test_a_tree_that_was_changed_gets_nothing_signed(
    stage: Stage, superuser_url: str
) -> None:
    await begun(stage)
    before = await stage.head()
    await as_superuser(
        superuser_url,
        "update log_trees set frontier = set_byte(frontier, 5, get_byte(frontier, 5) # 1)"
        f" where fund_id = '{stage.fund_id}'",
    )
    assert (await stage.keep()).stopped == "forked"
    stage.clock.turn()
    assert (await stage.keep()).stopped == "forked"
    assert await stage.head() == before


async def test_leaves_that_were_exchanged_get_nothing_signed(
    stage: Stage, superuser_url: str
) -> None:
    """Somebody with the database puts another leaf in, before the signer has seen it."""
    await begun(stage)
    await stage.give()
    memory = (stage.memory.directory / "memory").read_bytes()
    leaves = (stage.memory.directory / "leaves").read_bytes()
    stage.clock.turn()
    await stage.keep()
    await as_superuser(
        superuser_url,
        f"delete from log_heads where fund_id = '{stage.fund_id}' and size = 192",
        f"update log_trees set signed_size = 128 where fund_id = '{stage.fund_id}'",
        "update log_tiles set data = set_byte(data, 5000, get_byte(data, 5000) # 1)"
        f" where fund_id = '{stage.fund_id}' and level = -1",
    )
    (stage.memory.directory / "memory").write_bytes(memory)
    (stage.memory.directory / "leaves").write_bytes(leaves)

    assert (await stage.keep()).stopped == "forked"
    assert (await stage.head()).size == 128


async def test_a_memory_that_is_older_than_the_database_catches_up(stage: Stage) -> None:
    await begun(stage)
    saved = stage.keys_dir.parent / "saved"
    shutil.copytree(stage.memory.directory, saved)
    stage.clock.turn()
    await stage.keep()
    shutil.rmtree(stage.memory.directory)
    shutil.copytree(saved, stage.memory.directory)

    assert (await stage.keep()).stopped is None
    assert stage.remembered.frontier == (await stage.tree()).frontier
    stage.clock.turn()
    assert (await stage.keep()).signed


async def test_without_its_key_nothing_is_signed(stage: Stage) -> None:
    await begun(stage)
    (stage.keys_dir / "log.key").rename(stage.keys_dir / "away")
    stage.clock.turn()
    stage.log = stage.another()
    assert (await stage.keep()).stopped == "key"
    (stage.keys_dir / "away").rename(stage.keys_dir / "log.key")
    assert (await stage.keep()).signed


async def test_two_processes_never_keep_one_log_at_once(stage: Stage) -> None:
    await stage.keep()
    stage.clock.turn()
    async with only_one(stage.keys_dir, stage.fund_id, 0):
        with pytest.raises(Busy):
            await stage.keep()
    assert (await stage.keep()).signed


async def test_a_second_report_under_a_number_is_refused(stage: Stage, tmp_path: Path) -> None:
    digest, other = "ab" * 32, "cd" * 32
    assert await stage.log.report_before(stage.fund_id, 1) is None
    await stage.log.remember_report(stage.fund_id, 1, digest)
    await stage.log.remember_report(stage.fund_id, 1, digest)
    with pytest.raises(ReportDiffers):
        await stage.log.remember_report(stage.fund_id, 1, other)
    assert await stage.another().report_before(stage.fund_id, 1) == digest
    assert await stage.another().report_before(stage.fund_id, 2) is None
    (tmp_path / "keys" / "log" / f"{stage.fund_id}-reports").write_text("{")
    with pytest.raises(MemoryUnreadable):
        await stage.log.report_before(stage.fund_id, 1)
