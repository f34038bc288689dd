"""Leaks that are planted into the log are found by the attack that counts."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any, Final

import pytest
import pytest_asyncio
from litestar.response.base import ASGIResponse

from api.transparency import answers, routes
from ledger.transparency import log, promising, sealer, spool, waiting
from ledger.transparency.dummies import Dummies
from ledger.transparency.keeper import Keeper
from ledger.transparency.leaf import Blinding, Opening
from tests.attack.log.counting import Counting, Day, leaves, tell_apart
from tests.attack.log.twins import Pair, twins
from tests.funds import lines_of

Plant = Callable[[pytest.MonkeyPatch], None]


@pytest_asyncio.fixture(loop_scope="session")
async def pair(service_url: str) -> AsyncIterator[Pair]:
    async with twins(service_url) as made:
        yield made


def filled_to_what_waits(patch: pytest.MonkeyPatch) -> None:
    """A batch is as big as what waits, and not always the same."""
    real = sealer.Sealer._add_batch

    async def add(self: Any, growth: Any, first: int, size: int, lines: Any) -> None:
        some = [each async for each in lines]

        async def again() -> AsyncIterator[Any]:
            for each in some:
                yield each

        is_opening = first == 0
        await real(self, growth, first, size if is_opening else sum(map(len, some)) or 1, again())

    patch.setattr(sealer.Sealer, "_add_batch", add)


def in_order_of_position(patch: pytest.MonkeyPatch) -> None:
    """Leaves stand in the order in which lines were written."""

    def in_order(self: spool.Spool) -> Any:
        for row in self._held:
            yield spool.Leaf(row[:32], int.from_bytes(row[32:], "big"))

    patch.setattr(spool.Spool, "in_order", in_order)


def deadline_of_the_whole_queue(patch: pytest.MonkeyPatch) -> None:
    """A promise counts everything that waits, not gifts alone."""

    async def turn(_: object, tree: Any, __: object, upto: int, *rest: object) -> int:
        return int(upto - tree.lines)

    patch.setattr(promising, "get_turn", turn)


def gifts_wait_like_others(patch: pytest.MonkeyPatch) -> None:
    """Whoever comes first is served first."""
    patch.setattr(waiting, "_GIFTS", (("nothing.v1",), b"nothing"))


def gifts_first_only_when_not_all_fit(patch: pytest.MonkeyPatch) -> None:
    """After an outage lines are taken by position while they all fit into what is made up for."""
    real = waiting.list_waiting

    async def listed(c: Any, tree: Any, upto: int, room: int, _: int) -> list[int]:
        return await real(c, tree, upto, room, room)

    patch.setattr(sealer, "list_waiting", listed)


def last_modified(patch: pytest.MonkeyPatch) -> None:
    """The checkpoint says when it was made."""
    real = answers.current

    def current(text: str) -> ASGIResponse:
        answer = real(text)
        answer.headers["Last-Modified"] = "Sat, 21 Nov 2026 23:00:00 GMT"
        return answer

    patch.setattr(routes, "current", current)


def position_in_extra(patch: pytest.MonkeyPatch) -> None:
    """A receipt tells the position of its line."""
    patch.setattr(log, "Blinding", _Told)


class _Told(Blinding):
    def open(self, position: int, envelope: bytes, topic: str, payload: bytes) -> Opening:
        told = payload[:-1] + b',"at":%d}' % position
        return super().open(position, envelope, topic, told)


def moment_in_extra(patch: pytest.MonkeyPatch) -> None:
    """A receipt tells when its line was recorded."""
    patch.setattr(log, "Blinding", _Dated)


class _Dated(Blinding):
    def open(self, position: int, envelope: bytes, topic: str, payload: bytes) -> Opening:
        told = payload[:-1] + b',"at":"' + envelope.split(b"\n")[3][:19] + b'"}'
        return super().open(position, envelope, topic, told)


def a_head_as_soon_as_enough_waits(patch: pytest.MonkeyPatch) -> None:
    """A log grows whenever a batch is full, not only on its clock."""
    real = Keeper._seal

    async def seal(self: Any, fund: Any, tree: Any, keys: Any) -> Any:
        grown = await real(self, fund, tree, keys)
        if grown is not None or tree.size == 0:
            return grown
        lines = await lines_of(self._database, fund.fund_id)
        if len(lines) - tree.lines < 64:
            return None
        async with self._locked(tree) as (connection, locked):
            times = sealer.Times(1, self._now(), tree.next_at)
            made = sealer.Sealer(keys, tree.origin, self._keys_dir)
            return await made.seal(connection, locked, times, 64)

    patch.setattr(Keeper, "_seal", seal)


A_DAY: Final = timedelta(days=1)
MUTANTS: Final[dict[Plant, tuple[str, list[Day]]]] = {
    filled_to_what_waits: ("sizes", [Day(5)]),
    in_order_of_position: ("order", [Day(5)]),
    deadline_of_the_whole_queue: ("deadline", [Day(100)]),
    gifts_wait_like_others: ("kind", [Day(200)]),
    gifts_first_only_when_not_all_fit: ("batch", [Day(150, 1, 3 * A_DAY)]),
    last_modified: ("headers", [Day(0)]),
    position_in_extra: ("opened", [Day(5)]),
    moment_in_extra: ("counted", [Day(0)]),
    a_head_as_soon_as_enough_waits: ("sizes", [Day(120)]),
}


@pytest.mark.parametrize("plant", MUTANTS, ids=lambda plant: plant.__name__)
async def test_a_planted_leak_is_found(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, plant: Plant
) -> None:
    await pair.begin()
    plant(monkeypatch)
    name, days = MUTANTS[plant]
    assert name in await Counting(pair).play(days)


async def test_dummies_with_a_mark_are_told_from_lines(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Dummies.data
    monkeypatch.setattr(Dummies, "data", lambda self, place: b"\x00" + real(self, place)[1:])
    await pair.begin(batch_size=256)
    await pair.loud.happens(64)
    await pair.turn()
    stored = await lines_of(pair.loud.site.database, pair.loud.fund_id)
    places = await pair.loud.site.log.places(
        pair.loud.fund_id, 1, [line.position for line in stored]
    )
    data = await leaves(pair.loud)
    lines = [data[index] for index in places.values()]
    dummies = [leaf for leaf in data if leaf not in {*lines}]
    assert any(each.startswith("dummies") for each in tell_apart(lines, dummies))
