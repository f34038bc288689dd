"""Own money of a member: an account for it, paid from it, owed back, and repaid."""

from uuid import UUID

import pytest

from ledger.costs import PayCost
from ledger.events import AccountKind, Way
from ledger.orders.commands import Act
from ledger.orders.content import command_of
from ledger.rejections import InsufficientFunds
from ledger.transfers import TransferBetweenAccounts
from tests.api.client import hidden_fields
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.api.two_people import Two
from tests.funds import DAY


async def opened_by_page(desk: Desk, two: Two) -> UUID:
    """Add an account for own money on the page, and return its id."""
    path = "accounts/add-account"
    assert "Own money of a member, owed back" in text_of((await desk.get(path)).text)
    checked = await desk.check(path, label="Advances", kind="fronted", currency="USD")
    assert checked.status_code == 200, text_of(checked.text)
    written = await desk.send(path, hidden_fields(checked.text), "write")
    assert written.status_code == 303
    accounts = (await two.fund()).accounts.values()
    [account] = [each for each in accounts if each.kind is AccountKind.FRONTED]
    return account.account_id


async def asked(desk: Desk, two: Two, path: str, **typed: str) -> tuple[UUID, str]:
    """Ask on a form; return the case of the order, and what the check page said."""
    checked = await desk.check(path, **typed)
    said = text_of(checked.text)
    assert checked.status_code == 200, said
    sent = await desk.send(path, hidden_fields(checked.text), "write")
    assert sent.status_code == 303, text_of(sent.text)
    order_id = sent.headers["location"].rpartition("/")[2]
    shown = (await two["ida"].send("GET", f"/orders/{order_id}")).json()
    return UUID(shown["order"]["case_id"]), said


async def test_own_money_is_paid_owed_and_repaid(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    fronted = await opened_by_page(desk, two)
    paid = {
        "account_id": str(fronted),
        "purpose_id": str(two.opened.anything),
        "amount": "38.00",
        "category": "travel",
        **day("occurred_on"),
    }
    case_id, said = await asked(desk, two, "record/cost?way=already_paid", **paid)
    assert "$38.00 is owed to a member" in said
    order = await two.order(case_id)
    assert (order.way, type(command_of(order.content))) == (Way.ALREADY_PAID, PayCost)
    await two.sign(order, "noor", Act.APPROVE)
    assert (await two.fund()).accounts[fronted].balance == -38_00
    await desk.catch_up()
    assert "owed to a member" in text_of((await desk.get("accounts")).text)
    overview = text_of((await desk.get("")).text)
    assert "You can promise $962.00 tonight." in overview
    assert "Advances: $38.00 is owed to a member who paid with their own." in overview
    assert "short" not in overview
    assert "$38.00 is owed to a member" in text_of((await desk.get("record/transfer")).text)
    moved = {
        "from_account_id": str(two.opened.bank),
        "to_account_id": str(fronted),
        "amount": "38.00",
    }
    case_id, _ = await asked(desk, two, "record/transfer", **moved)
    order = await two.sign(await two.order(case_id), "ida", Act.PREPARE)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    assert (await two.fund()).accounts[fronted].balance == 0
    await desk.catch_up()
    assert "You can promise $962.00 tonight." in text_of((await desk.get("")).text)
    assert "owed to a member" not in text_of((await desk.get("accounts")).text)


async def test_what_was_repaid_too_much_cannot_be_promised(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    fronted = await opened_by_page(desk, two)
    transfer = TransferBetweenAccounts(
        occurred_on=DAY,
        from_account_id=two.opened.bank,
        to_account_id=fronted,
        amount=5_00,
        currency="USD",
        exponent=2,
    )
    order = await two.ask_for(transfer, prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    await desk.catch_up()
    assert "You can promise $995.00 tonight." in text_of((await desk.get("")).text)


async def test_a_usual_payment_never_comes_from_own_money(two: Two) -> None:
    fronted = await opened_by_page(Desk(two["ida"].browser, two.opened), two)
    bail = two.opened.bail(account_id=fronted)
    order = await two.sign(await two.ask_for(bail, prepared=True), "noor", Act.APPROVE)
    with pytest.raises(InsufficientFunds):
        await two.sign(order, "noor", Act.AUTHORISE, Act.CARRY_OUT)
    assert (await two.fund()).accounts[fronted].balance == 0
