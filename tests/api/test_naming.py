"""What people are about to sign keeps its name until the order is closed."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
import pytest_asyncio

from ledger.orders.commands import WithdrawOrder
from tests.api.two_people import Person, Two, set_up
from tests.funds import DAY


@pytest_asyncio.fixture(loop_scope="session")
async def two(stranger: httpx.AsyncClient) -> Two:
    return await set_up(stranger)


async def by_program(person: Person, thing: str) -> int:
    """Rename an authority through the API and return the status."""
    answer = await person.send("PUT", f"/labels/authority/{thing}", {"text": "Somebody's pocket"})
    return answer.status_code


async def by_page(person: Person, thing: str) -> int:
    """Ask for the form that renames an authority and return the status."""
    return (await person.get(f"accounts/authority/{thing}/rename")).status_code


@pytest.mark.parametrize("rename", [by_program, by_page])
async def test_what_an_open_order_names_keeps_its_name(
    two: Two, rename: Callable[[Person, str], Awaitable[int]]
) -> None:
    court, noor = str(two.opened.court), two["noor"]
    assert await rename(noor, court) == 200
    order = await two.ask_for(two.opened.bail(50_00))
    assert await rename(noor, court) == 409
    await two.give(WithdrawOrder(occurred_on=DAY, case_id=order.case_id, order_id=order.order))
    assert await rename(noor, court) == 200
