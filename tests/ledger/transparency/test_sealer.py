"""The tree of a log grows by the clock and by nothing else, and holds every line once."""

from datetime import timedelta

from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.transparency.dummies import Dummies
from tests.funds import DAY
from tests.ledger.publishing.stage import manifest, publishing, row
from tests.ledger.transparency.stage import COMMITMENT, Stage


async def test_a_log_begins_at_once_with_all_that_is_in_the_book(stage: Stage) -> None:
    kept = await stage.keep()

    head = await stage.head()
    lines = await stage.lines()
    assert kept.signed
    assert (head.number, head.size) == (1, 64)
    assert head.origin == f"parasol.example/{stage.fund_id}/1"
    assert lines[-1].topic == "log.begun.v1"
    assert (await stage.indices()).keys() == {line.position for line in lines}
    await stage.assert_sound()


async def test_the_first_leaves_are_filled_up_to_a_power_of_two(stage: Stage) -> None:
    await stage.give(70)
    await stage.keep()
    assert (await stage.head()).size == 128
    await stage.assert_sound()


async def test_a_busy_fund_grows_as_a_quiet_one_does(stage: Stage) -> None:
    await stage.keep()
    sizes = []
    for gifts in (0, 1, 100, 0, 0):
        await stage.give(gifts)
        stage.clock.turn()
        await stage.keep()
        await stage.assert_sound()
        sizes.append((await stage.head()).size)

    assert sizes == [128, 192, 256, 320, 384]
    assert (await stage.indices()).keys() == {line.position for line in await stage.lines()}


async def test_between_two_moments_of_the_clock_nothing_changes(stage: Stage) -> None:
    await stage.keep()
    before = await stage.tree(), await stage.tiles(), await stage.head()
    await stage.give(3)
    stage.clock.turn(timedelta(hours=11))

    assert not (await stage.keep()).signed
    assert (await stage.tree(), await stage.tiles(), await stage.head()) == before


async def test_moments_that_were_missed_are_made_up_for(stage: Stage) -> None:
    await stage.keep()
    await stage.give(70)
    stage.clock.turn(timedelta(days=3, hours=12))
    await stage.keep()

    assert (await stage.head()).size == 64 + 4 * 64
    indices = await stage.indices()
    assert indices.keys() == {line.position for line in await stage.lines()}
    late = {index for position, index in indices.items() if position > 5}
    assert len(late & set(range(64, 128))) == 64, "the first batch takes as many as it can"
    await stage.assert_sound()


async def test_leaves_of_a_batch_stand_in_the_order_of_their_bytes(stage: Stage) -> None:
    await stage.keep()
    await stage.give(20)
    stage.clock.turn(timedelta(days=2))
    await stage.keep()

    leaves = await stage.leaves()
    for first in (0, 64, 128):
        batch = leaves[first : first + 64]
        assert batch == sorted(batch)


async def test_a_batch_size_holds_from_the_next_head_on(stage: Stage) -> None:
    await stage.keep()
    await stage.do(SetLog(occurred_on=DAY, batch_size=256, every_hours=12))
    assert not (await stage.keep()).signed
    sizes = []
    for _ in range(3):
        stage.clock.turn(timedelta(hours=12))
        await stage.keep()
        sizes.append((await stage.head()).size)

    assert sizes == [320, 576, 832]


async def test_gifts_that_somebody_looks_for_go_first_when_not_all_fit(stage: Stage) -> None:
    await stage.keep()
    await stage.give(70)
    await stage.give(10, donor_commitment=COMMITMENT)
    await stage.give(10)
    lines = await stage.lines()
    gifts = {line.position for line in lines if COMMITMENT.encode() in line.payload}
    stage.clock.turn()
    await stage.keep()

    placed = {position for position, index in (await stage.indices()).items() if index >= 64}
    assert len(placed) == 64
    assert gifts <= placed
    others = sorted(placed - gifts)
    assert others == list(range(others[0], others[0] + 54)), "then by position"
    await stage.assert_sound()
    stage.clock.turn()
    await stage.keep()
    assert (await stage.indices()).keys() == {line.position for line in lines}
    await stage.assert_sound()


async def test_an_auditor_can_open_every_leaf_that_is_no_line(stage: Stage) -> None:
    await stage.keep()
    await stage.give(5)
    stage.clock.turn(timedelta(days=2))
    await stage.keep()

    keys = await stage.log.keys_of(stage.fund_id, 1)
    dummies = Dummies(keys.secret, (await stage.head()).origin)
    fillers = {dummies.data(place) for place in range(192)}
    placed = set((await stage.indices()).values())
    for index, leaf in enumerate(await stage.leaves()):
        assert (leaf in fillers) == (index not in placed)


async def test_what_says_which_report_is_out_goes_first_of_all(stage: Stage) -> None:
    await stage.do(SetDisclosure(occurred_on=DAY, is_public=True))
    await stage.keep()
    await stage.give(70, donor_commitment=COMMITMENT)
    text = manifest(fund=stage.fund_id, today=DAY, costs=(row("2025-10", "2025-12"),))
    await stage.do(publishing(text, occurred_on=DAY, cut=6))
    [*_, last] = await stage.lines()
    assert last.topic == "report.logged.v1"
    stage.clock.turn()
    await stage.keep()

    placed = {position for position, index in (await stage.indices()).items() if index >= 64}
    assert len(placed) == 64
    assert last.position in placed
    assert last.position - 1 not in placed, "the report itself waits"
    await stage.assert_sound()


async def test_where_a_line_stands_in_its_batch_tells_nothing(stage: Stage) -> None:
    """Lines are spread over their batch as dummies are: 160 ranks, in the middle on average."""
    await stage.keep()
    for _ in range(8):
        await stage.give(20)
        stage.clock.turn()
        await stage.keep()
    ranks = [index % 64 for index in (await stage.indices()).values() if index >= 64]
    assert len(ranks) == 160
    assert abs(sum(ranks) / len(ranks) - 31.5) < 9, "six times what chance makes of it"


async def test_after_an_outage_gifts_that_somebody_looks_for_still_go_first(stage: Stage) -> None:
    """Else the batch of a gift would tell how many other lines waited before it."""
    await stage.keep()
    await stage.give(100)
    await stage.give(donor_commitment=COMMITMENT)
    gift = (await stage.lines())[-1].position
    stage.clock.turn(timedelta(days=3))
    await stage.keep()

    assert (await stage.head()).size == 64 + 3 * 64
    assert 64 <= (await stage.indices())[gift] < 128
    await stage.assert_sound()
