"""What plain members are told: decisions, and nothing that moves with a payment or a case."""

from collections.abc import AsyncIterator
from typing import Any, Final
from uuid import UUID

import httpx
import pytest_asyncio

from ledger.chart import Category
from ledger.consents import RecordConsent
from ledger.events import ConsentScope, Urgency
from ledger.requests import ScreenRequest
from tests.api.v1.deciding.stage import WORDS, Table, laid, quick
from tests.funds import DAY

PLAIN: Final = ("/proposals", "/proposals?only=closed", "/proposals?only=undone", "/deciding")


@pytest_asyncio.fixture(loop_scope="session")
async def table(client: httpx.AsyncClient) -> AsyncIterator[Table]:
    consent = quick("consent")
    kinds: dict[str, Any] = dict.fromkeys(("anything", "money", "one_case"), consent)
    yield await laid(client, **kinds)


def cost(table: Table, amount: int = 40_00) -> dict[str, Any]:
    return {
        "command": "pay_cost",
        "occurred_on": DAY.isoformat(),
        "category": "rooms",
        "account_id": str(table.two.opened.bank),
        "purpose_id": str(table.two.opened.anything),
        "amount": amount,
        "currency": "USD",
        "exponent": 2,
    }


async def all_bytes(table: Table, proposal: str) -> list[bytes]:
    """Return everything that a plain member may read about decisions and budgets."""
    paths = (*PLAIN, f"/proposals/{proposal}", "/budgets")
    answers = [await table.send("lou", path, method="GET") for path in paths]
    assert {each.status_code for each in answers} == {200}
    return [each.content for each in answers]


async def test_a_payment_changes_no_byte_that_a_plain_member_reads(table: Table) -> None:
    proposal = await table.propose("ida", kind="money", order=cost(table))
    await table.all_say(proposal)
    before = await all_bytes(table, proposal)
    asked = await table.send(
        "ida",
        "/orders",
        {
            "occurred_on": DAY.isoformat(),
            "order": cost(table),
            "decision": proposal,
            "prepared": True,
        },
    )
    assert asked.status_code == 201, asked.text
    assert await all_bytes(table, proposal) == before
    await table["noor"].step_up()
    signed = await table.send(
        "noor",
        f"/orders/{asked.json()['order_id']}/signatures",
        {
            "occurred_on": DAY.isoformat(),
            "content_hash": asked.json()["content_hash"],
            "acts": ["authorise", "carry_out"],
        },
    )
    assert signed.status_code == 201, signed.text
    await table.two.give(table.two.opened.donation())
    assert await all_bytes(table, proposal) == before
    assert (await table.one(proposal))["proposal"]["carried_out"] is None
    assert (await table.one(proposal, "ida"))["proposal"]["carried_out"] is True
    line = signed.json()["last"]
    found = [
        await table.get("ida", f"/lines/{position}/trace")
        for position in range(signed.json()["first"], line + 1)
    ]
    assert {each["decision"] for each in found if each["items"]} == {proposal}
    assert (await table.send("lou", f"/lines/{line}/trace", method="GET")).status_code == 403


async def test_plain_members_get_no_position(table: Table) -> None:
    body = table.body(kind="anything", **WORDS)
    mine = (await table.send("lou", "/proposals", body)).json()
    theirs = (await table.send("ida", "/proposals", body)).json()
    assert (mine["last"], theirs["last"] > 0) == (None, True)
    assert (await table.get("lou", "/budgets"))["known_at"] is None
    assert (await table.get("ida", "/budgets"))["known_at"] > 0


async def test_help_in_one_case_is_a_category_a_size_and_an_urgency(table: Table) -> None:
    case = await screened(table)
    order = {
        "command": "commit_grant",
        "occurred_on": DAY.isoformat(),
        "case_id": str(case),
        "category": "rent",
        "purpose_id": str(table.two.opened.anything),
        "amount": 600_00,
        "currency": "USD",
        "exponent": 2,
        "instalments": [{"due_on": DAY.isoformat(), "amount": 600_00}],
    }
    proposal = await table.propose("ida", kind="one_case", order=order, title="Ana's rent")
    read = await table.one(proposal, "lou")
    assert (read["category"], read["band"], read["urgency"]) == ("rent", 2, "later")
    assert (read["proposal"]["title"], read["text"], read["order"]) == (None, None, None)
    assert (read["notes"], read["decided"]) == ([], None)
    assert str(case) not in (await table.send("lou", f"/proposals/{proposal}", method="GET")).text
    assert "stance" in read["acts"]
    assert (await table.say("lou", proposal, "agree")).status_code == 201
    at_the_desk = await table.one(proposal, "ida")
    assert at_the_desk["proposal"]["title"] == "Ana's rent"
    assert at_the_desk["order"]["amount"] == 600_00
    listed = await table.get("lou", "/proposals")
    (shown,) = [each for each in listed["proposals"] if each["proposal_id"] == proposal]
    assert shown["title"] is None


async def screened(table: Table) -> UUID:
    """Return a case that was screened, in which the person agreed that members decide."""
    asked = await table.two.give(
        ScreenRequest(occurred_on=DAY, category=Category.RENT, urgency=Urgency.LATER)
    )
    await table.two.give(
        RecordConsent(occurred_on=DAY, case_id=asked.case_id, scope=ConsentScope.MEMBERS_DECIDE)
    )
    return asked.case_id


async def test_who_said_what_is_for_whoever_may_see_who_belongs_to_the_fund(table: Table) -> None:
    proposal = await table.propose()
    await table.say("sol", proposal, "reservation")
    assert (await table.one(proposal, "lou"))["people"] == []
    assert (await table.one(proposal, "lou"))["stances"] == [{"stance": "reservation", "people": 1}]
    assert (await table.one(proposal, "noor"))["people"] == [
        {"sign_in": str(table["sol"].who), "stance": "reservation"}
    ]
