"""What the service gives out, checked by whoever shares nothing with it but docs/proofs.md."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

import pytest

from ledger.verifier import (
    Failure,
    Policy,
    check_log,
    check_promise,
    check_receipt,
    read_keys,
    read_pinned,
)
from ledger.verifier.monitoring import Looked, Memory, Monitor
from tests.api.transparency.stage import Stage

DAY_SECONDS: Final = 24 * 3600
Found = TypeVar("Found")


class Asked:
    """The addresses of a log, asked from another thread as a stranger asks them."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._loop = stage, asyncio.get_running_loop()

    def get(self, address: str, bytes_max: int) -> bytes | None:
        asking = asyncio.run_coroutine_threadsafe(self._stage.get(address), self._loop)
        given = asking.result(20)
        assert given.status_code in {200, 404}, address
        return given.content[: bytes_max + 1] if given.status_code == 200 else None


async def aside(work: Callable[[], Found]) -> Found:
    """Do what waits for answers in a thread of its own."""
    return await asyncio.to_thread(work)


async def pinned(stage: Stage) -> Policy:
    """Return what a poster would say: the policy, and the key of promises."""
    policy, keys = (await stage.get("policy")).content, (await stage.get("keys")).content
    assert read_pinned(policy).logs == read_keys(keys.decode()).logs
    return read_pinned(policy + b"\n" + keys)


async def test_a_whole_log_is_accepted_after_every_head(public: Stage) -> None:
    policy, source = await pinned(public), Asked(public)
    older = (await aside(partial(check_log, source, policy))).head
    for _ in range(5):
        head = await public.next_head()
        log = await aside(partial(check_log, source, policy, older))
        assert (log.head.size, log.head.root) == (head.size, head.root)
        assert log.head.size > older.size
        older = log.head


async def test_a_monitor_finds_nothing_while_all_is_well(public: Stage) -> None:
    policy, source = await pinned(public), Asked(public)
    monitor = Monitor(source, policy, DAY_SECONDS)
    memory: Memory | None = None

    def look(known: Memory | None) -> Looked:
        return monitor.look(known, int(public.clock.at.timestamp()))

    for _ in range(4):
        looked = await aside(partial(look, memory))
        assert looked.found == ()
        memory = looked.memory
        await public.next_head()
    memory = (await aside(partial(look, memory))).memory
    public.clock.at += timedelta(days=4)
    (late,) = (await aside(partial(look, memory))).found
    assert late.name == "head-late"


async def test_every_line_has_a_receipt_that_is_accepted(public: Stage) -> None:
    await public.next_head()
    policy, log = await pinned(public), public.site.log
    status = await log.status(public.fund_id)
    assert status.waiting == 0
    seen, position = set[int](), 1
    while (text := await log.receipt(public.fund_id, position)) is not None:
        proven = check_receipt(text.encode(), policy)
        seen.add(proven.index)
        position += 1
    assert len(seen) == position - 1 > 5
    with pytest.raises(Failure, match="code-differs"):
        check_receipt((await log.receipt(public.fund_id, 1) or "").encode(), policy, "A" * 20)


async def test_a_promise_is_accepted_and_kept_by_its_deadline(public: Stage) -> None:
    policy, log = await pinned(public), public.site.log
    await public.publish(is_public=True)
    position = 1
    while await log.receipt(public.fund_id, position) is not None:
        position += 1
    given = await log.promise(public.fund_id, position)
    assert given is not None
    promise = check_promise(given.encode(), policy)
    now = int(public.clock.at.timestamp())
    assert now < promise.deadline <= now + 31 * DAY_SECONDS
    assert await log.promise(public.fund_id, position) == given
    await public.next_head()
    found = await aside(partial(check_log, Asked(public), policy, None, {promise.commitment}))
    assert set(found.found) == {promise.commitment}
