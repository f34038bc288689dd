"""A report is held to the log of its fund, and to what was out before a backup was put back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from api.cli.failures import Outcome
from api.cli.program import program
from api.publishing.remembering import remember_reports
from ledger.events import LogHead
from ledger.orders.commands import Act, RequestOrder
from ledger.publishing.summary import hash_of
from ledger.transparency.memory import directory_of
from tests.api.client import KEYS_DIR, serving
from tests.api.pages.people.stage import Town
from tests.api.publishing.logged import keep, published, right, send
from tests.api.publishing.stage import two_with_auditor
from tests.funds import DAY
from tests.ledger.transparency.stage import Copy


async def test_a_report_names_the_newest_head_of_the_log(town: Town) -> None:
    assert (await right(town)).head is None
    await keep(town)
    head = await town.site.log.head(town.fund.fund_id)
    assert head is not None
    report = await published(town)
    assert report.head == LogHead(origin=head.origin, size=head.size, root=head.root.hex())


@pytest.mark.parametrize("how", ["another root", "another size"])
async def test_a_head_that_the_log_never_had_is_refused(town: Town, how: str) -> None:
    await keep(town)
    report = await right(town)
    assert report.head is not None
    head = report.head
    other = replace(head, size=1) if how == "another size" else replace(head, root="0" * 64)
    false = replace(report, head=other)
    refused = await send(town, "heron", "/reports", false)
    assert (refused.status_code, refused.json()["code"]) == (422, "log-unusable")
    assert refused.json()["facts"]["field"] == "head"
    assert (await send(town, "heron", "/reports", report)).status_code == 201


async def test_an_older_head_of_the_log_is_good(town: Town) -> None:
    await keep(town)
    early = (await right(town)).head
    await keep(town, days=1)
    late = await right(town)
    assert late.head != early
    answer = await send(town, "heron", "/reports", replace(late, head=early))
    assert answer.status_code == 201, answer.text


@asynccontextmanager
async def _put_back(town: Town, service_url: str, superuser_url: str) -> AsyncIterator[Town]:
    """Have a report published, the book put back as it was before, and the service started."""
    await keep(town)
    copy = Copy(superuser_url, town.fund.fund_id, book=True)
    await copy.take()
    await published(town)
    await copy.put_back()
    async with serving(service_url, now=town.clock) as client:
        other = Town(client, town.clock, town.fund)
        other.people.update(town.people)
        assert (await other.state()).publishing.number == 0
        yield other


async def test_after_an_older_backup_the_same_report_is_published_again(
    town: Town, service_url: str, superuser_url: str
) -> None:
    async with _put_back(town, service_url, superuser_url) as other:
        report = await published(other)
        assert (await other.state()).publishing.manifest_hash == hash_of(report.manifest)


async def test_after_an_older_backup_no_other_report_is_published(
    town: Town, service_url: str, superuser_url: str
) -> None:
    async with _put_back(town, service_url, superuser_url) as other:
        await other.ask(other.fund.donation(500_00, occurred_on=DAY), "heron")
        report = await right(other)
        refused = await send(other, "heron", "/reports", report)
        assert (refused.status_code, refused.json()["code"]) == (409, "report-out-before")
        assert (await other.state()).publishing.number == 0


async def test_what_is_out_is_remembered_once_more_after_a_crash(town: Town) -> None:
    fund_id = town.fund.fund_id
    await keep(town)
    await town.ask(await right(town), "heron")  # nothing comes after the line
    assert await town.site.log.report_before(fund_id, 1) is None
    await remember_reports(town.site, fund_id)
    digest = (await town.state()).publishing.manifest_hash
    assert await town.site.log.report_before(fund_id, 1) == digest
    await remember_reports(town.site, fund_id)


async def test_nothing_is_published_while_nobody_can_say_what_was_out(town: Town) -> None:
    await keep(town)
    memory = directory_of(Path(KEYS_DIR)) / f"{town.fund.fund_id}-reports"
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_bytes(b"nothing that can be read")
    refused = await send(town, "heron", "/reports", await right(town))
    assert refused.status_code == 503
    assert refused.json()["code"] == "keys-unusable"
    memory.unlink()
    await published(town)


async def test_two_people_publish_a_report_that_is_held_to_the_log(town: Town) -> None:
    await keep(town)
    await two_with_auditor(town)
    order = RequestOrder(occurred_on=town.clock().date(), order=await right(town))
    asked = (await send(town, "heron", "/orders", order)).json()
    body = {
        "occurred_on": town.clock().date().isoformat(),
        "content_hash": asked["content_hash"],
        "acts": [Act.APPROVE.value],
    }
    answer = await send(town, "auk", f"/orders/{asked['order_id']}/signatures", body)
    assert answer.status_code == 201, answer.text
    digest = (await town.state()).publishing.manifest_hash
    assert await town.site.log.report_before(town.fund.fund_id, 1) == digest


async def test_a_program_that_signs_the_next_report_gets_the_head_with_it(town: Town) -> None:
    await keep(town)
    found = (await send(town, "heron", "/reports/next", {})).json()["report"]
    head = await town.site.log.head(town.fund.fund_id)
    assert head is not None
    assert found["head"] == {"origin": head.origin, "size": head.size, "root": head.root.hex()}


async def test_the_terminal_says_when_another_report_was_out_before(
    town: Town, service_url: str, superuser_url: str
) -> None:
    async with _put_back(town, service_url, superuser_url) as other:
        await other.ask(other.fund.donation(500_00, occurred_on=DAY), "heron")
        await other.ask(await right(other), "heron")  # past everything that would refuse it
        words = ["report", "check", str(other.fund.fund_id)]
        env = {"DATABASE_URL": service_url, "PARASOL_KEYS_DIR": KEYS_DIR}
        said = await asyncio.to_thread(CliRunner(env=env).invoke, program, words)
        assert said.exit_code == Outcome.DISAGREES
        assert "report 1 IS NOT THE FIRST" in said.output
