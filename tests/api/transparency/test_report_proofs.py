"""What proves to strangers that a report is in the log: from the next head on, whoever asks."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ledger.publishing.commands import SetDisclosure
from ledger.verifier import check_report
from ledger.verifier.policy import read_policy
from tests.api.client import serving
from tests.api.pages.people.stage import Clock, Town
from tests.api.pages.recording.stage import text_of
from tests.api.publishing.logged import keep, published
from tests.api.publishing.stage import settled
from tests.funds import DAY


@pytest_asyncio.fixture(loop_scope="session")
async def town(service_url: str) -> AsyncIterator[Town]:
    clock = Clock()
    async with serving(service_url, now=clock) as client:
        yield await settled(client, clock)


def _proof(town: Town, number: int | str = 1, log: int | str = 1) -> str:
    return f"/log/{town.fund.fund_id}/{log}/reports/{number}.tlog-proof"


async def _page(town: Town) -> str:
    town.clock.pass_by(seconds=61)
    answer = await town.client.get(f"/en/{town.fund.fund_id}/public/reports/1")
    assert answer.status_code == 200
    return answer.text


async def test_a_report_is_proven_from_the_next_head_on(town: Town) -> None:
    await keep(town)
    report = await published(town)
    assert (await town.client.get(_proof(town))).status_code == 404
    early = await _page(town)
    assert "The proof comes with the next step of the log, on Aug 21, 2026" in text_of(early)
    assert _proof(town) not in early
    await keep(town, days=1)
    late = await _page(town)
    assert _proof(town) in late
    answer = await town.client.get(_proof(town))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=60"
    policy = await town.client.get(f"/log/{town.fund.fund_id}/1/policy")
    files = f"/en/{town.fund.fund_id}/public/reports/1"
    manifest = (await town.client.get(f"{files}.json")).content
    found = check_report(
        manifest,
        answer.content,
        read_policy(policy.content),
        (bytes.fromhex(report.signature), bytes.fromhex(report.key_id)),
    )
    assert found.number == 1
    assert b"cut" not in answer.content
    said = found.receipt.opening.fields
    assert set(said) == {"head", "manifest_hash", "number", "occurred_on"}, "never the cut"


async def test_a_report_of_before_the_log_has_no_proof(town: Town) -> None:
    await published(town)
    await keep(town)
    assert "Was it exchanged since?" not in await _page(town)
    assert (await town.client.get(_proof(town))).status_code == 404


async def test_the_proof_is_that_of_the_log_that_is_asked_for(town: Town) -> None:
    await keep(town)
    await published(town)
    await keep(town, days=1)
    await town.site.log.new_origin(town.fund.fund_id)
    await keep(town)
    first, second = [(await town.client.get(_proof(town, log=number))).text for number in (1, 2)]
    origin = f"/{town.fund.fund_id}/"
    assert f"{origin}1\n" in first
    assert f"{origin}2\n" in second
    town.clock.pass_by(seconds=61)
    assert _proof(town, log=2) in await _page(town)


@pytest.mark.parametrize(
    ("number", "log"), [(2, 1), (1, 2), (0, 1), ("01", 1), ("x", 1), (1, 0), (1, "x")]
)
async def test_whatever_is_not_there_answers_alike(
    town: Town, number: int | str, log: int | str
) -> None:
    await keep(town)
    await published(town)
    await keep(town, days=1)
    nowhere = await town.client.get("/nowhere")
    answer = await town.client.get(_proof(town, number, log))
    assert (answer.status_code, answer.content) == (404, nowhere.content)


async def test_a_fund_that_went_out_of_sight_proves_nothing_any_more(town: Town) -> None:
    await keep(town)
    await published(town)
    await keep(town, days=1)
    assert (await town.client.get(_proof(town))).status_code == 200
    await town.ask(SetDisclosure(occurred_on=DAY, is_public=False), "heron")
    assert (await town.client.get(_proof(town))).status_code == 404
