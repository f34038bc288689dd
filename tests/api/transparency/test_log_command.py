"""``parasol log``: shows how a log is, seals by hand what is due, begins another one."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner, Result

from api.cli.failures import Outcome
from api.cli.program import program
from ledger.store.database import Database
from ledger.vault.keys import open_keys
from tests.funds import open_fund
from tests.ledger.people import ANA
from tests.ledger.transparency.stage import Stage


@pytest_asyncio.fixture(loop_scope="session")
async def stage(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """A fund that is to keep a log; commands go by its clock."""
    async with database.acquire() as connection:
        await open_keys(connection, tmp_path / "keys")
    made = Stage(database, tmp_path / "keys")
    monkeypatch.setattr("api.clock.utc_now", made.clock)
    await made.open()
    return made


async def run(stage: Stage, service_url: str, *words: str, group: str = "log") -> Result:
    """Run a command as another process would: with nothing but the database and the keys."""
    settings = {
        "DATABASE_URL": service_url,
        "PARASOL_KEYS_DIR": str(stage.keys_dir),
        "PARASOL_DATA_DIR": str(stage.keys_dir.parent / "data"),
        "PARASOL_PUBLIC_URL": "https://parasol.example",
    }
    return await asyncio.to_thread(CliRunner(env=settings).invoke, program, [group, *words])


async def test_it_seals_what_is_due_and_nothing_before(stage: Stage, service_url: str) -> None:
    fund = str(stage.fund_id)
    first = await run(stage, service_url, "seal", fund)
    assert first.exit_code == Outcome.DONE, first.output
    assert "a new head is signed" in first.output
    again = await run(stage, service_url, "seal")
    assert "nothing is due" in again.output
    stage.clock.turn()
    assert "a new head is signed" in (await run(stage, service_url, "seal", fund)).output
    assert (await stage.head()).size == 128
    assert (await stage.head()).origin == f"parasol.example/{stage.fund_id}/1"


async def test_it_shows_where_a_log_is(stage: Stage, service_url: str) -> None:
    quiet = await open_fund(stage.books, founder=ANA)
    assert "no log" in (await run(stage, service_url, "show", str(quiet.fund_id))).output
    assert "no log" in (await run(stage, service_url, "seal", str(quiet.fund_id))).output
    await stage.keep()
    await stage.give(3)
    shown = await run(stage, service_url, "show", str(stage.fund_id))
    head, keys = await stage.head(), await stage.log.verifier_keys(stage.fund_id, 1)
    assert shown.exit_code == Outcome.DONE, shown.output
    assert keys is not None
    for told in (head.origin, head.root.hex(), *keys, "next head: 2026-03-03 05:00 UTC"):
        assert told in shown.output
    assert "lines that wait: 3" in shown.output


async def test_a_log_that_stopped_is_told_and_another_one_begins(
    stage: Stage, service_url: str
) -> None:
    await stage.keep()
    fund = str(stage.fund_id)
    kept = await run(stage, service_url, "new-origin", fund)
    assert kept.exit_code == Outcome.REFUSED
    assert "--anyway" in kept.output
    (stage.memory.directory / "memory").unlink()
    sealed = await run(stage, service_url, "seal")
    assert sealed.exit_code == Outcome.UNWELL
    shown = await run(stage, service_url, "show")
    assert shown.exit_code == Outcome.UNWELL
    for told in (sealed, shown):
        assert "STOPPED: Heads were signed, and what the signer remembers" in told.output
    begun = await run(stage, service_url, "new-origin", fund)
    assert begun.exit_code == Outcome.DONE, begun.output
    assert "Log 2 of Tidewater has begun." in begun.output
    assert (await run(stage, service_url, "show")).exit_code == Outcome.DONE
    forced = await run(stage, service_url, "new-origin", fund, "--new-key")
    assert "Log 3 of Tidewater has begun." in forced.output
    assert (stage.keys_dir / "log-2.key").exists()
    await stage.assert_sound(3)


async def test_a_fund_without_a_log_gets_none_by_hand(stage: Stage, service_url: str) -> None:
    quiet = await open_fund(stage.books, founder=ANA)
    refused = await run(stage, service_url, "new-origin", str(quiet.fund_id), "--anyway")
    assert refused.exit_code == Outcome.REFUSED
    assert "keeps no log" in refused.output


async def test_the_check_looks_at_the_log(stage: Stage, service_url: str) -> None:
    await stage.keep()
    await stage.give()
    right = await run(stage, service_url, str(stage.fund_id), group="check")
    assert right.exit_code == Outcome.DONE, right.output
    # The command itself makes no key that was there once, so only an older log can lack its own.
    await run(stage, service_url, "new-origin", str(stage.fund_id), "--new-key")
    (stage.keys_dir / "log-2.key").unlink()
    left_out = await run(stage, service_url, str(stage.fund_id), group="check")
    assert left_out.exit_code == Outcome.INCOMPLETE
    assert "The key of log 2 is not here" in left_out.output
