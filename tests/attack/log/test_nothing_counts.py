"""Nothing that a log publishes, and no two receipts of a donor, tell how much happens, or when."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
import pytest_asyncio

from ledger.publishing.commands import SetLog
from tests.attack.log.counting import (
    TELLING,
    UNLIKELY,
    Counting,
    Day,
    chance,
    is_sorted,
    leaves,
    numbers_of,
    proven,
    tell_apart,
)
from tests.attack.log.twins import Pair, twins
from tests.funds import DAY, lines_of


@pytest_asyncio.fixture(loop_scope="session")
async def pair(service_url: str) -> AsyncIterator[Pair]:
    async with twins(service_url) as made:
        yield made


@pytest.mark.slow
async def test_days_with_nothing_and_with_hundreds_of_lines_look_alike(pair: Pair) -> None:
    await pair.begin()
    counting = Counting(pair)
    assert await counting.play([Day(0, 0), Day(5), Day(60, 2), Day(500), Day(0), Day(70)]) == set()
    assert {each.kind for each in counting.files[1]} == {"promise", "receipt"}


async def test_hourly_heads_tell_no_hour(pair: Pair) -> None:
    await pair.begin(every_hours=1)
    hour = timedelta(hours=1)
    days = [Day(0, 0, hour), Day(70, 1, hour), Day(3, 0, hour), Day(80, 1, hour), Day(0, 1, hour)]
    assert await Counting(pair).play(days) == set()


@pytest.mark.parametrize("away", [timedelta(days=3), timedelta(days=2, hours=5)], ids=["3", "2"])
async def test_after_an_outage_the_place_of_a_gift_counts_nothing(
    pair: Pair, away: timedelta
) -> None:
    await pair.begin()
    assert await Counting(pair).play([Day(150, 1, away), Day(0, 1)]) == set()


async def test_a_night_without_the_service_counts_nothing(pair: Pair) -> None:
    await pair.begin(every_hours=1)
    assert await Counting(pair).play([Day(200, 1, timedelta(hours=9))]) == set()


async def test_another_batch_size_tells_that_it_was_set_and_nothing_else(pair: Pair) -> None:
    await pair.begin()
    first = Counting(pair)
    assert await first.play([Day(90)]) == set()
    for twin in pair.both:
        await twin.do(SetLog(occurred_on=DAY, batch_size=128))
    second = Counting(pair, batch_size=128)
    assert await second.play([Day(0), Day(200)]) == set()
    assert await pair.quiet.size() == 64 + 64 + 2 * 128


async def test_an_opening_batch_tells_only_the_power_of_two(pair: Pair) -> None:
    await pair.quiet.happens(70)
    await pair.loud.happens(110)
    await pair.begin()
    assert [await twin.size() for twin in pair.both] == [128, 128]
    assert await Counting(pair).play([Day(0), Day(30)]) == set()


async def test_another_log_tells_nothing_of_what_was_written_under_the_one_before(
    pair: Pair,
) -> None:
    await pair.begin()
    await pair.loud.happens(300)
    for _ in range(6):
        await pair.turn()
    assert [await twin.size() for twin in pair.both] == [448, 448]
    proofs = []
    for twin in pair.both:
        await twin.site.log.new_origin(twin.fund_id)
        proofs.append(await twin.told(f"/log/{twin.fund_id}/2/opening.tlog-proof"))
    assert [await twin.size(2) for twin in pair.both] == [512, 512]
    names = [{name for name, _ in proof[2]} for proof in proofs]
    assert names[0] == names[1]
    assert not TELLING & names[0]
    quiet, loud = [proven(proof[1]) for proof in proofs]
    assert quiet.opened == loud.opened
    assert numbers_of(loud.payload) == {2, 448}, "its number, and the size of the log before"


@pytest.mark.slow
async def test_lines_and_dummies_cannot_be_told_apart_by_bits_or_places(pair: Pair) -> None:
    await pair.begin(batch_size=1024)
    await pair.loud.happens(512)
    await pair.turn()
    twin = pair.loud
    stored = await lines_of(twin.site.database, twin.fund_id)
    places = await twin.site.log.places(twin.fund_id, 1, [line.position for line in stored])
    data = await leaves(twin)
    assert is_sorted(data, Counting(pair, batch_size=1024))
    lines = [leaf for index, leaf in enumerate(data) if index in {*places.values()}]
    dummies = [leaf for leaf in data if leaf not in {*lines}]
    assert tell_apart(lines, dummies) == []
    assert len(set(data)) == len(data)
    # Nor by where they stand: the later half of a batch holds as many lines as the first.
    new = sorted(place for place in places.values() if place >= 1024)
    assert chance(sum(place < 1024 + 512 for place in new), len(new)) > UNLIKELY
    # Nor does an earlier line stand before a later one.
    order = [places[line.position] for line in stored if places[line.position] >= 1024]
    rising = sum(a < b for a, b in pairwise(order))
    assert chance(rising, len(order) - 1) > UNLIKELY


async def test_two_gifts_of_one_day_stand_in_either_order(pair: Pair) -> None:
    await pair.begin()
    donor = await pair.quiet.donor()
    rising, gifts = 0, 40
    for _ in range(gifts):
        await pair.quiet.gift(donor)
    await pair.turn()
    files = [proven((await pair.quiet.fetch(donor, n)).content) for n in range(1, gifts + 1)]
    rising = sum(one.index < other.index for one, other in pairwise(files))
    assert chance(rising, gifts - 1) > UNLIKELY
