"""``parasol report``: after a restart the book gives the same bytes, and what differs is named."""

import asyncio
from pathlib import Path

import asyncpg
from click.testing import CliRunner, Result

from api.cli.failures import Outcome
from api.cli.program import program
from ledger.publishing.summary import hash_of
from tests.api.client import KEYS_DIR
from tests.api.pages.people.stage import Town
from tests.api.publishing.stage import NOW

TODAY = NOW.date()


async def _run(service_url: str, *words: str) -> Result:
    """Run a command as another process would: with nothing but the database and the keys."""
    settings = {
        "DATABASE_URL": service_url,
        "PARASOL_KEYS_DIR": KEYS_DIR,
        "PARASOL_DATA_DIR": str(Path(KEYS_DIR) / "data"),
    }
    return await asyncio.to_thread(CliRunner(env=settings).invoke, program, ["report", *words])


async def _publish(town: Town) -> str:
    publishing = town.site.publishing
    draft = await publishing.draft(town.fund.fund_id, TODAY)
    await town.ask(await publishing.command(town.fund.fund_id, draft, TODAY), "heron")
    return draft.text


async def test_published_reports_are_built_again_to_the_same_bytes(
    town: Town, service_url: str
) -> None:
    fund = str(town.fund.fund_id)
    text = await _publish(town)
    listed = await _run(service_url, "list", fund)
    assert listed.exit_code == Outcome.DONE, listed.output
    assert hash_of(text) in listed.output
    checked = await _run(service_url, "check", fund)
    assert checked.exit_code == Outcome.DONE, checked.output
    assert "report 1: the same bytes, signed" in checked.output


async def test_a_report_that_was_tampered_with_is_named(
    town: Town, service_url: str, superuser_url: str
) -> None:
    await _publish(town)
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(
            "update events set payload = convert_to(replace(convert_from(payload, 'UTF8'),"
            " '120000', '120001'), 'UTF8') where topic = 'report.published.v1'"
        )
    finally:
        await connection.close()
    checked = await _run(service_url, "check", str(town.fund.fund_id))
    assert checked.exit_code == Outcome.DISAGREES
    assert "report 1 DIFFERS" in checked.output
    assert "the signature does not belong to it" in checked.output


async def test_the_next_report_can_be_built_without_being_published(
    town: Town, service_url: str
) -> None:
    built = await _run(service_url, "build", str(town.fund.fund_id))
    assert built.exit_code == Outcome.DONE, built.output
    assert '"format":"parasol-report/1"' in built.stdout
    assert (await _run(service_url, "list", str(town.fund.fund_id))).stdout == ""
