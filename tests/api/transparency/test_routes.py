"""The addresses of a log: static bytes, the same for whoever asks, and nothing beside them."""

from typing import Final
from uuid import uuid4

import httpx
import pytest

from ledger.events import Witness
from ledger.transparency.checkpoint import Checkpoint, open_checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.log import Log
from ledger.transparency.note import VerifierKey
from ledger.transparency.receipt import Receipt, read_extra
from ledger.transparency.tiles import ENTRIES, address, split, tiles_at
from ledger.transparency.tree import Frontier, leaf_hash
from tests.api.client import sign_in
from tests.api.transparency.stage import Stage

IMMUTABLE: Final = "public, max-age=31536000, immutable"
A_MINUTE: Final = "public, max-age=60"
HEADERS: Final = {
    *("cache-control", "content-length", "content-type", "content-security-policy", "server"),
    *("cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"),
    *("referrer-policy", "x-content-type-options"),
}
"""All that an answer has: nothing that says when something changed, and no cookie."""


async def keys_of(stage: Stage) -> list[VerifierKey]:
    return [VerifierKey.read(line) for line in (await stage.get("keys")).text.splitlines()]


async def head_of(stage: Stage) -> Checkpoint:
    given = await stage.get("checkpoint")
    assert given.status_code == 200, given.text
    return open_checkpoint(given.content, (await keys_of(stage))[0])[0]


async def test_a_stranger_rebuilds_the_tree_from_what_is_there(public: Stage) -> None:
    """Every tile and every bundle, and the root that is signed follows from them."""
    for _ in range(5):
        await public.next_head()
    head = await head_of(public)
    assert head.size == 64 + 5 * 64
    levels: dict[int, list[bytes]] = {}
    for tile, width in tiles_at(head.size):
        given = await public.get(address(tile, width))
        assert given.status_code == 200, address(tile, width)
        data = given.content
        if tile.level == ENTRIES:
            entries = [data[start : start + 34] for start in range(0, len(data), 34)]
            assert {each[:2] for each in entries} == {b"\x00\x20"}
            data = b"".join(leaf_hash(each[2:]) for each in entries)
        levels.setdefault(tile.level, []).extend(split(data))
        assert given.headers["content-type"] == "application/octet-stream"
    assert levels[ENTRIES] == levels[0]
    assert len(levels[0]) == head.size
    assert Frontier().add(levels[0]).root == head.root


async def test_a_narrower_tile_is_still_there_when_it_has_grown(public: Stage) -> None:
    narrow = {name: await public.get(f"{name}.p/64") for name in ("tile/0/000", "tile/entries/000")}
    for _ in range(4):
        await public.next_head()
    for name, before in narrow.items():
        assert (await public.get(f"{name}.p/64")).content == before.content
        for width in (1, 63, 65, 255):
            given = await public.get(f"{name}.p/{width}")
            assert len(given.content) == width * (34 if "entries" in name else 32)
            assert given.content[: len(before.content)] == before.content[: len(given.content)]
        assert (await public.get(name)).status_code == 200
    assert len((await public.get("tile/1/000.p/1")).content) == 32


async def test_what_never_changes_is_kept_for_ever_and_the_rest_for_a_minute(public: Stage) -> None:
    for path in ("tile/0/000.p/64", "tile/entries/000.p/64"):
        assert (await public.get(path)).headers["cache-control"] == IMMUTABLE
    for path in ("checkpoint", "keys", "policy"):
        given = await public.get(path)
        assert given.headers["cache-control"] == A_MINUTE
        assert given.headers["content-type"] == "text/plain; charset=utf-8"
    for path in ("tile/0/000.p/64", "checkpoint", "keys", "policy"):
        given = await public.get(path)
        assert set(given.headers) == HEADERS
        head = await public.browser.head(f"/log/{public.fund_id}/1/{path}")
        assert (head.status_code, head.content) == (200, b"")
        assert dict(head.headers) == dict(given.headers)


TILES: Final = (
    "0/000.p/64", "entries/000.p/64",
)  # fmt: skip
HOSTILE: Final = (
    "tile",
    "tile/",
    "tile/0",
    "tile/0/",
    "tile/0/0",
    "tile/0/00",
    "tile/0/0000.p/64",
    "tile/0/000",  # not full yet
    "tile/0/000.p/0",
    "tile/0/000.p/65",  # wider than it is
    "tile/0/000.p/256",
    "tile/0/000.p/064",
    "tile/0/000.p/+64",
    "tile/0/000.p/-1",
    "tile/0/000.p/6%34.",
    "tile/0/000.p/",
    "tile/0/000.p",
    "tile/0/000.p/64/",
    "tile/0/000.p/64/x",
    "tile/0/000.P/64",
    "tile/0/000.p/64.p/64",
    "tile/0/x000/000.p/64",
    "tile/0/000/000.p/64",
    "tile/0/x000.p/64",
    "tile/0/X001/000",
    "tile/0/x1/000",
    "tile/0/001",
    "tile/0/x999/x999/x999/999",
    "tile/0/" + "x999/" * 40 + "999",
    "tile/00/000.p/64",
    "tile/1/000.p/1",
    "tile/6/000.p/1",
    "tile/63/000.p/1",
    "tile/64/000.p/1",
    "tile/-1/000.p/64",
    "tile/+0/000.p/64",
    "tile/%D9%A0/000.p/64",
    "tile/0/%D9%A0%D9%A0%D9%A0.p/64",
    "tile/Entries/000.p/64",
    "tile/entries/000",
    "tile/entries/000.p/65",
    "tile/data/000.p/64",
    "tile//0/000.p/64",
    "tile/0//000.p/64",
    "tile/0/000.p//64",
    "tile/%2e%2e/checkpoint",
    "tile/0/000.p/64%00",
    "tile/0/000.p/64%0a",
    "tile/0/00%30.p/64",
    "tile/0%2F000.p/64",
    "Checkpoint",
    "checkpoint.txt",
    "checkpoints",
    "policy.txt",
    "key",
    "opening.tlog-proof",  # nothing comes before the first log
    "opening",
    "",
    "reports",
    "receipt",
    "promise",
)


@pytest.mark.parametrize("path", HOSTILE)
async def test_any_other_address_leads_nowhere(public: Stage, path: str) -> None:
    """With the bytes of an address that never was."""
    nowhere = await public.browser.get("/nowhere/at/all")
    for each in TILES:
        assert (await public.get(f"tile/{each}")).status_code == 200
    given = await public.get(path)
    assert given.status_code == 404, path
    assert given.content == nowhere.content
    assert dict(given.headers) == dict(nowhere.headers)


NO_NUMBERS: Final = ("0", "2", "01", "+1", "-1", "1.0", "x", "%D9%A3", "9" * 40, "%31%30")


@pytest.mark.parametrize("number", NO_NUMBERS)
async def test_a_log_that_is_not_there_is_nowhere(public: Stage, number: str) -> None:
    for path in ("checkpoint", "keys", "policy", "tile/0/000.p/64", "opening.tlog-proof"):
        assert (await public.get(path, number)).status_code == 404


PATHS: Final = ("checkpoint", "keys", "policy", "tile/0/000.p/64", "opening.tlog-proof")


async def answers(stage: Stage, number: int = 1) -> list[tuple[int, bytes, dict[str, str]]]:
    given = [await stage.get(path, number) for path in PATHS]
    return [(each.status_code, each.content, dict(each.headers)) for each in given]


async def test_a_fund_that_does_not_publish_is_none(stage: Stage) -> None:
    """It keeps a log all the same, for its members."""
    nowhere = await stage.browser.get(f"/log/{uuid4()}/1/checkpoint")
    like_nowhere = [(404, nowhere.content, dict(nowhere.headers))] * len(PATHS)
    assert await answers(stage) == like_nowhere
    await stage.watch()
    await stage.keep()
    assert await answers(stage) == like_nowhere
    await stage.publish()
    assert [status for status, _, _ in await answers(stage)] == [200, 200, 200, 200, 404]
    await stage.publish(is_public=False)
    assert await answers(stage) == like_nowhere


async def test_who_is_signed_in_gets_the_same_and_no_session_is_looked_up(public: Stage) -> None:
    before = await answers(public)
    await sign_in(public.browser)
    assert public.browser.cookies
    async with public.site.database.acquire() as connection:
        seen = await connection.fetch("select * from sessions")
    assert await answers(public) == before
    async with public.site.database.acquire() as connection:
        assert await connection.fetch("select * from sessions") == seen


async def test_a_line_about_money_changes_no_byte(public: Stage) -> None:
    before = await answers(public)
    for amount in (1_00, 5_000_00):
        await public.write(public.fund.donation(amount))
    await public.write(public.fund.bail())
    await public.keep()
    assert await answers(public) == before
    wider = await public.get("tile/0/000.p/65")
    assert wider.status_code == 404


async def test_the_policy_names_the_log_its_witnesses_and_how_many_are_needed(
    public: Stage,
) -> None:
    log = (await public.get("keys")).text.splitlines()[0]
    address = f"http://127.0.0.1:8000/log/{public.fund_id}/1"
    plain = await public.get("policy")
    assert plain.text == f"log {log} {address}\nquorum none\n"
    keys = [Cosigner(name, name.encode() * 32).key.text for name in ("a", "b")]
    urls = ["https://a.example/witness", "http://b.onion"]
    witnesses = [Witness(vkey=key, url=url) for key, url in zip(keys, urls, strict=True)]
    await public.watch(*witnesses, quorum=2)
    assert (await public.get("policy")).text == (
        f"log {log} {address}\nwitness w1 {keys[0]} {urls[0]}\nwitness w2 {keys[1]} {urls[1]}\n"
        "group witnesses 2 w1 w2\nquorum witnesses\n"
    )


async def test_the_keys_are_of_heads_and_of_promises(public: Stage) -> None:
    heads, promises = await keys_of(public)
    assert heads.name == f"127.0.0.1:8000/{public.fund_id}/1"
    assert promises.name == f"{heads.name}/promise"
    assert heads.public != promises.public


async def test_a_log_that_follows_another_proves_how(public: Stage) -> None:
    before = await head_of(public)
    assert await public.site.log.new_origin(public.fund_id) == 2
    await public.keep()
    given = await public.get("opening.tlog-proof", 2)
    assert given.status_code == 200, given.text
    assert given.headers["content-type"] == "text/plain; charset=utf-8"
    opening = read_extra(Receipt.read(given.content).extra).opening
    topic, _, payload = opening.partition(b"\n")
    assert topic == b"log.begun.v1"
    assert before.root.hex().encode() in payload
    # The older one stays as it was, for those who hold its receipts.
    assert (await head_of(public)).root == before.root
    assert (await public.get("opening.tlog-proof", 1)).status_code == 404


async def test_without_the_key_of_the_log_nothing_is_opened(public: Stage) -> None:
    """What is in tiles and heads needs no key; a proof opens its leaf with one."""
    await public.site.log.new_origin(public.fund_id)
    await public.keep()
    key = public.site.settings.keys_dir / "log.key"
    hidden = key.rename(key.with_name("elsewhere"))
    try:
        public.site.log = Log(
            public.site.database, public.site.books, key.parent, "127.0.0.1:8000", public.clock
        )
        given = await public.get("opening.tlog-proof", 2)
        assert given.status_code == 503
        assert given.headers["cache-control"] == "no-store"
        assert (await public.get("checkpoint", 2)).status_code == 200
    finally:
        hidden.rename(key)
    assert (await public.get("opening.tlog-proof", 2)).status_code == 200


async def test_nothing_is_sent_there(public: Stage) -> None:
    sent: list[httpx.Response] = [
        await public.browser.post(f"/log/{public.fund_id}/1/{path}", content=b"x") for path in PATHS
    ]
    assert {each.status_code for each in sent} == {405}
