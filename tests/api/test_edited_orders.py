"""Whatever is edited of an order after people signed it, through programs or pages: all is void."""

from typing import Any, Final
from uuid import uuid4

import httpx
import pytest

from ledger.events import OrderApproved, OrderAuthorised, OrderChanged, OrderPrepared
from ledger.orders import state
from ledger.store.mapper import decode
from tests.api.client import site_of_client
from tests.api.filled_forms import as_shown, forms_of
from tests.api.two_people import Person, Two, set_up
from tests.funds import DAY, lines_of

pytestmark = pytest.mark.slow

TODAY: Final = DAY.isoformat()
SIGNATURES: Final = (OrderApproved, OrderPrepared, OrderAuthorised)
FIELDS: Final = ("amount", "account_id", "purpose_id", "authority_id")
FIELDS_OF_A_COST: Final = ("amount", "account_id", "payee")


async def keepers(stranger: httpx.AsyncClient) -> Two:
    """Return a fund that two people keep, with money in the box and for bail, and another court."""
    two = await set_up(stranger)
    for account_id, purpose_id in (
        (two.opened.bank, two.opened.bail_only),
        (two.opened.cash_box, two.opened.anything),
    ):
        gift = two.opened.donation(200_00, account_id=account_id, purpose_id=purpose_id)
        await two.give(gift)
    return two


async def another(two: Two, field: str) -> Any:
    """Return something else that an order may say in *field*."""
    if field == "authority_id":
        body = {"occurred_on": TODAY, "authority": {"kind": "court", "label": "City"}}
        made = await two["ida"].send("POST", "/authorities", body)
        return made.json()["opened"][0]
    others = {
        "amount": 60_00,
        "account_id": str(two.opened.cash_box),
        "purpose_id": str(two.opened.bail_only),
        "payee": str(uuid4()),
    }
    return others[field]


def cost(two: Two) -> dict[str, Any]:
    """Return an order for a cost."""
    ids = {"account_id": str(two.opened.bank), "purpose_id": str(two.opened.anything)}
    money = {"amount": 50_00, "currency": "USD", "exponent": 2}
    said = {"command": "pay_cost", "occurred_on": TODAY, "category": "hosting"}
    return said | ids | money | {"payee": str(uuid4())}


def bail(two: Two) -> dict[str, Any]:
    """Return an order for bail."""
    return {
        "command": "post_bail",
        "occurred_on": TODAY,
        "account_id": str(two.opened.bank),
        "purpose_id": str(two.opened.anything),
        "authority_id": str(two.opened.court),
        "amount": 50_00,
        "currency": "USD",
        "exponent": 2,
    }


async def signed(two: Two, order: dict[str, Any]) -> str:
    """Have an order asked for by one, approved, prepared and authorised; return its address."""
    body = {"occurred_on": TODAY, "order": order}
    asked = (await two["ida"].send("POST", "/orders", body)).json()
    address = f"/orders/{asked['order_id']}"
    for handle, acts in (("ida", ["prepare"]), ("noor", ["approve", "authorise"])):
        await two[handle].step_up()
        done = await sign(two[handle], address, asked["content_hash"], *acts)
        assert done.status_code == 201, done.text
    shown = await said(two, address)
    assert (len(shown["approved_by"]), shown["authorised_by"]) == (1, str(two["noor"].who))
    return address


async def sign(person: Person, address: str, digest: str, *acts: str) -> httpx.Response:
    body = {"occurred_on": TODAY, "content_hash": digest, "acts": list(acts)}
    return await person.send("POST", f"{address}/signatures", body)


async def said(two: Two, address: str) -> dict[str, Any]:
    site = site_of_client(two["ida"].browser)
    await site.runner.catch_up(two.opened.fund_id)
    shown: dict[str, Any] = (await two["ida"].send("GET", address)).json()["order"]
    return shown


async def in_the_bank(two: Two) -> int:
    return (await two.fund()).accounts[two.opened.bank].balance


async def nothing_counts(two: Two, address: str, before: dict[str, Any]) -> None:
    """Check by what is shown, by what is refused and by the lines that no signature is left."""
    shown = await said(two, address)
    assert shown["approved_by"] == []
    assert (shown["prepared_by"], shown["authorised_by"]) == (None, None)
    old, new = before["content_hash"], shown["content_hash"]
    assert old != new
    for person in (two["ida"], two["noor"]):
        stale = await sign(person, address, old, "carry_out")
        assert (stale.status_code, stale.json()["code"]) == (409, "content-changed")
        early = await sign(person, address, new, "carry_out")
        assert (early.status_code, early.json()["code"]) == (409, "approvals-missing")
    database = site_of_client(two["ida"].browser).database
    lines = await lines_of(database, two.opened.fund_id)
    events = [decode(line.topic, line.payload) for line in lines]
    changed = max(at for at, event in enumerate(events) if isinstance(event, OrderChanged))
    assert not any(isinstance(event, SIGNATURES) for event in events[changed:])


async def edited(two: Two, editor: str, order: dict[str, Any], field: str) -> None:
    """Edit one field of a signed order as a program does, and check what is left."""
    address = await signed(two, order)
    before = await said(two, address)
    body = {"occurred_on": TODAY, "order": order | {field: await another(two, field)}}
    changed = await two[editor].send("POST", f"{address}/change", body)
    assert changed.status_code == 201, changed.text
    await nothing_counts(two, address, before)


@pytest.mark.parametrize("editor", ["ida", "noor"])
async def test_an_edit_by_a_program_leaves_no_approval(
    stranger: httpx.AsyncClient, editor: str
) -> None:
    two = await keepers(stranger)
    balance = await in_the_bank(two)
    for field in FIELDS:
        await edited(two, editor, bail(two), field)
    for field in FIELDS_OF_A_COST:
        await edited(two, editor, cost(two), field)
    assert await in_the_bank(two) == balance


async def test_an_edit_on_a_page_leaves_no_approval(stranger: httpx.AsyncClient) -> None:
    two = await keepers(stranger)
    balance = await in_the_bank(two)
    for field in FIELDS:
        address = await signed(two, bail(two))
        before = await said(two, address)
        page = await two["ida"].get(f"{address.removeprefix('/')}/change")
        [form] = forms_of(page.text)
        value = "60.00" if field == "amount" else await another(two, field)
        browser = two["ida"].browser
        check = await browser.post(
            form.action, data=as_shown(form) | {field: value, "step": "check"}
        )
        [form] = forms_of(check.text)
        written = await browser.post(form.action, data=as_shown(form) | {"step": "write"})
        assert written.status_code == 303, (field, written.text)
        await nothing_counts(two, address, before)
    assert await in_the_bank(two) == balance


async def test_an_approval_that_outlives_an_edit_is_noticed(
    stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = await keepers(stranger)
    monkeypatch.setattr(state, "_unsigned", lambda order: order)
    with pytest.raises(AssertionError):
        await edited(two, "ida", bail(two), "amount")


async def test_what_was_edited_goes_its_way_once_it_is_signed_anew(
    stranger: httpx.AsyncClient,
) -> None:
    two = await keepers(stranger)
    balance = await in_the_bank(two)
    order = bail(two)
    address = await signed(two, order)
    body = {"occurred_on": TODAY, "order": order | {"amount": 60_00}}
    digest = (await two["ida"].send("POST", f"{address}/change", body)).json()["content_hash"]
    for handle, acts in (("ida", ["prepare"]), ("noor", ["approve", "authorise", "carry_out"])):
        done = await sign(two[handle], address, digest, *acts)
        assert done.status_code == 201, done.text
    assert await in_the_bank(two) == balance - 60_00
