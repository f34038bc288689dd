"""Why a witness did not cosign: said in one of a few words, kept beside the books, forgotten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
import pytest_asyncio
from click.testing import CliRunner

from api.cli.program import program
from api.transparency.asking import NotAsked
from api.transparency.cosigning import Cosigning, Refused
from api.transparency.trouble import DIRECTORY, WORDS, Failed, Trouble, Troubles, trouble_of
from api.well import gather
from ledger.events import Witness
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.text import Unusable
from tests.api.client import plain_settings
from tests.api.transparency.doors import Asking, door
from tests.api.transparency.stage import START, Stage, staged
from tests.api.transparency.test_cosigning_wrong import cosigned

KEY: Final = Cosigner("w.example.org/witness", b"w" * 32).key.text
OTHER: Final = Cosigner("r.example", b"r" * 32).key.text
WITNESS: Final = Witness(vkey=KEY, url="https://w.example.org")
ERRORS: Final[list[tuple[Exception, Trouble]]] = [
    (NotAsked("ConnectionRefusedError"), Trouble.UNREACHABLE),
    (NotAsked("gaierror"), Trouble.UNREACHABLE),
    (NotAsked("RemoteDisconnected"), Trouble.UNREACHABLE),
    (NotAsked("TimeoutError"), Trouble.TOO_SLOW),
    (NotAsked("too slow"), Trouble.TOO_SLOW),
    (NotAsked("SSLCertVerificationError"), Trouble.CERTIFICATE),
    (NotAsked("address"), Trouble.ADDRESS),
    (NotAsked("too long"), Trouble.UNREADABLE),
    (NotAsked("BadStatusLine"), Trouble.UNREADABLE),
    (Refused("status 404"), Trouble.UNKNOWN_LOG),
    (Refused("status 403"), Trouble.UNKNOWN_KEY),
    (Refused("status 500"), Trouble.REFUSED),
    (Refused("conflict"), Trouble.CONFLICT),
    (Refused("forked"), Trouble.OTHER_HISTORY),
    (Refused("ahead"), Trouble.OTHER_HISTORY),
    (Refused("another time"), Trouble.OTHER_TIME),
    (Unusable("signature-wrong", ""), Trouble.COSIGNATURE),
]


@pytest.mark.parametrize(("error", "trouble"), ERRORS, ids=str)
def test_every_error_has_its_word(error: Exception, trouble: Trouble) -> None:
    assert trouble_of(error) is trouble


def test_every_word_is_used_and_has_a_sentence() -> None:
    assert {trouble for _, trouble in ERRORS} == set(Trouble) == set(WORDS)


def test_the_first_moment_in_a_row_stays_until_the_witness_cosigns(tmp_path: Path) -> None:
    troubles, fund_id = Troubles(tmp_path), uuid4()
    assert troubles.read(fund_id, [WITNESS]) == {}
    troubles.note(fund_id, WITNESS, Trouble.UNREACHABLE, START)
    troubles.note(fund_id, WITNESS, Trouble.UNKNOWN_LOG, START + timedelta(days=1))
    assert troubles.read(fund_id, [WITNESS]) == {KEY: Failed(Trouble.UNKNOWN_LOG, START)}
    assert troubles.read(uuid4(), [WITNESS]) == {}
    troubles.keep_only([(fund_id, WITNESS)])
    assert troubles.read(fund_id, [WITNESS])
    troubles.forget(fund_id, WITNESS)
    assert troubles.read(fund_id, [WITNESS]) == {}


def test_nobody_is_kept_who_is_asked_no_more(tmp_path: Path) -> None:
    troubles, fund_id = Troubles(tmp_path), uuid4()
    troubles.note(fund_id, WITNESS, Trouble.UNREACHABLE, START)
    troubles.keep_only([])
    assert list((tmp_path / DIRECTORY).iterdir()) == []


def test_a_file_tells_neither_fund_nor_witness_and_one_that_is_spoiled_tells_nothing(
    tmp_path: Path,
) -> None:
    troubles, fund_id = Troubles(tmp_path), uuid4()
    troubles.note(fund_id, WITNESS, Trouble.CERTIFICATE, START)
    [file] = (tmp_path / DIRECTORY).iterdir()
    told = file.name + file.read_text()
    for secret in (str(fund_id), fund_id.hex, KEY, "example"):
        assert secret not in told
    assert file.stat().st_mode & 0o077 == 0
    file.write_text('{"trouble": "other"')
    assert troubles.read(fund_id, [WITNESS]) == {}
    troubles.note(fund_id, WITNESS, Trouble.CERTIFICATE, START)
    assert troubles.read(fund_id, [WITNESS])


def test_without_a_data_directory_nothing_is_kept(tmp_path: Path) -> None:
    troubles = Troubles(tmp_path / "nowhere")
    troubles.note(uuid4(), WITNESS, Trouble.UNREACHABLE, START)
    troubles.keep_only([])
    assert not (tmp_path / "nowhere").exists()


@pytest_asyncio.fixture(loop_scope="session")
async def kept(service_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """A fund that publishes, in a service that has a data directory."""
    settings = plain_settings(PARASOL_DATA_DIR=str(tmp_path))
    async with staged(service_url, settings=settings) as stage:
        await stage.publish()
        await stage.keep()
        yield stage


async def shown(stage: Stage, service_url: str) -> str:
    """Return what the terminal says of the log, as another process."""
    settings = {
        "DATABASE_URL": service_url,
        "PARASOL_KEYS_DIR": str(stage.site.settings.keys_dir),
        "PARASOL_DATA_DIR": str(stage.site.settings.data_dir),
    }
    asked = ["log", "show", str(stage.fund_id)]
    told = await asyncio.to_thread(CliRunner(env=settings).invoke, program, asked)
    return str(told.output)


async def test_what_was_wrong_is_told_until_it_is_right(kept: Stage, service_url: str) -> None:
    """To the desk by the terminal, and as a count to whoever asks if all is well."""
    site, answers = kept.site, [(404, "unknown log\n")]

    def answering(asking: Asking) -> None:
        status, body = answers[0]
        asking.answer(status, body or cosigned(asking))

    def right(asking: Asking) -> None:
        asking.answer(200, cosigned(asking, "r.example", b"r" * 32))

    assert "witnesses: none" in await shown(kept, service_url)
    with door(answering) as opened, door(right) as other:
        named = Witness(vkey=KEY, url=opened.url), Witness(vkey=OTHER, url=other.url)
        await kept.watch(*named, quorum=1)
        assert await Cosigning(site).look() == 1
        failed = Troubles(site.settings.data_dir).read(kept.fund_id, named)
        assert failed == {KEY: Failed(Trouble.UNKNOWN_LOG, site.now())}
        facts = await gather(site.database, site.settings, site.now())
        assert (facts.witnesses_failing, facts.witnesses_contradicting) == (1, 0)
        told = await shown(kept, service_url)
        assert "witnesses: 1 of 2 have signed, 1 have to" in told
        assert "witness r.example: has signed the newest head" in told
        assert "witness w.example.org/witness: has signed none of the newest heads; " in told
        assert "it does not know this log" in told
        assert "(unknown_log, since 2026-03-10 15:00 UTC)" in told
        answers[0] = (200, "")
        assert await Cosigning(site).look() == 1
        assert Troubles(site.settings.data_dir).read(kept.fund_id, named) == {}
        facts = await gather(site.database, site.settings, site.now())
        assert facts.witnesses_failing == 0
        assert "witness w.example.org/witness: has signed the newest head" in await shown(
            kept, service_url
        )


async def test_a_contradiction_is_counted_by_itself(kept: Stage) -> None:
    def answering(asking: Asking) -> None:
        asking.answer(409, "9999\n", Content_Type="text/x.tlog.size")

    with door(answering) as opened:
        await kept.watch(Witness(vkey=KEY, url=opened.url))
        await Cosigning(kept.site).look()
    site = kept.site
    facts = await gather(site.database, site.settings, site.now())
    assert (facts.witnesses_failing, facts.witnesses_contradicting) == (1, 1)
    await kept.watch()  # nobody is asked any more
    facts = await gather(site.database, site.settings, site.now())
    assert facts.witnesses_failing == 0
    await Cosigning(site).look()
    assert list((site.settings.data_dir / DIRECTORY).iterdir()) == []
