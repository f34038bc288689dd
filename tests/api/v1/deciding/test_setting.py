"""How a fund decides, through the API: read by members, set by two, told to the public."""

from collections.abc import AsyncIterator
from typing import Any, Final

import httpx
import pytest_asyncio

from tests.api.two_people import set_up
from tests.api.v1.deciding.stage import Table, days, laid, quick
from tests.funds import DAY

TODAY = DAY.isoformat()


@pytest_asyncio.fixture(loop_scope="session")
async def table(client: httpx.AsyncClient) -> AsyncIterator[Table]:
    kinds: dict[str, Any] = {"anything": quick("consent")}
    yield await laid(client, **kinds)


def protocol(**stage: Any) -> dict[str, Any]:
    """Return the body of a protocol of one stage."""
    usual = {
        "method": "stances",
        "hours": 48,
        "stances": ["agree", "disagree"],
        "quorum_least": 2,
        "share_part": 1,
        "share_whole": 2,
        "more_than": True,
    }
    return {"name": "ours", "version": 3, "stages": [usual | stage]}


KINDS: Final = ["budget", "amendment", "rules", "anything"]


def setting(**stage: Any) -> dict[str, Any]:
    return {
        "command": "set_deciding",
        "occurred_on": TODAY,
        "protocols": [{"kind": kind, "protocol": protocol(**stage)} for kind in KINDS],
        "by_decision": ["budgets"],
        "unbudgeted": "refused",
    }


async def test_every_fund_begins_with_consent(client: httpx.AsyncClient) -> None:
    two = await set_up(client)
    found = (await two["lou"].send("GET", "/deciding")).json()
    assert (found["is_set"], found["by_decision"], found["unbudgeted"]) == (False, [], "shown")
    assert [each["kind"] for each in found["protocols"]] == ["budget", "amendment", "anything"]
    assert {each["protocol"]["name"] for each in found["protocols"]} == {"consent"}


async def test_two_stewards_set_how_the_fund_decides(table: Table) -> None:
    asked = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": setting()})
    assert asked.status_code == 201, asked.text
    await table["noor"].step_up()
    signed = await table.send(
        "noor",
        f"/orders/{asked.json()['order_id']}/signatures",
        {
            "occurred_on": TODAY,
            "content_hash": asked.json()["content_hash"],
            "acts": ["approve"],
        },
    )
    assert signed.status_code == 201, signed.text
    found = await table.get("lou", "/deciding")
    assert [each["kind"] for each in found["protocols"]] == KINDS
    assert {each["protocol"]["name"] for each in found["protocols"]} == {"ours"}
    assert (found["is_set"], found["by_decision"]) == (True, ["budgets"])
    assert (found["unbudgeted"], found["case_votes"]) == ("refused", False)
    # What takes a decision from now on is no order any more.
    budget = {
        "command": "adopt_budget",
        "occurred_on": TODAY,
        "from_month": "2027-01",
        "until_month": "2027-01",
        "items": [],
    }
    no = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": budget})
    assert (no.status_code, no.json()["code"]) == (409, "decision-needed"), no.text


async def test_a_protocol_that_could_not_be_counted_names_its_field(table: Table) -> None:
    order = setting(quorum_least=1, share_part=0)
    no = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": order})
    assert (no.status_code, no.json()["code"]) == (422, "protocol-unusable")
    wrong = setting(method="shouting", hours="long")
    no = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": wrong})
    assert no.status_code == 400
    pointers = {each["pointer"] for each in no.json()["errors"]}
    stages = [f"/order/protocols/{number}/protocol/stages/0" for number in range(len(KINDS))]
    assert pointers == {f"{each}/{name}" for each in stages for name in ("method", "hours")}


async def test_setting_it_alone_takes_a_second_person(table: Table) -> None:
    body = {name: each for name, each in setting().items() if name != "command"}
    await table["ida"].step_up()
    no = await table.send("ida", "/deciding", body)
    assert (no.status_code, no.json()["code"]) == (403, "second-person-needed")
    no = await table.send("lou", "/deciding", body)
    assert (no.status_code, no.json()["code"]) == (403, "mandate-missing")


async def test_the_public_is_told_by_an_order_of_two(table: Table) -> None:
    proposal = await table.propose(review_on=days(table, 30))
    await table.all_say(proposal)
    order = {
        "command": "tell_decision",
        "occurred_on": TODAY,
        "decision": proposal,
        "language": "en",
        "text": "We rent rooms for the winter.",
    }
    asked = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": order})
    assert asked.status_code == 201, asked.text
    unknown = order | {"decision": str(table.fund_id)}
    no = await table.send("ida", "/orders", {"occurred_on": TODAY, "order": unknown})
    assert (no.status_code, no.json()["code"]) == (404, "decision-unknown")
