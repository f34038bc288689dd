"""What takes money by itself: written at once within the allowance, else confirmed by a second."""

from typing import Any, Final
from uuid import UUID

import httpx

from ledger.chart import Fee
from ledger.costs import RecordFee
from ledger.events import AllowanceUsed, BailReturned, FeeTaken, Rung
from ledger.orders.commands import Act
from ledger.policy import SetPolicy
from tests.api.client import hidden_fields
from tests.api.pages.ordering.test_asking import asked_by
from tests.api.pages.recording.stage import Desk, filled_in, text_of
from tests.api.two_people import Two, buttons_of, form_at, set_up
from tests.funds import DAY

CONFIRMED: Final = "A second person confirms it: you write it down, and somebody else who knows"
USD: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}


async def allow(two: Two, amount: int) -> None:
    """Let two stewards set what one person may write."""
    policy = SetPolicy(
        occurred_on=DAY, ladder=(Rung(amount=0, approvals=1),), alone_week_cap=amount
    )
    await two.sign(await two.ask_for(policy), "noor", Act.APPROVE)


def answers_of(two: Two, amount: str) -> dict[str, str]:
    return {
        "amount": amount,
        "account_id": str(two.opened.bank),
        "purpose_id": str(two.opened.anything),
    }


def fee_of(two: Two, amount: int) -> dict[str, Any]:
    """Return a fee as a program sends it."""
    places = {"account_id": str(two.opened.bank), "purpose_id": str(two.opened.anything)}
    return {"occurred_on": DAY.isoformat(), "kind": "bank", "amount": amount, **places, **USD}


async def balance_of(two: Two) -> int:
    return (await two.fund()).accounts[two.opened.bank].balance


async def test_without_an_allowance_a_second_person_confirms_it_on_a_page(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    before = await balance_of(two)
    assert CONFIRMED in text_of((await desk.get("record/fee")).text)
    checked = await desk.check("record/fee", **answers_of(two, "5000.00"))
    said = text_of(checked.text)
    assert CONFIRMED in said
    assert "Check before asking" in said
    sent = await desk.send("record/fee", hidden_fields(checked.text), "write")
    order = await asked_by(desk, two, sent)
    assert await balance_of(two) == before
    own = (await two["ida"].get(f"orders/{order.order}")).text
    assert "I know of it: write it down" not in buttons_of(own)
    page = (await two["noor"].get(f"orders/{order.order}")).text
    assert "Write down that a fee of $5,000.00 was taken from Bank." in text_of(page)
    address = f"orders/{order.order}/sign"
    fields = form_at(page, "/sign") | {"_acts": buttons_of(page)["I know of it: write it down"]}
    without_code = await two["noor"].post(address, fields)
    assert without_code.status_code == 422
    signed = await two["noor"].post(address, fields | {"code": two["noor"].code()})
    assert signed.status_code == 303, text_of(signed.text)
    assert await balance_of(two) == before - 5_000_00


async def test_within_the_allowance_it_is_written_at_once_and_once(two: Two) -> None:
    await allow(two, 10_00)
    desk = Desk(two["ida"].browser, two.opened)
    form = text_of((await desk.get("record/fee")).text)
    assert "Up to $10.00 of what takes money away may still be written by one person" in form
    checked = await desk.check("record/fee", **answers_of(two, "10.00"))
    assert "Check before writing" in text_of(checked.text)
    assert CONFIRMED not in text_of(checked.text)
    fields = hidden_fields(checked.text)
    first = await desk.send("record/fee", fields, "write")
    again = await desk.send("record/fee", fields, "write")
    assert first.headers["location"] == again.headers["location"]
    assert "A fee was taken." in await desk.written(first)
    case = await two.case(await case_at(two, first))
    assert [type(line.event) for line in case.lines] == [FeeTaken, AllowanceUsed]
    assert CONFIRMED in text_of((await desk.get("record/fee")).text)
    over = await desk.check("record/fee", **answers_of(two, "0.01"))
    assert CONFIRMED in text_of(over.text)


async def case_at(two: Two, written: httpx.Response) -> UUID:
    """Return the case of the line that a page after writing is about."""
    position = written.headers["location"].split("/")[-2]
    line = (await two["ida"].send("GET", f"/lines/{position}")).json()
    return UUID(line["line"]["case_id"] if "line" in line else line["case_id"])


async def test_bail_that_came_back_whole_is_written_by_one_and_what_was_kept_is_not(
    stranger: httpx.AsyncClient,
) -> None:
    cases: list[UUID] = []

    async def before(two: Two) -> None:
        cases.append((await two.give(two.opened.bail(50_00))).case_id)

    two = await set_up(stranger, before=before)
    desk, path = Desk(two["ida"].browser, two.opened), f"cases/{cases[0]}/return"
    assert "If the court kept a part of it" in text_of((await desk.get(path)).text)
    kept = await desk.check(path, amount="45.00", fee="5.00")
    assert CONFIRMED in text_of(kept.text)
    whole = await desk.check(path, amount="45.00")
    assert "Check before writing" in text_of(whole.text)
    assert (await desk.send(path, hidden_fields(whole.text), "write")).status_code == 303
    assert (await two.case(cases[0])).events(BailReturned)


async def test_a_program_is_told_to_ask_for_it(two: Two) -> None:
    await allow(two, 10_00)
    ida = two["ida"]
    assert (await ida.send("GET", "/policy")).json()["alone_week_cap"] == 10_00
    assert (await ida.send("POST", "/fees", fee_of(two, 4_00))).status_code == 201
    refused = await ida.send("POST", "/fees", fee_of(two, 6_01))
    assert (refused.status_code, refused.json()["code"]) == (403, "witness-needed")
    facts = refused.json()["facts"]
    assert (facts["needed"]["amount"], facts["available"]["amount"]) == (6_01, 6_00)
    asks = {
        "occurred_on": DAY.isoformat(),
        "order": {"command": "record_fee", **fee_of(two, 6_01)},
    }
    asked = await ida.send("POST", "/orders", asks)
    assert asked.status_code == 201, asked.json()
    order = await two.order(UUID(asked.json()["case_id"]))
    assert (await two.sign(order, "sol", Act.APPROVE)).closed == "carried out"


async def test_stewards_set_the_allowance_on_the_page_of_the_rules(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    await two["ida"].step_up()
    assert "none: a second person confirms each" in text_of((await desk.get("policy")).text)
    checked = await desk.check("policy/change", alone_cap="12.50")
    assert "up to $12.50 in seven days" in text_of(checked.text)
    sent = await desk.send("policy/change", filled_in(checked.text), "write")
    await two.sign(await asked_by(desk, two, sent), "noor", Act.APPROVE)
    assert (await two.fund()).governance.policy.alone_week_cap == 12_50
    assert "up to $12.50 in seven days" in text_of((await desk.get("policy")).text)


async def test_whoever_signs_alone_is_offered_no_allowance(stranger: httpx.AsyncClient) -> None:
    seen: list[str] = []

    async def before(two: Two) -> None:
        seen.append((await two["ida"].get("policy/change")).text)
        fee = RecordFee(
            occurred_on=DAY,
            kind=Fee.BANK,
            account_id=two.opened.bank,
            purpose_id=two.opened.anything,
            amount=900_00,
            **USD,
        )
        await two.give(fee)

    await set_up(stranger, before=before)
    assert "approvals_0" in seen[0]
    assert "alone_cap" not in seen[0]


async def test_it_is_said_in_spanish(two: Two) -> None:
    page = await two["ida"].browser.get(f"/es/{two.opened.fund_id}/record/fee")
    assert "Una segunda persona lo confirma" in text_of(page.text)
