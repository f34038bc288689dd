"""Another log begins after a mishap, and names what the one before had signed."""

from ledger.events import LogBegun
from ledger.store.mapper import decode
from tests.ledger.transparency.stage import COMMITMENT, Copy, Stage, begun, restored_older


async def test_another_log_begins_and_names_the_last_head_that_was_signed(
    stage: Stage, superuser_url: str
) -> None:
    signed = await restored_older(stage, superuser_url)
    await stage.keep()

    assert await stage.log.new_origin(stage.fund_id) == 2
    head = await stage.head()
    assert (head.number, head.origin) == (2, f"parasol.example/{stage.fund_id}/2")
    [*_, last] = await stage.lines()
    event = decode(last.topic, last.payload)
    assert isinstance(event, LogBegun)
    assert event.before is not None
    assert (event.before.origin, event.before.size) == (signed.origin, signed.size)
    assert event.before.root == signed.frontier.root.hex()
    assert (await stage.log.status(stage.fund_id)).stopped is None
    await stage.assert_sound(2)
    assert (await stage.indices(2)).keys() == {line.position for line in await stage.lines()}
    # The old one stays as it was, and grows no more.
    old = await stage.head(1)
    stage.clock.turn()
    await stage.keep()
    assert await stage.head(1) == old
    assert (await stage.head()).size == 256 + 64


async def test_another_key_is_made_after_the_old_one_is_in_wrong_hands(stage: Stage) -> None:
    await begun(stage)
    first = await stage.head()
    assert await stage.log.new_origin(stage.fund_id, new_key=True) == 2

    assert (stage.keys_dir / "log-2.key").exists()
    keys = [await stage.log.keys_of(stage.fund_id, number) for number in (1, 2)]
    assert len({each.secret for each in keys}) == 2
    assert await stage.head(1) == first
    await stage.assert_sound(2)
    another = stage.another()
    assert (await another.keys_of(stage.fund_id, 2)).secret == keys[1].secret


async def test_after_a_copy_from_before_the_log_began_another_log_begins(
    stage: Stage, superuser_url: str
) -> None:
    copy = Copy(superuser_url, stage.fund_id, book=True)
    await copy.take()
    await begun(stage)
    signed = await stage.head()
    await copy.put_back()
    stage.log = stage.another()

    assert (await stage.keep()).stopped == "behind"
    assert await stage.log.head(stage.fund_id) is None
    assert await stage.log.new_origin(stage.fund_id) == 2
    [*_, last] = await stage.lines()
    event = decode(last.topic, last.payload)
    assert isinstance(event, LogBegun)
    assert event.before is not None
    assert (event.before.size, event.before.root) == (signed.size, signed.root.hex())
    await stage.assert_sound(2)


async def test_no_number_is_used_for_two_histories(stage: Stage, superuser_url: str) -> None:
    """A copy from before the second log is put back after it: the third one begins."""
    await begun(stage)
    copy = Copy(superuser_url, stage.fund_id, book=True)
    await copy.take()
    await stage.log.new_origin(stage.fund_id)
    second = await stage.head()
    await copy.put_back()
    stage.log = stage.another()

    await stage.log.new_origin(stage.fund_id)
    assert (await stage.log.status(stage.fund_id)).stopped == "behind"
    await stage.log.new_origin(stage.fund_id)
    third = await stage.head()
    assert third.origin.endswith("/3")
    [*_, last] = await stage.lines()
    event = decode(last.topic, last.payload)
    assert isinstance(event, LogBegun)
    assert event.before is not None
    assert event.before.root == second.root.hex()


async def test_another_log_begins_as_big_as_the_one_before_whatever_was_written(
    stage: Stage,
) -> None:
    await begun(stage, heads=3)
    await stage.give(130)
    before = await stage.head()
    await stage.log.new_origin(stage.fund_id)
    assert (before.size, (await stage.head()).size) == (192, 256)
    await stage.assert_sound(2)


async def test_what_does_not_fit_into_another_log_waits(stage: Stage) -> None:
    await begun(stage, heads=1)
    await stage.give(70)
    await stage.give(3, donor_commitment=COMMITMENT)
    await stage.log.new_origin(stage.fund_id)
    assert (await stage.head()).size == 64
    lines = await stage.lines()
    placed = await stage.indices(2)
    assert len(placed) == 64
    assert {line.position for line in lines[-4:]} <= placed.keys(), "three gifts, and its beginning"
    assert await stage.log.opening_proof(stage.fund_id, 2) is not None
    await stage.assert_sound(2)
    stage.clock.turn()
    await stage.keep()
    assert (await stage.indices(2)).keys() == {line.position for line in lines}
    await stage.assert_sound(2)
