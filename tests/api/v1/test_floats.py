"""Floats through the API, in a fund that one person keeps: handed, spent, counted, refused."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from tests.api.client import first_sign_in, site_of_client
from tests.api.v1.program import DAY, USD, Program
from tests.funds import today_at


def until(client: httpx.AsyncClient, days: int = 30) -> str:
    return (today_at(site_of_client(client).now()) + timedelta(days=days)).isoformat()


async def handed(program: Program, **changes: Any) -> str:
    """Have a float of 50.00 handed to whoever opened the fund, and return its case."""
    given = donation(program)
    await program.done("/donations", given)
    recorded = await program.done("/floats", await handing(program, **changes))
    return str(recorded["case_id"])


def donation(program: Program) -> dict[str, Any]:
    return {
        "occurred_on": DAY,
        "account_id": program.bank,
        "purpose_id": program.anything,
        "gross": 100_00,
        **USD,
    }


async def handing(program: Program, **changes: Any) -> dict[str, Any]:
    body = {
        "occurred_on": DAY,
        "carrier": str(await first_sign_in(program.client)),
        "account_id": program.bank,
        "purpose_id": program.anything,
        "amount": 50_00,
        "until": until(program.client),
        "categories": ["food"],
        "cost_categories": ["travel"],
        **USD,
    }
    return body | changes


def spending(amount: int = 10_00, **what: Any) -> dict[str, Any]:
    return {"occurred_on": DAY, "amount": amount, **USD} | (what or {"category": "food"})


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_float_is_handed_spent_and_counted(program: Program) -> None:
    case_id = await handed(program)
    body, key = spending(), uuid4().hex
    path = f"/floats/{case_id}/spendings"
    first = await program.post(path, body, key=key)
    again = await program.post(path, body, key=key)
    assert first.status_code == 201, first.text
    assert again.json() == first.json() | {"replayed": True}
    await program.done(path, spending(5_00, cost_category="travel"))
    count = {"occurred_on": DAY, "account_id": program.bank, "amount": 34_00, **USD}
    await program.done(f"/floats/{case_id}/count", count)
    figures = (await program.get(f"/cases/{case_id}")).json()["figures"]
    assert (figures["paid"], figures["came_back"], figures["lost"]) == (15_00, 34_00, 1_00)
    assert code_of(await program.post(path, spending())) == (409, "float-counted")


async def test_every_refusal_of_a_float_has_its_code(program: Program) -> None:
    case_id = await handed(program)
    path = f"/floats/{case_id}/spendings"
    for body, code in (
        (spending(category="rent"), "outside-float"),
        (spending(category="food", cost_category="travel"), "float-unusable"),
        (spending(51_00), "insufficient-funds"),
        (spending(0), "amount-not-positive"),
        (spending() | {"currency": "EUR"}, "wrong-currency"),
    ):
        answer = await program.post(path, body)
        assert answer.json()["code"] == code, answer.text
    unknown = await program.post(f"/floats/{uuid4()}/spendings", spending())
    assert code_of(unknown) == (404, "case-unknown")
    for changes, code in (
        ({"until": until(program.client, 91)}, "float-unusable"),
        ({"categories": [], "cost_categories": []}, "float-unusable"),
        ({"categories": ["bail"]}, "category-is-bail"),
        ({"carrier": str(uuid4())}, "member-unknown"),
        ({"amount": 50_01}, "insufficient-funds"),
    ):
        answer = await program.post("/floats", await handing(program, **changes))
        assert answer.json()["code"] == code, answer.text
