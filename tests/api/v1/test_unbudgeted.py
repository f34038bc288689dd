"""A fund that pays nothing unbudgeted says so to programs, with what is missing."""

from ledger.deciding.setting import SetDeciding
from ledger.events import Unbudgeted
from tests.api.pages.people.stage import Town
from tests.api.publishing.conftest import town
from tests.budgets import adopting
from tests.funds import DAY

__all__ = ["town"]


def stamps(town: Town) -> dict[str, object]:
    """Return a cost of 7.00 as a program sends it."""
    return {
        "occurred_on": DAY.isoformat(),
        "category": "post",
        "account_id": str(town.fund.bank),
        "purpose_id": str(town.fund.anything),
        "amount": 7_00,
        "currency": "USD",
        "exponent": 2,
    }


async def test_a_cost_that_no_budget_covers_is_refused_with_its_figures(town: Town) -> None:
    rule = SetDeciding(occurred_on=DAY, protocols=(), unbudgeted=Unbudgeted.REFUSED)
    await town.ask(rule, "heron")
    body = stamps(town)
    address = f"/api/v1/funds/{town.fund.fund_id}/costs"

    heron = town.people["heron"].sign_in
    token = await town.site.sessions.start(heron, "api", stepped_up=True)

    async def answered(key: str) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        answer = await town.client.post(address, headers=headers, json=body)
        assert answer.status_code in {201, 409}, answer.text
        said: dict[str, object] = answer.json()
        return said

    refused = await answered("first")
    assert (refused["code"], refused["facts"]) == (
        "budget-missing",
        {"item": "post", "currency": "USD"},
    )
    budget = adopting(DAY, ("2026-01", "2026-12"), ("post", 6_00))
    await town.ask(budget, "heron")
    short = await answered("second")
    money = {"currency": "USD", "exponent": 2}
    assert (short["code"], short["facts"]) == (
        "budget-short",
        {
            "item_id": str(budget.items[0].item_id),
            "item": "post",
            "needed": {"amount": 7_00, **money},
            "available": {"amount": 6_00, **money},
        },
    )
    body["amount"] = 6_00
    assert "code" not in await answered("third")
