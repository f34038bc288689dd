"""Budgets through the API: planned for members, used for the desk, and the way back from a line."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio
from msgspec.structs import replace

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.floats import HandFloat
from ledger.orders.commands import Act
from tests.api.client import site_of_client
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import Two, set_up
from tests.budgets import adopting, item
from tests.funds import DAY, today_at


async def pay(two: Two, category: CostCategory, amount: int) -> None:
    """Have a cost paid by an order."""
    order = await two.ask_for(
        PayCost(
            occurred_on=DAY,
            category=category,
            account_id=two.opened.bank,
            purpose_id=two.opened.anything,
            amount=amount,
            currency="USD",
            exponent=2,
        ),
        prepared=True,
    )
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)


@pytest_asyncio.fixture(loop_scope="session")
async def two(client: httpx.AsyncClient) -> AsyncIterator[Two]:
    """A fund with a budget for rooms, of which 30.00 are paid, and 5.00 of something else."""

    async def before(two: Two) -> None:
        months = (f"{DAY.year}-01", f"{DAY.year}-12")
        await two.give(adopting(DAY, months, ("rooms", 100_00), item_id=uuid4()))

    two = await set_up(client, before=before)
    for category, amount in ((CostCategory.ROOMS, 30_00), (CostCategory.TRAVEL, 5_00)):
        await pay(two, category, amount)
    yield two


async def got(two: Two, handle: str, path: str) -> Any:
    answer = await two[handle].send("GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_members_read_what_is_planned_and_the_desk_what_is_left(two: Two) -> None:
    (plain,) = (await got(two, "lou", "/budgets"))["budgets"]
    (item,) = plain["items"]
    assert (item["kind"], item["amount"], item["used"], plain["outside"]) == (
        "rooms",
        100_00,
        None,
        None,
    )
    exact = await got(two, "ida", f"/budgets/{plain['budget_id']}")
    assert exact["items"][0]["used"] == {
        "carried": 0,
        "promised": 0,
        "paid": 30_00,
        "left": 70_00,
        "held": 0,
    }
    (beside,) = exact["outside"]
    assert (beside["kind"], beside["paid"]) == ("travel", 5_00)
    assert (await got(two, "lou", f"/budgets/{plain['budget_id']}"))["items"] == plain["items"]


async def test_what_a_float_holds_stands_beside_what_is_left(two: Two) -> None:
    handed = HandFloat(
        occurred_on=DAY,
        carrier=two["lou"].who,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        amount=20_00,
        currency="USD",
        exponent=2,
        until=today_at(site_of_client(two["ida"].browser).now()),
        cost_categories=(CostCategory.ROOMS,),
    )
    order = await two.ask_for(handed, prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    (budget,) = (await got(two, "ida", "/budgets"))["budgets"]
    (item,) = budget["items"]
    assert (item["used"]["left"], item["used"]["held"]) == (70_00, 20_00)
    page = await two["ida"].get(f"budget/items/{item['item_id']}")
    assert "Floats that are out may still take $20.00 of what is left." in text_of(page.text)
    member = await two["lou"].get(f"budget/items/{item['item_id']}")
    assert "Floats" not in text_of(member.text)


async def test_the_lines_under_an_item_and_beside_it(two: Two) -> None:
    (budget,) = (await got(two, "ida", "/budgets"))["budgets"]
    (item,) = budget["items"]
    under = await got(two, "ida", f"/budget-items/{item['item_id']}/lines")
    assert [(each["paid"], each["promised"]) for each in under["lines"]] == [(30_00, 0)]
    beside = await got(two, "ida", f"/budgets/{budget['budget_id']}/outside")
    assert [each["paid"] for each in beside["lines"]] == [5_00]
    position = under["lines"][0]["line"]["position"]
    trace = await got(two, "ida", f"/lines/{position}/trace")
    assert trace["items"] == [
        {
            "kind": "rooms",
            "currency": "USD",
            "budget_id": budget["budget_id"],
            "item_id": item["item_id"],
        }
    ]
    assert (trace["order"] is not None, trace["decision"]) == (True, None)
    position = beside["lines"][0]["line"]["position"]
    (none,) = (await got(two, "ida", f"/lines/{position}/trace"))["items"]
    assert (none["kind"], none["budget_id"], none["item_id"]) == ("travel", None, None)


async def test_a_line_may_be_for_each_of_the_items_that_share_its_kind(
    client: httpx.AsyncClient,
) -> None:
    first, second = uuid4(), uuid4()

    async def before(two: Two) -> None:
        months = (f"{DAY.year}-01", f"{DAY.year}-12")
        command = adopting(DAY, months, ("rooms", 20_00), item_id=first)
        more = item("rooms", 50_00, item_id=second)
        await two.give(replace(command, items=(*command.items, more)))

    two = await set_up(client, before=before)
    await pay(two, CostCategory.ROOMS, 30_00)
    (budget,) = (await got(two, "ida", "/budgets"))["budgets"]
    used = [each["used"] for each in budget["items"]]
    assert [(each["paid"], each["left"]) for each in used] == [(20_00, 0), (10_00, 40_00)]
    under = [await got(two, "ida", f"/budget-items/{each}/lines") for each in (first, second)]
    assert [[line["paid"] for line in each["lines"]] for each in under] == [[30_00], [30_00]]
    position = under[0]["lines"][0]["line"]["position"]
    trace = await got(two, "ida", f"/lines/{position}/trace")
    assert [each["item_id"] for each in trace["items"]] == [str(first), str(second)]


async def test_a_list_of_lines_leads_on(two: Two) -> None:
    (budget,) = (await got(two, "ida", "/budgets"))["budgets"]
    item = budget["items"][0]["item_id"]
    page = await got(two, "ida", f"/budget-items/{item}/lines?limit=1")
    found = [each["line"]["position"] for each in page["lines"]]
    while page["next"] is not None:
        page = await got(two, "ida", page["next"].partition(str(two.opened.fund_id))[2])
        found += [each["line"]["position"] for each in page["lines"]]
    assert len(found) == len(set(found)) == 1


async def test_what_is_not_there_is_missing(two: Two) -> None:
    nothing = uuid4()
    for path, code in (
        (f"/budgets/{nothing}", "budget-unknown"),
        (f"/budgets/{nothing}/outside", "budget-unknown"),
        (f"/budget-items/{nothing}/lines", "budget-unknown"),
        ("/lines/99999/trace", "line-unknown"),
        ("/lines/0/trace", "line-unknown"),
        (f"/lines/{2**70}/trace", "line-unknown"),
    ):
        answer = await two["ida"].send("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
