"""Floats through the API where two sign: ordered and counted by two, spent by one."""

from uuid import UUID

import httpx

from ledger.orders.commands import Act
from tests.api.two_people import set_up
from tests.api.v1.program import DAY, USD
from tests.api.v1.test_floats import code_of, spending, until


async def test_where_two_sign_it_is_an_order_and_only_its_carrier_spends_it(
    client: httpx.AsyncClient,
) -> None:
    two = await set_up(client)
    body = {
        "occurred_on": DAY,
        "carrier": str(two["lou"].who),
        "account_id": str(two.opened.bank),
        "purpose_id": str(two.opened.anything),
        "amount": 50_00,
        "until": until(client),
        "categories": ["food"],
        **USD,
    }
    alone = await two["ida"].send("POST", "/floats", body)
    assert code_of(alone) == (403, "second-person-needed")
    order = {"occurred_on": DAY, "order": body | {"command": "hand_float"}, "prepared": True}
    asked = await two["ida"].send("POST", "/orders", order)
    assert asked.status_code == 201, asked.text
    case_id = UUID(asked.json()["case_id"])
    signing = await two.order(case_id)
    await two.sign(signing, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    path = f"/floats/{case_id}/spendings"
    assert code_of(await two["ida"].send("POST", path, spending())) == (403, "float-of-another")
    assert (await two["lou"].send("POST", path, spending())).status_code == 201
    count = {
        "command": "close_float",
        "occurred_on": DAY,
        "case_id": str(case_id),
        "account_id": str(two.opened.bank),
        "amount": 40_00,
        **USD,
    }
    counted = await two["ida"].send("POST", "/orders", {"occurred_on": DAY, "order": count})
    assert counted.status_code == 201, counted.text
    await two.sign(await two.order(case_id), "noor", Act.APPROVE)
    assert code_of(await two["lou"].send("POST", path, spending())) == (409, "float-counted")
