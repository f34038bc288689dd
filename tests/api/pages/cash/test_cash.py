"""Cash on pages: counted by two, handed from one to the other, lost and found again."""

import re
from uuid import UUID

import httpx

from ledger.cash import HandCashOver
from ledger.events import (
    CashCounted,
    CashDifferenceFound,
    CashHandedOver,
    MoneyLost,
    MoneyRecovered,
)
from ledger.orders.commands import Act
from ledger.orders.state import Order, orders_of
from ledger.transfers import TransferBetweenAccounts
from tests.api.client import hidden_fields
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.api.two_people import Two, set_up
from tests.funds import DAY


async def with_cash(stranger: httpx.AsyncClient) -> Two:
    """A fund of several with 100.00 in its box."""

    async def before(two: Two) -> None:
        opened = two.opened
        await two.give(
            TransferBetweenAccounts(
                occurred_on=DAY,
                from_account_id=opened.bank,
                to_account_id=opened.cash_box,
                amount=100_00,
                currency="USD",
                exponent=2,
            )
        )

    return await set_up(stranger, before=before)


def desk_of(two: Two, handle: str) -> Desk:
    return Desk(two[handle].browser, two.opened)


def of_box(two: Two, page: str = "") -> str:
    return f"accounts/{two.opened.cash_box}" + (f"/{page}" if page else "")


async def asked(two: Two, desk: Desk, path: str, **typed: str) -> Order:
    """Fill the form at *path* in, ask for it, and return the order."""
    checked = await desk.check(path, **typed)
    assert checked.status_code == 200, text_of(checked.text)
    sent = await desk.send(path, hidden_fields(checked.text), "write")
    assert sent.status_code == 303, text_of(sent.text)
    order_id = sent.headers["location"].rpartition("/")[2]
    shown = (await two["ida"].send("GET", f"/orders/{order_id}")).json()
    case = await two.case(UUID(shown["order"]["case_id"]))
    return orders_of(case)[UUID(order_id)]


async def test_a_box_is_counted_by_two_with_a_difference(stranger: httpx.AsyncClient) -> None:
    two = await with_cash(stranger)
    desk = desk_of(two, "ida")
    listed = (await desk.get("accounts")).text
    assert f'href="{desk.prefix}/{of_box(two)}"' in listed
    page = (await desk.get(of_box(two))).text
    assert f'href="{desk.prefix}/{of_box(two, "count")}"' in page
    typed = {"counted": "98.50", "purpose_id": str(two.opened.anything), **day("occurred_on")}
    checked = text_of((await desk.check(of_box(two, "count"), **typed)).text)
    for said in ("$98.50", "The book has", "$100.00", "Missing", "$1.50"):
        assert said in checked
    order = await asked(two, desk, of_box(two, "count"), **typed)
    await two.sign(order, "noor", Act.APPROVE)
    case = await two.case(order.case_id)
    assert [event.counted for event in case.events(CashCounted)] == [98_50]
    assert [event.difference for event in case.events(CashDifferenceFound)] == [-1_50]
    assert (await two.fund()).accounts[two.opened.cash_box].balance == 98_50
    shown = text_of((await desk.get(f"cases/{order.case_id}")).text)
    assert "Two people counted $98.50 in Box." in shown


async def test_a_difference_needs_a_purpose_and_says_so_at_its_field(
    stranger: httpx.AsyncClient,
) -> None:
    two = await with_cash(stranger)
    desk = desk_of(two, "ida")
    answer = await desk.check(of_box(two, "count"), counted="98.50", **day("occurred_on"))
    fields = hidden_fields(answer.text)
    if answer.status_code == 200:  # with one purpose only it is chosen already
        return
    assert answer.status_code == 422
    assert 'id="purpose_id-error"' in answer.text
    assert fields["booked"] == "10000"


async def test_nothing_is_signed_against_a_book_that_has_moved(
    stranger: httpx.AsyncClient,
) -> None:
    two = await with_cash(stranger)
    desk = desk_of(two, "ida")
    fields = await desk.open(of_box(two, "count"))
    gift = two.opened.donation(5_00, account_id=two.opened.cash_box)
    await two.give(gift)
    typed = fields | {"counted": "100.00", **day("occurred_on")}
    answer = await desk.send(of_box(two, "count"), typed, "check")
    assert answer.status_code == 409
    assert "count again" in text_of(answer.text)


async def test_cash_is_handed_over_by_the_two_of_them(stranger: httpx.AsyncClient) -> None:
    two = await with_cash(stranger)
    desk = desk_of(two, "ida")
    typed = {"counted": "100.00", "receiver": str(two["sol"].who), **day("occurred_on")}
    order = await asked(two, desk, of_box(two, "hand-over"), **typed)
    page = text_of((await desk_of(two, "sol").get(f"orders/{order.order}")).text)
    assert "Give the $100.00 of Box to" in page
    await two.sign(order, "sol", Act.APPROVE)
    case = await two.case(order.case_id)
    assert [event.receiver for event in case.events(CashHandedOver)] == [two["sol"].who]
    held = text_of((await desk.get("cash")).text)
    assert re.search(r"Box sol-\w+ \$100.00", held), held
    shown = text_of((await desk.get(of_box(two))).text)
    assert "Kept by sol-" in shown


async def test_nobody_else_can_ask_for_a_handover_or_is_offered_to_sign_it(
    stranger: httpx.AsyncClient,
) -> None:
    two = await with_cash(stranger)
    first = HandCashOver(
        occurred_on=DAY,
        account_id=two.opened.cash_box,
        receiver=two["sol"].who,
        counted=100_00,
        currency="USD",
        exponent=2,
    )
    order = await two.ask_for(first)
    await two.sign(order, "sol", Act.APPROVE)
    wren = desk_of(two, "wren")
    answer = await wren.check(
        of_box(two, "hand-over"),
        counted="100.00",
        receiver=str(two["noor"].who),
        **day("occurred_on"),
    )
    assert answer.status_code == 403
    assert "Only the two" in text_of(answer.text) or "sign" in text_of(answer.text)
    to_noor = HandCashOver(
        occurred_on=DAY,
        account_id=two.opened.cash_box,
        handed_by=two["sol"].who,
        receiver=two["noor"].who,
        counted=100_00,
        currency="USD",
        exponent=2,
    )
    order = await two.ask_for(to_noor, "sol")
    todo = text_of((await desk_of(two, "ida").get("desk")).text)
    assert "For you to sign" not in todo
    todo = text_of((await desk_of(two, "noor").get("desk")).text)
    assert "to approve" in todo


async def test_a_loss_is_written_down_and_some_of_it_comes_back(desk: Desk) -> None:
    opened = desk.opened
    assert f'href="{desk.prefix}/record/loss"' in (await desk.get("record")).text
    answer = await desk.record(
        "record/loss",
        amount="40.00",
        how="stolen",
        account_id=str(opened.bank),
        purpose_id=str(opened.anything),
        **day("occurred_on"),
    )
    assert "The loss is written down." in await desk.written(answer)
    page = (await desk.client.get(answer.headers["location"])).text
    found = re.search(r"cases/([0-9a-f-]{36})/recover", page)
    assert found, "the page leads on to what came back"
    path = f"cases/{found[1]}/recover"
    answer = await desk.record(path, amount="15.00", **day("occurred_on"))
    assert "Lost money came back." in await desk.written(answer)
    case = await desk.case(UUID(found[1]))
    assert [each.amount for each in case.events(MoneyLost)] == [40_00]
    assert [each.amount for each in case.events(MoneyRecovered)] == [15_00]
    shown = text_of((await desk.get(f"cases/{found[1]}")).text)
    assert "$40.00 of Bank is gone: stolen." in shown
    more = await desk.check(path, amount="25.01", **day("occurred_on"))
    assert more.status_code == 409
    assert 'id="amount-error"' in more.text
