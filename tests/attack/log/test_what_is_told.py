"""What a log does tell, held to exactly that: how many gifts with codes wait, in whole batches.

docs/decisions/0028 says so. Whoever reads more than that out of a promise found a defect.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import pytest_asyncio

from ledger.publishing.commands import SetLog
from ledger.rejections import LogUnusable
from tests.attack.log.counting import proven
from tests.attack.log.twins import Donor, Pair, Twin, twins
from tests.funds import DAY, position_of

FOUR: Final = 4
"""Four in the morning, UTC: midnight in New York."""


@pytest_asyncio.fixture(loop_scope="session")
async def pair(service_url: str) -> AsyncIterator[Pair]:
    async with twins(service_url) as made:
        await made.begin()
        yield made


async def deadline(twin: Twin, donor: Donor) -> datetime:
    """Return until when a donor is promised their first gift."""
    found = proven((await twin.fetch(donor)).content)
    assert found.kind == "promise"
    return datetime.fromtimestamp(found.deadline, UTC)


@pytest.mark.parametrize(("others", "late"), [(63, 0), (64, 1), (127, 1), (128, 2)])
async def test_a_deadline_moves_by_one_head_for_every_batch_of_other_givers(
    pair: Pair, others: int, late: int
) -> None:
    twin, crowd, donor = pair.loud, await pair.loud.donor(), await pair.loud.donor()
    await twin.happens(150)
    for _ in range(others):
        await twin.gift(crowd)
    await twin.gift(donor)
    found = await deadline(twin, donor)
    assert found == datetime(2026, 3, 11 + late + 3, FOUR, tzinfo=UTC)
    for _ in range(late):
        await pair.turn()
        assert proven((await twin.fetch(donor)).content).kind == "promise"
    await pair.turn()
    receipt = proven((await twin.fetch(donor)).content)
    assert (receipt.kind, receipt.index // 64) == ("receipt", 1 + late)


async def test_those_who_come_later_move_nothing(pair: Pair) -> None:
    twin, crowd, donor = pair.loud, await pair.loud.donor(), await pair.loud.donor()
    await twin.gift(donor)
    for _ in range(100):
        await twin.gift(crowd)
    assert await deadline(twin, donor) == datetime(2026, 3, 14, FOUR, tzinfo=UTC)
    await pair.turn()
    receipt = proven((await twin.fetch(donor)).content)
    assert (receipt.kind, receipt.index // 64) == ("receipt", 1)


async def test_a_promise_asked_for_late_says_when_it_was_asked_for_and_no_more(pair: Pair) -> None:
    """The first time of asking is the only thing of a donor that it follows from."""
    donors = [await twin.donor() for twin in pair.both]
    await pair.loud.happens(200)
    for twin, donor in zip(pair.both, donors, strict=True):
        await twin.gift(donor)
    pair.clock.at += timedelta(days=2)
    # The service is up and the log not kept yet: the next head is counted from now on.
    found = {await deadline(twin, donor) for twin, donor in zip(pair.both, donors, strict=True)}
    assert found == {datetime(2026, 3, 16, FOUR, tzinfo=UTC)}


async def paid(twin: Twin) -> int:
    """Have somebody helped; return the position of the payment."""
    await twin.do(twin.opened.bail(1_00))
    return await position_of(twin.site.database, twin.fund_id)


async def promised(twin: Twin, position: int) -> datetime:
    text = await twin.site.log.promise(twin.fund_id, position)
    assert text is not None
    return datetime.fromtimestamp(proven(text.encode()).deadline, UTC)


async def test_the_promise_of_a_payment_does_not_tell_how_much_else_waits(pair: Pair) -> None:
    await pair.loud.happens(300)
    crowd = await pair.loud.donor()
    for _ in range(70):
        await pair.loud.gift(crowd)
    found = {await promised(twin, await paid(twin)) for twin in pair.both}
    assert found == {datetime(2026, 4, 10, FOUR, tzinfo=UTC)}


async def test_a_week_full_of_gifts_breaks_no_promise_of_a_payment(pair: Pair) -> None:
    """Gifts go first: without room for that an honest fund would make evidence against itself."""
    twin = pair.loud
    position = await paid(twin)
    until = await promised(twin, position)
    crowd = await twin.donor()
    for _ in range(5):
        for _ in range(64):
            await twin.gift(crowd)
        await pair.turn()
        assert await twin.site.log.place(twin.fund_id, position) is None
    await pair.turn()
    assert await twin.site.log.place(twin.fund_id, position)
    assert pair.clock.at < until


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"batch_size": 128}, {"batch_size": 64}),
        ({"every_hours": 1}, {"every_hours": 24}),
        ({"every_hours": 8}, {"every_hours": 12}),
    ],
    ids=["smaller", "daily", "rarer"],
)
async def test_nobody_can_make_heads_come_later_than_was_promised(
    pair: Pair, before: dict[str, int], after: dict[str, int]
) -> None:
    await pair.loud.do(SetLog(occurred_on=DAY, **before))  # type: ignore[arg-type]
    with pytest.raises(LogUnusable) as refused:
        await pair.loud.do(SetLog(occurred_on=DAY, **after))  # type: ignore[arg-type]
    assert refused.value.field == next(iter(after))
