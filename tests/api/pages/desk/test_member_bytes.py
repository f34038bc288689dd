"""T1 for a plain member: no money and no case changes a byte of anything that they can open."""

import re
from typing import Any, Final

import httpx
import pytest

from ledger.chart import Category, CostCategory
from ledger.costs import PayCost
from ledger.events import Instalment, Urgency
from ledger.grants import CommitGrant
from ledger.orders.commands import Act
from ledger.publishing.commands import SetDisclosure
from ledger.requests import ScreenRequest
from tests.api.access_people import MEMBER
from tests.api.access_rows import ROWS
from tests.api.client import site_of_client
from tests.api.two_people import Person, Two
from tests.budgets import adopting
from tests.funds import DAY

SECRETS: Final = re.compile(r'(name="_(?:token|key)" value=")[^"]*')
REQUEST: Final = re.compile(r'("request_id": ?")[^"]*|[0-9a-f]{32}')
PATHS: Final = sorted(
    row.removeprefix("page GET ")
    for row, whose in ROWS.items()
    if row.startswith("page GET ") and MEMBER in whose and "{fund_id}" in row
)
"""Every page of a fund that a member without a mandate may open, from the table of who gets in."""
ROUTES: Final = sorted(
    row.removeprefix("GET ")
    for row, whose in ROWS.items()
    if row.startswith("GET /api") and MEMBER in whose and "{fund_id}" in row
)
REFUSED: Final = ("", "desk", "journal", "cases", "orders", "statement", "reports", "audit")
"""Pages that are not theirs: what these answer is seen by them as well."""


async def seen(person: Person) -> dict[str, tuple[int, bytes, tuple[tuple[str, str], ...]]]:
    """Return the answer at every address: its status, its bytes less secrets, its headers."""
    names = {"fund_id": str(person.fund_id), "number": "1", "case_id": str(person.fund_id)}
    names |= {"name": "site.css", "agreement_id": str(person.fund_id), "member": str(person.who)}
    names |= dict.fromkeys(("item_id", "budget_id", "proposal_id"), str(person.fund_id))
    names |= {"kind": "budget"}
    found = {}
    addresses = [f"/en{path.format(**names)}" for path in PATHS]
    addresses += [f"/en/{person.fund_id}/{path}" for path in REFUSED]
    for address in addresses:
        found[address] = _plain(await person.browser.get(address))
    for path in ROUTES:
        address = path.format(**names)
        headers = {"Authorization": f"Bearer {person.token}"}
        found[address] = _plain(await person.browser.get(address, headers=headers))
    for address in ("/api/v1/funds", "/en/"):
        found[address] = _plain(await person.browser.get(address))
    return found


def _plain(answer: httpx.Response) -> tuple[int, bytes, tuple[tuple[str, str], ...]]:
    text = REQUEST.sub("", SECRETS.sub(r"\1", answer.text))
    kept = ("content-length", "etag", "last-modified", "location", "cache-control")
    headers = tuple((name, value) for name, value in answer.headers.items() if name in kept)
    lengths = [len(answer.content)] if "text/html" in answer.headers.get("content-type", "") else []
    return answer.status_code, f"{text}{lengths}".encode(), headers


async def much_happens(two: Two) -> None:
    """Let gifts come in, bail be paid, help be promised and asked for, and costs be paid."""
    fund = two.opened
    money: Any = {"currency": "USD", "exponent": 2}
    await two.give(fund.donation(5_000_00))
    order = await two.ask_for(fund.bail(700_00), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    grant = CommitGrant(
        occurred_on=DAY,
        category=Category.RENT,
        purpose_id=fund.anything,
        amount=60_00,
        instalments=(Instalment(due_on=DAY, amount=60_00),),
        **money,
    )
    await two.sign(await two.ask_for(grant), "noor", Act.APPROVE)
    await two.ask_for(
        PayCost(
            occurred_on=DAY,
            account_id=fund.bank,
            purpose_id=fund.anything,
            category=CostCategory.HOSTING,
            amount=5_00,
            **money,
        )
    )
    screened = ScreenRequest(occurred_on=DAY, category=Category.FOOD, urgency=Urgency.TONIGHT)
    await two.give(screened)


@pytest.mark.parametrize("publishes", [False, True])
async def test_money_and_cases_change_no_byte_of_a_member_at_any_address(
    two: Two, *, publishes: bool
) -> None:
    if publishes:
        rule = SetDisclosure(occurred_on=DAY, is_public=True, bands_weekly=True)
        await two.sign(await two.ask_for(rule), "noor", Act.APPROVE)
        plan = adopting(DAY, ("2026-01", "2027-12"), ("rent", 900_00))
        await two.sign(await two.ask_for(plan), "noor", Act.APPROVE)
        site = site_of_client(two["ida"].browser)
        await site.log.keep(two.opened.fund_id, wait_seconds=20)
    before = await seen(two["lou"])
    assert [status for status, _, _ in before.values()].count(200) >= 8
    await much_happens(two)
    after = await seen(two["lou"])
    assert [address for address in before if before[address] != after[address]] == []


async def test_decisions_do_change_what_a_member_reads(two: Two) -> None:
    before = await seen(two["lou"])
    plan = adopting(DAY, ("2026-01", "2027-12"), ("rent", 900_00))
    await two.sign(await two.ask_for(plan), "noor", Act.APPROVE)
    after = await seen(two["lou"])
    changed = [address for address in before if before[address] != after[address]]
    fund, plan_page = f"/en/{two.opened.fund_id}", f"/en/{two.opened.fund_id}/plan"
    pages = {f"{fund}/{path}" for path in ("plan", "budget", "decisions/new")}
    assert {*changed} == pages | {f"/api/v1/funds/{two.opened.fund_id}/budgets"}
    assert b"$900.00" in after[plan_page][1]
