"""Forms whose command takes two: each asks for an order, and others sign what was asked."""

import json
from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from api.pages.recording.corrections import PAGE_OF_TOPIC
from ledger.events import Way
from ledger.orders.commands import Act
from ledger.orders.content import ORDERABLE, PAYMENTS, command_of
from ledger.orders.state import Order
from ledger.recordings import WRITES
from tests.api.client import hidden_fields
from tests.api.pages.recording.full_lines import Ids
from tests.api.pages.recording.scene import Scene
from tests.api.pages.recording.scenes import SCENES
from tests.api.pages.recording.scenes import set_up as set_the_scene
from tests.api.pages.recording.stage import Desk, filled_in, text_of
from tests.api.two_people import Two, set_up

ASKED: Final = {
    name: scene
    for name, scene in SCENES.items()
    if name
    in {
        *("passed on", "transfer", "purpose transfer", "exchange", "bail"),
        *("grant", "grant payment", "grant plan", "grant release", "cost", "refund"),
        "returned payment",
        *("fee", "chargeback", "bail return", "bail forfeited", "loss"),
        *("bail raised", "bail to the depositor", "bail written off", "surety"),
    }
}
STOPPED: Final = "It could not be carried out right now."
every_form = pytest.mark.parametrize("scene", ASKED.values(), ids=ASKED)


async def staged(client: httpx.AsyncClient, scene: Scene) -> tuple[Two, Desk, str, Ids]:
    """Bring a fund that two people keep to where *scene* begins."""
    found: list[Ids] = []

    async def before(two: Two) -> None:
        found.append(await set_the_scene(Desk(two["ida"].browser, two.opened), scene))

    two = await set_up(client, before=before)
    [ids] = found
    desk = Desk(two["ida"].browser, two.opened)
    return two, desk, scene.path.format(case_id=ids.case_id), ids


async def asked_by(desk: Desk, two: Two, answer: httpx.Response) -> Order:
    """Return the order that the page after asking is about."""
    assert answer.status_code == 303, text_of(answer.text)
    page = await desk.client.get(answer.headers["location"])
    assert page.status_code == 200, text_of(page.text)
    order_id = answer.headers["location"].rpartition("/")[2]
    shown = await two["ida"].send("GET", f"/orders/{order_id}")
    case_id = shown.json()["order"]["case_id"]
    return await two.order(UUID(case_id))


async def sign_whole(two: Two, order: Order) -> Order:
    """Have as few people as possible carry an order out."""
    if type(command_of(order.content)) in PAYMENTS:
        await two.sign(order, "ida", Act.PREPARE)
        return await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    return await two.sign(order, "noor", Act.APPROVE)


def test_every_form_of_an_order_is_here() -> None:
    pages = {page.asks for page in PAGE_OF_TOPIC.values() if page.asks in ORDERABLE}
    assert len(ASKED) == len(pages)


@every_form
async def test_it_asks_and_another_signature_writes_it(
    stranger: httpx.AsyncClient, scene: Scene
) -> None:
    two, desk, path, ids = await staged(stranger, scene)
    before, position = (await two.fund()).accounts, await desk.position()
    checked = await desk.check(path, **scene.answers(ids))
    assert checked.status_code == 200, text_of(checked.text)
    said = text_of(checked.text)
    assert "Check before asking" in said
    confirmed = "A second person confirms it: you write it down"
    assert "This takes two: you ask, somebody else signs." in said or confirmed in said
    assert ("→" in checked.text) is scene.moves
    assert STOPPED not in said
    assert await desk.position() == position
    order = await asked_by(desk, two, await desk.send(path, hidden_fields(checked.text), "write"))
    assert (await two.fund()).accounts == before
    signed = await sign_whole(two, order)
    assert signed.closed == "carried out"
    case = await two.case(order.case_id)
    topics = [line.event.topic for line in case.lines]
    assert WRITES[type(command_of(order.content))] in topics  # type: ignore[index]


def without_salt(content: str) -> dict[str, Any]:
    """Return what an order says, but for what is random in it."""
    said: dict[str, Any] = json.loads(content)
    said.pop("salt", None)
    return said


@every_form
async def test_what_was_asked_can_be_changed_and_every_signature_is_void(
    stranger: httpx.AsyncClient, scene: Scene
) -> None:
    two, desk, path, ids = await staged(stranger, scene)
    checked = await desk.check(path, **scene.answers(ids))
    order = await asked_by(desk, two, await desk.send(path, hidden_fields(checked.text), "write"))
    if type(command_of(order.content)) in PAYMENTS and order.approvals:
        order = await two.sign(order, "noor", Act.APPROVE)
    change = f"orders/{order.order}/change"
    form = await desk.open(change)
    same = await desk.send(change, form, "check")
    assert same.status_code == 200, text_of(same.text)
    written = await desk.send(change, hidden_fields(same.text), "write")
    changed = await asked_by(desk, two, written)
    assert changed.order == order.order
    assert (changed.approved_by, changed.prepared_by) == ((), None)
    assert without_salt(changed.content) == without_salt(order.content)
    page = text_of((await two["noor"].get(f"orders/{order.order}")).text)
    assert "changed this order. Whoever had signed before has to sign anew." in page


async def test_a_change_of_the_amount_is_said_with_what_it_was(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    desk = Desk(two["noor"].browser, two.opened)
    change = f"orders/{order.order}/change"
    checked = await desk.check(change, amount="60.00")
    await asked_by(desk, two, await desk.send(change, hidden_fields(checked.text), "write"))
    page = (await two["ida"].get(f"orders/{order.order}")).text
    assert "<s><bdi class=money>$50.00</bdi></s>" in page
    assert "Pay $60.00 of bail from Bank to County court." in text_of(page)


async def test_a_treasurer_may_say_that_it_is_prepared(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    answers = {"amount": "5.00", "authority_id": str(two.opened.court), "prepared": "y"}
    answers |= {"account_id": str(two.opened.bank), "purpose_id": str(two.opened.anything)}
    checked = await desk.check("record/bail", **answers)
    sent = await desk.send("record/bail", hidden_fields(checked.text), "write")
    order = await asked_by(desk, two, sent)
    assert order.prepared_by == two["ida"].who
    on_call = Desk(two["sol"].browser, two.opened)
    assert "prepared" not in filled_in((await on_call.get("record/bail")).text)
    assert 'name="prepared"' not in (await on_call.get("record/bail")).text


async def test_tonight_is_offered_where_the_policy_has_it(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    assert "Tonight" in text_of((await desk.get("record/bail")).text)
    assert "Tonight" not in text_of((await desk.get("record/cost")).text)
    answers = {"amount": "5.00", "authority_id": str(two.opened.court), "way": "urgent"}
    answers |= {"account_id": str(two.opened.bank), "purpose_id": str(two.opened.anything)}
    checked = await desk.check("record/bail", **answers)
    assert "Tonight" in text_of(checked.text)
    sent = await desk.send("record/bail", hidden_fields(checked.text), "write")
    assert (await asked_by(desk, two, sent)).way is Way.URGENT
    both = await desk.check("record/bail", **answers, prepared="y")
    assert both.status_code == 422
    assert "Take this tick away" in text_of(both.text)


async def test_what_was_paid_already_keeps_its_day_and_is_written_down_by_two(two: Two) -> None:
    desk = Desk(two["ida"].browser, two.opened)
    menu = await desk.get("record?paid=already")
    assert f"{desk.prefix}/record/cost?way=already_paid" in menu.text
    assert f"{desk.prefix}/record/donation" not in menu.text
    plain = await desk.get("record/cost")
    assert "occurred_on-day" not in plain.text
    path = "record/cost?way=already_paid"
    fields = await desk.open(path)
    assert fields["way"] == "already_paid"
    answers = {"amount": "2000.00", "category": "phone", "account_id": str(two.opened.bank)}
    answers |= {"purpose_id": str(two.opened.anything), "occurred_on-day": "1"}
    answers |= {"occurred_on-month": "3", "occurred_on-year": "2026"}
    checked = await desk.send("record/cost", fields | answers, "check")
    assert checked.status_code == 200, text_of(checked.text)
    sent = await desk.send("record/cost", hidden_fields(checked.text), "write")
    order = await asked_by(desk, two, sent)
    assert order.way is Way.ALREADY_PAID
    page = text_of((await two["noor"].get(f"orders/{order.order}")).text)
    assert "March 1, 2026" in page
    assert "I know of it: write it down" in page
    signed = await two.sign(order, "noor", Act.APPROVE)
    assert signed.closed == "carried out"
    assert (await two.fund()).accounts[two.opened.bank].balance == -1_000_00


async def test_money_that_is_not_there_yet_can_be_asked_for_and_the_page_says_so(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(5_000_00))
    page = text_of((await two["noor"].get(f"orders/{order.order}")).text)
    assert STOPPED in page
    assert "account Bank has" in page


async def test_money_that_is_not_there_yet_is_missed_before_it_is_asked_for(
    stranger: httpx.AsyncClient,
) -> None:
    _, desk, path, ids = await staged(stranger, SCENES["bail"])
    much = SCENES["bail"].answers(ids) | {"amount": "5,000.00"}
    said = text_of((await desk.check(path, **much)).text)
    assert "Check before asking" in said
    assert f"{STOPPED} $5,000.00 is needed; account Bank has $1,000.00." in said


async def test_a_line_is_corrected_and_taken_back_by_two(
    stranger: httpx.AsyncClient,
) -> None:
    lines: list[int] = []

    async def before(two: Two) -> None:
        answers = [await two.give(two.opened.bail(amount)) for amount in (10_00, 20_00)]
        lines.extend(answer.last for answer in answers)

    two = await set_up(stranger, before=before)
    desk = Desk(two["ida"].browser, two.opened)
    path = f"lines/{lines[0]}/correct"
    checked = await desk.check(path, reason="wrong_amount", amount="11.00")
    assert "Check before asking" in text_of(checked.text), text_of(checked.text)
    order = await asked_by(desk, two, await desk.send(path, hidden_fields(checked.text), "write"))
    page = text_of((await two["noor"].get(f"orders/{order.order}")).text)
    assert f"Take line {lines[0]} back and write the right one" in page
    assert "The line as it stands" in page
    form = await desk.open(f"orders/{order.order}/change")
    assert (form["reason"], form["amount"]) == ("wrong_amount", "11.00")
    await two.sign(order, "noor", Act.APPROVE)
    path = f"lines/{lines[1]}/reverse"
    checked = await desk.check(path, reason="did_not_happen")
    order = await asked_by(desk, two, await desk.send(path, hidden_fields(checked.text), "write"))
    form = await desk.open(f"orders/{order.order}/change")
    assert form["reason"] == "did_not_happen"
    await two.sign(order, "noor", Act.APPROVE)
    assert (await two.fund()).authorities[two.opened.court].held == {"USD": 11_00}
