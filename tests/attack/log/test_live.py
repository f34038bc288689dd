"""T1 and T11 with a log: its heads come on the clock, and nothing else that is public moves."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import uuid4

import pytest
import pytest_asyncio

from ledger.publishing.commands import SetDisclosure, SetLog
from ledger.transparency.tiles import address, tiles_at
from tests.api.public.manifests import full
from tests.api.public.stage import Square
from tests.attack.log.counting import plain, proven
from tests.attack.log.twins import A_DAY, NOBODY, Donor, Pair, Told, Twin, twins
from tests.attack.street import FIXED, OUTSIDE, Passer, passing
from tests.attack.test_live import KINDS, published
from tests.funds import DAY

OF_THE_KEY: Final = re.compile(
    r"<code>.*?</code>|<svg.*?</svg>|data:image[^\"]*|<p class=\"words\".*?</p>", re.DOTALL
)
"""A key in pictures and in words, and the text of a file."""


@pytest_asyncio.fixture(loop_scope="session")
async def passer(service_url: str) -> AsyncIterator[Passer]:
    async with passing(service_url) as passer:
        yield passer


@pytest_asyncio.fixture(loop_scope="session")
async def pair(service_url: str) -> AsyncIterator[Pair]:
    async with twins(service_url) as made:
        yield made


async def tiles_of(passer: Passer, size: int) -> dict[str, Told]:
    """Return every tile of a log of that many leaves."""
    paths = [address(tile, width) for tile, width in tiles_at(size)]
    return {path: await passer.told(f"/log/{passer.fund_id}/1/{path}") for path in paths}


async def size_of(passer: Passer) -> int:
    _, note, _ = await passer.told(f"/log/{passer.fund_id}/1/checkpoint")
    return int(note.split(b"\n")[1])


@pytest.mark.slow
async def test_facts_of_every_kind_and_a_head_over_them_move_the_head_alone(
    passer: Passer,
) -> None:
    teller, written = await published(passer, seed=31)
    passer.clock.at += A_DAY
    await passer.site.log.keep(passer.fund_id, wait_seconds=20)
    size, before = await size_of(passer), await passer.everything(reports=1)
    tiles = await tiles_of(passer, size)
    assert {status for status, _, _ in tiles.values()} == {200}
    proof = f"/log/{passer.fund_id}/1/reports/1.tlog-proof"
    assert before[proof][0] == 200
    history = teller.tell(550)
    await history.write(passer.site.database, written)
    topics = {line.event.topic for line in history.lines[written:]}
    assert len(topics) >= KINDS
    await passer.site.log.keep(passer.fund_id, wait_seconds=20)
    assert await passer.everything(reports=1) == before
    passer.clock.at += A_DAY
    await passer.site.log.keep(passer.fund_id, wait_seconds=20)
    assert await size_of(passer) == size + 64, "though more lines than that were written"
    assert len(history.lines) - written > 64
    after = await passer.everything(reports=1)
    moved = {path for path in before if before[path] != after[path]}
    root = f"/log/{passer.fund_id}/1"
    pages = {f"/{language}/{passer.fund_id}/public/check" for language in ("en", "es")}
    assert moved <= {f"{root}/checkpoint", proof, *pages, *_tiles(before, root)}
    for path in moved & {f"{root}/checkpoint", *pages}:
        assert len(before[path][1]) == len(after[path][1])
        assert uncounted(before[path][2]) == uncounted(after[path][2])
    assert await tiles_of(passer, size) == tiles, "what caches keep for ever stays as it is"


def uncounted(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Leave out how long an answer is that was made shorter: that follows from what is random."""
    return [each for each in headers if each[0] != "content-length"]


def _tiles(before: dict[str, Told], root: str) -> set[str]:
    """Return tiles that were not there yet."""
    return {path for path in before if path.startswith(f"{root}/tile/") and before[path][0] == 404}


async def pages_of(twin: Twin, *more: str) -> dict[str, Told]:
    """Return every public page of a fund, without what is random in it."""
    twin.site.public_pages.forget(twin.fund_id)
    pages = [f"/{language}/{twin.fund_id}/public" for language in ("en", "es")]
    paths = [page + path for page in pages for path in (*FIXED, *more)]
    found = {}
    for path in (*paths, *OUTSIDE, "/verify.html", f"/log/{twin.fund_id}/1"):
        status, body, headers = await twin.told(path)
        text = plain(OF_THE_KEY.sub("*", body.decode()))
        told = (status, text.encode(), tuple(uncounted(headers)))
        found[path.replace(str(twin.fund_id), "")] = told
    return found


async def test_public_pages_of_a_busy_and_of_a_quiet_fund_are_the_same(pair: Pair) -> None:
    await pair.begin()
    for lines in (40, 90):
        await pair.loud.happens(lines)
        await pair.turn(timedelta(hours=7))
        quiet, loud = [await pages_of(twin) for twin in pair.both]
        assert quiet["/en//public/check"][0] == 200
        assert [path for path in quiet if quiet[path] != loud[path]] == []
        await pair.turn()


async def test_what_is_not_public_answers_as_what_is_not_there(pair: Pair) -> None:
    """A fund that publishes nothing may have a log, for its members; strangers cannot tell."""
    await pair.quiet.do(SetLog(occurred_on=DAY))
    await pair.quiet.keep()
    await pair.loud.do(SetDisclosure(occurred_on=DAY, is_public=True))
    await pair.loud.keep()
    size = await pair.loud.size()
    there = [await pair.loud.told(path) for path in pair.loud.addresses(size)]
    assert [status for status, _, _ in there].count(200) >= 5
    await pair.loud.do(SetDisclosure(occurred_on=DAY, is_public=False))
    nothing = await pair.quiet.told(f"/log/{NOBODY}/1/checkpoint")
    assert nothing[0] == 404
    for twin in pair.both:
        answers = {await twin.told(path) for path in twin.addresses(size)}
        assert answers == {nothing}
    for number in ("0", "01", "2", "-1", "1.0", "x", "9" * 30):
        assert await pair.loud.told(f"/log/{pair.loud.fund_id}/{number}/checkpoint") == nothing


async def test_the_witness_says_nothing_of_the_logs_of_its_own_instance(pair: Pair) -> None:
    await pair.begin()
    told = []
    for twin in pair.both:
        await twin.happens(3)
        head = await twin.site.log.head(twin.fund_id)
        assert head is not None
        digest = sha256(head.origin.encode()).hexdigest()
        told.append(await twin.told(f"/witness/{digest}/checkpoint"))
    other = sha256(uuid4().bytes).hexdigest()
    assert {*told} == {await pair.quiet.told(f"/witness/{other}/checkpoint")}
    assert told[0][0] == 404


async def pages_of_a_code(twin: Twin, donor: Donor) -> list[str]:
    """Return what whoever has a code is shown: where the gift is, and the paper of its proof."""
    answers = [
        await twin.browser.post(f"/en/{twin.fund_id}/public/give/code", data={"code": donor.code}),
        await twin.fetch(donor, wants="page"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    texts = [answer.text.replace(donor.code, "CODE") for answer in answers]
    return [plain(OF_THE_KEY.sub("*", text)) for text in texts]


async def test_pages_of_a_code_are_the_same_in_both_funds(pair: Pair) -> None:
    await pair.begin()
    donors = [await twin.donor() for twin in pair.both]
    await pair.loud.happens(90)
    for twin, donor in zip(pair.both, donors, strict=True):
        await twin.gift(donor)
    for _ in range(2):
        told = [await pages_of_a_code(*each) for each in zip(pair.both, donors, strict=True)]
        assert told[0] == told[1]
        await pair.turn()


async def test_the_proof_of_a_report_comes_with_the_next_head_whatever_waits(pair: Pair) -> None:
    await pair.begin()
    await pair.turn(datetime(2026, 5, 16, 12, tzinfo=UTC) - pair.clock.at)
    size, crowd = await pair.loud.size(), await pair.loud.donor()
    for _ in range(70):
        await pair.loud.gift(crowd)
    await pair.loud.happens(100)
    for twin in pair.both:
        square = Square(twin.browser, twin.opened, pair.clock)
        await square.publish(full(twin.fund_id))
    early = [await told_of_a_report(twin) for twin in pair.both]
    assert early[0] == early[1]
    await pair.turn()
    late = [await told_of_a_report(twin) for twin in pair.both]
    assert late[0] == late[1] != early[0]
    assert f"receipt {size // 64} " in late[1]


async def told_of_a_report(twin: Twin) -> str:
    """Return what its page and its proof say, and in which batch the proof is."""
    page = (await pages_of(twin, "/reports/1"))["/en//public/reports/1"]
    status, proof, _ = await twin.told(f"/log/{twin.fund_id}/1/reports/1.tlog-proof")
    if status != 200:
        return f"{page} {status}"
    found = proven(proof)
    return f"{page} {found.kind} {found.index // 64} {found.opened}"
