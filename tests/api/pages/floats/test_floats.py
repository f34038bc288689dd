"""Floats on pages: asked for by one, let go by another, spent by a carrier, counted by two."""

from datetime import date, timedelta
from uuid import UUID

import httpx

from ledger.chart import Category, CostCategory
from ledger.events import FloatClosed, FloatHanded, FloatSpent
from ledger.floats import HandFloat
from ledger.members import AdmitMember
from ledger.orders.commands import Act
from ledger.orders.content import command_of
from ledger.orders.state import Order
from tests.api.client import first_sign_in, hidden_fields, site_of_client
from tests.api.pages.recording.stage import Desk, day, text_of
from tests.api.two_people import Two
from tests.funds import DAY, OpenedFund, ask, open_fund, today_at


def until(two: Two) -> date:
    now = site_of_client(two["ida"].browser).now()
    return today_at(now) + timedelta(days=30)


def answers(opened: OpenedFund, carrier: UUID, last: date) -> dict[str, str]:
    """Return what is typed to hand out a float."""
    return {
        "carrier": str(carrier),
        "amount": "100.00",
        "account_id": str(opened.bank),
        "purpose_id": str(opened.anything),
        "categories": "food",
        "cost_categories": "travel",
        **day("until", last),
    }


def handing(two: Two) -> HandFloat:
    return HandFloat(
        occurred_on=DAY,
        carrier=two["lou"].who,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        amount=100_00,
        currency="USD",
        exponent=2,
        until=until(two),
        categories=(Category.FOOD,),
        cost_categories=(CostCategory.TRAVEL,),
    )


async def handed(two: Two) -> Order:
    """Have a float handed to lou, a member without a mandate."""
    order = await two.ask_for(handing(two), prepared=True)
    return await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)


def desk_of(two: Two, handle: str) -> Desk:
    return Desk(two[handle].browser, two.opened)


async def test_a_float_is_asked_for_on_a_form_and_changed_on_the_same(two: Two) -> None:
    desk = desk_of(two, "ida")
    assert f'href="{desk.prefix}/record/float"' in (await desk.get("record")).text
    typed = answers(two.opened, two["lou"].who, until(two))
    checked = await desk.check("record/float", **typed)
    said = text_of(checked.text)
    assert checked.status_code == 200, said
    for expected in ("Ask to hand out a float", "lou-", "Food", "Travel", "The float", "→"):
        assert expected in said
    sent = await desk.send("record/float", hidden_fields(checked.text), "write")
    assert sent.status_code == 303
    order_id = sent.headers["location"].rpartition("/")[2]
    shown = (await two["ida"].send("GET", f"/orders/{order_id}")).json()
    order = await two.order(UUID(shown["order"]["case_id"]))
    asked = command_of(order.content)
    assert isinstance(asked, HandFloat)
    assert (asked.carrier, asked.amount) == (two["lou"].who, 100_00)
    assert (asked.categories, asked.cost_categories) == ((Category.FOOD,), (CostCategory.TRAVEL,))
    change = f"orders/{order_id}/change"
    changed = await desk.check(change, amount="80.00")
    assert changed.status_code == 200, text_of(changed.text)
    await desk.send(change, hidden_fields(changed.text), "write")
    again = command_of((await two.order(order.case_id)).content)
    assert isinstance(again, HandFloat)
    assert (again.amount, again.categories) == (80_00, (Category.FOOD,))


async def test_what_a_float_cannot_be_is_said_at_its_field(two: Two) -> None:
    desk = desk_of(two, "ida")
    typed = answers(two.opened, two["lou"].who, until(two))
    late = await desk.check("record/float", **typed | day("until", until(two) + timedelta(days=99)))
    assert late.status_code == 422
    assert "Choose a day from" in text_of(late.text)
    assert 'id="until-error"' in late.text
    fields = await desk.open("record/float")
    without = {key: each for key, each in typed.items() if not key.endswith("categories")}
    nothing = await desk.send("record/float", fields | without, "check")
    assert nothing.status_code == 422
    assert "Tick at least one thing that it may be spent on" in text_of(nothing.text)


async def test_a_carrier_without_a_mandate_spends_it_and_sees_nothing_else(two: Two) -> None:
    order = await handed(two)
    lou, path = desk_of(two, "lou"), f"floats/{order.case_id}"
    assert f'href="{lou.prefix}/{path}"' in (await lou.get("plan")).text
    page = text_of((await lou.get(path)).text)
    assert "You carry $100.00." in page
    assert "Count it" not in page
    checked = await lou.check(f"{path}/spend", amount="30.00", what="Category:food")
    said = text_of(checked.text)
    assert checked.status_code == 200, said
    assert "Left of the float $70.00" in said
    assert "900.00" not in said, "what the fund has is not for every member"
    kept = hidden_fields(checked.text)
    first = await lou.send(f"{path}/spend", kept, "write")
    again = await lou.send(f"{path}/spend", kept, "write")
    assert first.headers["location"] == again.headers["location"] == f"{lou.prefix}/{path}"
    await lou.record(f"{path}/spend", amount="5.00", what="CostCategory:travel")
    page = text_of((await lou.get(path)).text)
    assert "You carry $65.00." in page
    assert "Food $30.00" in page
    spent = (await two.case(order.case_id)).events(FloatSpent)
    assert [(each.category, each.cost_category, each.amount) for each in spent] == [
        (Category.FOOD, None, 30_00),
        (None, CostCategory.TRAVEL, 5_00),
    ]
    much = await lou.check(f"{path}/spend", amount="65.01", what="Category:food")
    assert much.status_code == 409
    assert 'id="amount-error"' in much.text


async def test_nobody_else_spends_it_and_members_are_not_told_of_it(two: Two) -> None:
    order = await two.ask_for(
        HandFloat(
            **{name: getattr(handing(two), name) for name in handing(two).__struct_fields__}
            | {"carrier": two["wren"].who}
        ),
        prepared=True,
    )
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    path = f"floats/{order.case_id}"
    assert (await two["lou"].get(path)).status_code == 404
    assert (await two["lou"].get(f"{path}/spend")).status_code == 404
    assert (await two["lou"].get(f"{path}/count")).status_code == 403
    read = await two["ida"].get(path)
    assert read.status_code == 200
    assert f'{path}/spend"' not in read.text
    assert (await two["ida"].get(f"{path}/spend")).status_code == 403
    bail = await two.ask_for(two.opened.bail())
    assert (await two["ida"].get(f"floats/{bail.case_id}")).status_code == 404


async def test_two_count_it_and_what_is_missing_is_said_before(two: Two) -> None:
    order = await handed(two)
    lou, ida, path = desk_of(two, "lou"), desk_of(two, "ida"), f"floats/{order.case_id}"
    await lou.record(f"{path}/spend", amount="30.00", what="Category:food")
    assert f'href="{ida.prefix}/{path}"' in (await ida.get("desk")).text
    assert f'href="{ida.prefix}/{path}"' in (await ida.get(f"cases/{order.case_id}")).text
    more = await ida.check(f"{path}/count", amount="70.01")
    assert more.status_code == 409
    assert "Only $70.00 should be there." in text_of(more.text)
    checked = await ida.check(f"{path}/count", amount="69.00")
    said = text_of(checked.text)
    assert checked.status_code == 200, said
    assert "Should be there $70.00" in said
    assert "Missing $1.00" in said
    sent = await ida.send(f"{path}/count", hidden_fields(checked.text), "write")
    assert sent.headers["location"].startswith(f"{ida.prefix}/orders/")
    assert "Asked for and not signed yet" in (await ida.get(path)).text
    await two.sign(await two.order(order.case_id), "noor", Act.APPROVE)
    closed = (await two.case(order.case_id)).events(FloatClosed)
    assert [(each.amount, each.missing) for each in closed] == [(69_00, 1_00)]
    page = text_of((await ida.get(path)).text)
    assert "It was counted: $69.00 went back." in page
    assert "missing $1.00" in page
    late = await lou.check(f"{path}/spend", amount="1.00", what="Category:food")
    assert late.status_code == 409
    form = (await ida.get("record/cost")).text
    assert "(without a name)" not in form
    assert form.count('name="account_id"') == 2


async def test_while_one_person_signs_it_is_written_at_once(treasurer: httpx.AsyncClient) -> None:
    me = await first_sign_in(treasurer)
    site = site_of_client(treasurer)
    opened = await open_fund(site.books, founder=me, money=1_000_00)
    desk = Desk(treasurer, opened)
    admitting = AdmitMember(occurred_on=DAY, sign_in=UUID(int=me.int ^ 1))
    await ask(site.books, opened.fund_id, admitting, actor=me)
    async with site.database.acquire() as connection:
        await connection.execute(
            "update sign_ins set handle = 'heron', handle_key = 'heron', claimed_at = now(),"
            " passphrase_hash = 'none' where sign_in_id = $1",
            me,
        )
    today = today_at(site.now())
    typed = answers(opened, me, today + timedelta(days=3))
    form = (await desk.get("record/float")).text
    assert str(UUID(int=me.int ^ 1)) not in form, "who has not come yet carries nothing"
    written = await desk.record("record/float", **typed)
    page = await desk.written(written)
    assert "A float was handed out." in page
    [carried] = (await desk.fund()).governance.floats.values()
    assert carried.carrier == me
    position = int(written.headers["location"].split("/")[-2])
    shown = (await treasurer.get(written.headers["location"])).text
    case_id = UUID(shown.split("/floats/")[1][:36])
    assert (await desk.case(case_id)).at(position) is not None
    assert (await desk.case(case_id)).events(FloatHanded)
    await desk.record(f"floats/{case_id}/spend", amount="40.00", what="Category:food")
    counted = await desk.record(f"floats/{case_id}/count", amount="60.00")
    assert counted.headers["location"] == f"{desk.prefix}/floats/{case_id}"
    assert "It was counted: $60.00 went back." in text_of(
        (await desk.get(f"floats/{case_id}")).text
    )


async def test_its_pages_speak_spanish(two: Two) -> None:
    order = await handed(two)
    for handle, path, expected in (
        ("lou", f"floats/{order.case_id}", "Se puede gastar hasta el"),
        ("lou", f"floats/{order.case_id}/spend", "¿En qué se gastó?"),
        ("ida", f"floats/{order.case_id}/count", "¿A qué cuenta vuelve?"),
        ("ida", "record/float", "¿Quién lo lleva?"),
    ):
        page = await two[handle].browser.get(f"/es/{two.opened.fund_id}/{path}")
        assert expected in text_of(page.text)
