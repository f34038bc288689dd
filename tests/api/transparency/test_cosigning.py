"""Heads are cosigned as witnesses come and go, and by nobody who says something else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from api.transparency.cosigning import MAX_PAUSE_SECONDS, Cosigning
from ledger.events import Witness as NamedWitness
from ledger.transparency.checkpoint import open_checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import Signer, VerifierKey, read_note
from ledger.transparency.witness import Asked, Witness
from tests.api.client import plain_settings
from tests.api.transparency.doors import Asking, Door, door, witness_door
from tests.api.transparency.made_log import MadeLog, leaves
from tests.api.transparency.stage import Stage, staged

NAME: Final = "w.example.org/witness"
SEED: Final = b"w" * 32


@pytest_asyncio.fixture(loop_scope="session")
async def watched(public: Stage, tmp_path: Path) -> AsyncIterator["Watched"]:
    """A fund with a head and one witness, which has not been asked."""
    witness = Witness(public.site.database, tmp_path / "keys", NAME, public.clock)
    log, _ = (await public.get("keys")).text.splitlines()
    await witness.add(log)
    with witness_door(witness) as opened:
        made = Watched(public, witness, opened, (await witness.key()).text)
        await public.watch(made.named(), quorum=1)
        yield made


class Watched:
    """The fund, its witness, and where that is asked."""

    def __init__(self, stage: Stage, witness: Witness, opened: Door, vkey: str) -> None:
        self.stage, self.witness, self.door, self.vkey = stage, witness, opened, vkey

    def named(self) -> NamedWitness:
        return NamedWitness(vkey=self.vkey, url=self.door.url)

    @property
    def cosigning(self) -> Cosigning:
        return self.stage.site.cosigning

    async def cosigned(self) -> set[str]:
        """Whose signatures are under the head that strangers see; the witness's is right."""
        shown = await self.stage.get("checkpoint")
        log, _ = (await self.stage.get("keys")).text.splitlines()
        _, opened = open_checkpoint(
            shown.content, VerifierKey.read(log), [VerifierKey.read(self.vkey)]
        )
        assert len(opened.signed) == len(read_note(shown.content).signatures)
        return {key.name for key in opened.signed} - {VerifierKey.read(log).name}


async def test_a_head_is_out_at_once_and_gains_what_witnesses_say(watched: Watched) -> None:
    assert await watched.cosigned() == set()
    assert await watched.cosigning.look() == 1
    assert await watched.cosigned() == {NAME}
    assert await watched.cosigning.look() == 0
    assert len(watched.door.asked) == 1
    [asked] = watched.door.asked
    assert asked.path == "/some/where/add-checkpoint"


async def test_the_next_head_is_proven_from_the_one_before(watched: Watched) -> None:
    await watched.cosigning.look()
    for size in (128, 192, 256, 320):
        assert (await watched.stage.next_head()).size == size
        assert await watched.cosigning.look() == 1
        assert await watched.cosigned() == {NAME}
    assert [asked.old for asked in watched.door.asked] == [0, 64, 128, 192, 256]
    assert [len(Asked.read(asked.body).proof) > 0 for asked in watched.door.asked][1:] == 4 * [True]


async def test_a_service_that_forgot_is_told_the_size(watched: Watched) -> None:
    await watched.cosigning.look()
    await watched.stage.next_head()
    assert await Cosigning(watched.stage.site).look() == 1
    assert [asked.old for asked in watched.door.asked] == [0, 0, 64]


async def test_only_the_newest_head_is_sent_with_the_logs_signature_alone(
    watched: Watched,
) -> None:
    other = Cosigner("other.example", b"o" * 32)
    head = await watched.stage.site.log.head(watched.stage.fund_id)
    assert head is not None
    line = other.cosign(read_note(head.note).text, int(watched.stage.clock().timestamp()))
    await watched.stage.site.log.add_cosignatures(
        watched.stage.fund_id, head.number, head.size, [line]
    )
    await watched.cosigning.look()
    [asked] = watched.door.asked
    assert len(read_note(Asked.read(asked.body).note).signatures) == 1


async def test_a_log_that_is_removed_or_unknown_there_is_asked_for_again(
    watched: Watched,
) -> None:
    log, _ = (await watched.stage.get("keys")).text.splitlines()
    await watched.witness.remove(VerifierKey.read(log).name)
    with capture_logs() as said:
        assert await watched.cosigning.look() == 0
    assert [line["reason"] for line in said if "reason" in line] == ["status 404"]
    assert await watched.cosigned() == set()
    # It is left alone for a while, until there is another head.
    assert await watched.cosigning.look() == 0
    assert len(watched.door.asked) == 1
    await watched.witness.add(log)
    await watched.stage.next_head()
    assert await watched.cosigning.look() == 1
    assert await watched.cosigned() == {NAME}


async def test_who_does_not_answer_is_asked_less_and_less_often(
    public: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Cosigner(NAME, SEED).key.text
    cosigning = Cosigning(public.site)
    at = 1_000.0
    monkeypatch.setattr("api.transparency.cosigning._time", lambda: at)

    def away(asking: Asking) -> None:
        asking.answer(503)

    moments = []
    with door(away) as opened:
        await public.watch(NamedWitness(vkey=key, url=opened.url))
        while at < 5 * MAX_PAUSE_SECONDS:
            before = len(opened.asked)
            await cosigning.look()
            if len(opened.asked) > before:
                moments.append(at)
            at += 30
    pauses = [later - earlier for earlier, later in pairwise(moments)]
    assert pauses[:8] == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert set(pauses[8:]) <= {MAX_PAUSE_SECONDS}


async def test_a_witness_that_saw_another_history_says_so(watched: Watched) -> None:
    """It cosigned one that the log's key signed elsewhere: what is here never gets its word."""
    origin, signer = await _signer(watched)
    fork = _asked_for(origin, signer, 64)
    assert (await watched.witness.add_checkpoint(fork)).status == 200
    with capture_logs() as said:
        assert await watched.cosigning.look() == 0
    assert {"event": "head-not-cosigned", "reason": "forked", "log_level": "error"} in said
    assert await watched.cosigned() == set()
    await watched.stage.next_head()
    with capture_logs() as said:
        assert await watched.cosigning.look() == 0
    assert {"event": "head-not-cosigned", "reason": "forked", "log_level": "error"} in said
    [known] = await watched.witness.logs()
    assert known.fork is not None


async def test_a_witness_that_saw_more_than_there_is_says_so(watched: Watched) -> None:
    origin, signer = await _signer(watched)
    longer = _asked_for(origin, signer, 9_999)
    assert (await watched.witness.add_checkpoint(longer)).status == 200
    with capture_logs() as said:
        assert await watched.cosigning.look() == 0
    assert {"event": "head-not-cosigned", "reason": "ahead", "log_level": "error"} in said


async def _signer(watched: Watched) -> tuple[str, Signer]:
    keys = await watched.stage.site.log.keys_of(watched.stage.fund_id, 1)
    return keys.head.name, keys.head


def _asked_for(origin: str, signer: Signer, size: int) -> bytes:
    return MadeLog(origin, signer.seed).asked(0, leaves(size, "other "))


async def test_nobody_is_asked_where_no_witness_is_named(public: Stage) -> None:
    assert await public.site.cosigning.look() == 0
    assert (await public.get("checkpoint")).text.count("— ") == 1


async def test_only_this_machine_is_asked_from_this_machine(service_url: str) -> None:
    """A service that strangers reach sends nothing to what listens beside it."""
    settings = plain_settings(PARASOL_PUBLIC_URL="https://books.example.org")
    async with staged(service_url, settings=settings, origin="https://books.example.org") as stage:
        key = Cosigner(NAME, SEED).key.text

        def answering(asking: Asking) -> None:
            asking.answer(500)

        with door(answering) as opened:
            await stage.watch(NamedWitness(vkey=key, url=opened.url))
            await stage.keep()
            with capture_logs() as said:
                assert await Cosigning(stage.site).look() == 0
            assert not opened.asked
        assert [line["reason"] for line in said if "reason" in line] == ["address"]


async def test_the_service_asks_by_itself(watched: Watched) -> None:
    """Woken by a head that is out, without anybody asking."""
    watched.cosigning.wake()
    async with asyncio.timeout(20):
        while await watched.cosigned() != {NAME}:  # noqa: ASYNC110  as a stranger sees it
            await asyncio.sleep(0.05)


async def test_several_processes_ask_and_one_line_stands(watched: Watched) -> None:
    several = [Cosigning(watched.stage.site) for _ in range(4)]
    await asyncio.gather(*(each.look() for each in several))
    assert await watched.cosigned() == {NAME}
    watched.stage.clock.at += timedelta(minutes=1)
    await watched.stage.next_head()
    await asyncio.gather(*(each.look() for each in several))
    assert await watched.cosigned() == {NAME}
