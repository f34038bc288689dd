"""Orders through the API: asked for, changed, signed by two, closed; and who may not."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio

from api.people.tokens import Scope
from ledger.events import Role, Way
from ledger.members import EndMandate, GrantMandate
from ledger.orders.commands import Act
from tests.api.client import site_of_client
from tests.api.two_people import Two, set_up
from tests.funds import DAY

TODAY = DAY.isoformat()


@pytest_asyncio.fixture(loop_scope="session")
async def two(client: httpx.AsyncClient) -> AsyncIterator[Two]:
    """A fund that two people keep."""
    yield await set_up(client)


def bail_of(two: Two, amount: int = 50_00, **changes: Any) -> dict[str, Any]:
    """Return the body of an order for bail."""
    body = {
        "command": "post_bail",
        "occurred_on": TODAY,
        "account_id": str(two.opened.bank),
        "purpose_id": str(two.opened.anything),
        "authority_id": str(two.opened.court),
        "amount": amount,
        "currency": "USD",
        "exponent": 2,
    }
    return body | changes


async def ask_for(two: Two, order: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = await two["ida"].send("POST", "/orders", {"occurred_on": TODAY, "order": order} | more)
    assert answer.status_code == 201, answer.text
    asked: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(f"/orders/{asked['order_id']}")
    return asked


def signature(asked: dict[str, Any], *acts: str) -> dict[str, Any]:
    return {"occurred_on": TODAY, "content_hash": asked["content_hash"], "acts": list(acts)}


async def test_two_programs_post_bail_together(two: Two) -> None:
    asked = await ask_for(two, bail_of(two), prepared=True)
    signing = f"/orders/{asked['order_id']}/signatures"
    shown = (await two["noor"].send("GET", f"/orders/{asked['order_id']}")).json()
    assert shown["order"]["order"]["command"] == "post_bail"
    assert shown["order"]["state"] == "open"
    assert shown["together"] == ["approve", "authorise", "carry_out"]
    assert shown["acts"] == ["approve"]
    acts = signature(asked, *shown["together"])
    stale = await two["noor"].send("POST", signing, acts)
    assert (stale.status_code, stale.json()["code"]) == (403, "step-up-needed")
    await two["noor"].step_up()
    signed = await two["noor"].send("POST", signing, acts)
    assert signed.status_code == 201, signed.text
    shown = (await two["ida"].send("GET", f"/orders/{asked['order_id']}")).json()
    assert shown["order"]["state"] == "carried out"
    assert shown["order"]["prepared_by"] == str(two["ida"].who)
    assert shown["order"]["authorised_by"] == str(two["noor"].who)
    assert (await two.fund()).accounts[two.opened.bank].balance == 950_00
    last = signed.json()["last"]
    closed = (await two["ida"].send("GET", f"/orders?only=closed&min_position={last}")).json()
    assert [each["order_id"] for each in closed["orders"]] == [asked["order_id"]]
    assert (await two["ida"].send("GET", "/orders")).json()["orders"] == []


async def test_who_asked_signs_nothing_else_than_the_preparation(two: Two) -> None:
    asked = await ask_for(two, bail_of(two))
    await two["ida"].step_up()
    for act, code in (("approve", "own-request"), ("authorise", "approvals-missing")):
        signing = f"/orders/{asked['order_id']}/signatures"
        refused = await two["ida"].send("POST", signing, signature(asked, act))
        assert refused.json()["code"] == code


async def test_a_change_leaves_nobody_s_signature(two: Two) -> None:
    asked = await ask_for(two, bail_of(two))
    path = f"/orders/{asked['order_id']}"
    await two["noor"].send("POST", f"{path}/signatures", signature(asked, "approve"))
    body = {"occurred_on": TODAY, "order": bail_of(two, 60_00)}
    changed = await two["noor"].send("POST", f"{path}/change", body)
    assert changed.status_code == 201, changed.text
    assert changed.json()["content_hash"] != asked["content_hash"]
    shown = (await two["ida"].send("GET", path)).json()
    assert shown["order"]["approved_by"] == []
    assert shown["order"]["amount"] == 60_00
    refused = await two["noor"].send("POST", f"{path}/signatures", signature(asked, "approve"))
    assert (refused.status_code, refused.json()["code"]) == (409, "content-changed")


async def test_no_program_chooses_the_salt_of_an_order(two: Two) -> None:
    chosen = str(uuid4())
    asked = await ask_for(two, bail_of(two, salt=chosen))
    path, salts = f"/orders/{asked['order_id']}", {chosen}
    for _ in range(2):
        order = (await two["ida"].send("GET", path)).json()["order"]["order"]
        assert order["salt"] not in salts
        salts.add(order["salt"])
        body = {"occurred_on": TODAY, "order": order}
        assert (await two["noor"].send("POST", f"{path}/change", body)).status_code == 201


async def test_an_order_is_declined_taken_back_or_kept_out_of(two: Two) -> None:
    day = {"occurred_on": TODAY}
    declined = await ask_for(two, bail_of(two))
    answer = await two["noor"].send("POST", f"/orders/{declined['order_id']}/decline", day)
    assert answer.status_code == 201
    withdrawn = await ask_for(two, bail_of(two))
    path = f"/orders/{withdrawn['order_id']}"
    kept_out = day | {"sign_in": str(two["noor"].who)}
    assert (await two["ida"].send("POST", f"{path}/conflicts", kept_out)).status_code == 201
    refused = await two["noor"].send("POST", f"{path}/signatures", signature(withdrawn, "approve"))
    assert (refused.status_code, refused.json()["code"]) == (403, "in-conflict")
    answer = await two["ida"].send("POST", f"{path}/withdrawal", day)
    assert answer.status_code == 201
    query = f"only=closed&limit=1&min_position={answer.json()['last']}"
    closed = (await two["ida"].send("GET", f"/orders?{query}")).json()
    assert [each["state"] for each in closed["orders"]] == ["withdrawn"]
    older = (
        await two["ida"].send("GET", closed["next"].partition(str(two.opened.fund_id))[2])
    ).json()
    assert [each["state"] for each in older["orders"]] == ["declined"]
    assert older["next"] is None


async def test_a_token_asks_and_never_signs(two: Two) -> None:
    ida = two["ida"]
    site = site_of_client(ida.browser)
    await ida.step_up()
    session = await site.sessions.find(ida.token, "api")
    assert session is not None
    ida.token = await site.people.tokens.make(session, [Scope.READ, Scope.ORDER], 1)
    asked = await ask_for(two, bail_of(two), prepared=True)
    signing = f"/orders/{asked['order_id']}/signatures"
    refused = await ida.send("POST", signing, signature(asked, "prepare"))
    assert (refused.status_code, refused.json()["code"]) == (403, "scope-missing")


async def test_an_unknown_order_is_missing_and_one_of_another_fund_is_the_same(two: Two) -> None:
    elsewhere = await ask_for(two, bail_of(two))
    other = await set_up(two["ida"].browser)
    body = signature(elsewhere, "approve")
    for method, path, sent in (
        ("GET", "", None),
        ("POST", "/signatures", body),
        ("POST", "/change", {"occurred_on": TODAY, "order": bail_of(other)}),
        ("POST", "/decline", {"occurred_on": TODAY}),
    ):
        answers = [
            await other["noor"].send(method, f"/orders/{order}{path}", sent)
            for order in (elsewhere["order_id"], str(uuid4()))
        ]
        assert {(each.status_code, each.json()["code"]) for each in answers} == {
            (404, "order-unknown")
        }


async def test_every_way_of_asking_wrongly_is_named(two: Two) -> None:
    body = {"occurred_on": TODAY, "order": {"command": "record_donation"}, "way": "soon"}
    refused = await two["ida"].send("POST", "/orders", body)
    assert refused.status_code == 400
    fields = {each["pointer"] for each in refused.json()["errors"]}
    assert fields == {"/order/command", "/way"}
    unknown = bail_of(two, account_id=str(uuid4()))
    refused = await two["ida"].send("POST", "/orders", {"occurred_on": TODAY, "order": unknown})
    assert (refused.status_code, refused.json()["code"]) == (422, "account-unknown")


async def test_an_instalment_and_a_correction_name_their_case(two: Two) -> None:
    half = {"due_on": TODAY, "amount": 30_00}
    money = {"currency": "USD", "exponent": 2}
    grant = {
        "command": "commit_grant",
        "occurred_on": TODAY,
        "category": "rent",
        "purpose_id": str(two.opened.anything),
        "amount": 30_00,
        "instalments": [half],
        **money,
    }
    promised = await ask_for(two, grant)
    signing = f"/orders/{promised['order_id']}/signatures"
    answer = await two["noor"].send("POST", signing, signature(promised, "approve"))
    assert answer.status_code == 201, answer.text
    instalment = {
        "command": "pay_grant",
        "case_id": promised["case_id"],
        "occurred_on": TODAY,
        "instalment": 1,
        "account_id": str(two.opened.bank),
        "amount": 30_00,
        **money,
    }
    paying = await ask_for(two, instalment)
    assert paying["case_id"] == promised["case_id"]
    position = answer.json()["last"]
    correction = {
        "command": "correct_line",
        "case_id": promised["case_id"],
        "position": position,
        "reason": "wrong_amount",
        "replacement": {**grant, "amount": 40_00, "instalments": [half | {"amount": 40_00}]},
    }
    corrected = await ask_for(two, correction)
    signing = f"/orders/{corrected['order_id']}/signatures"
    answer = await two["noor"].send("POST", signing, signature(corrected, "approve"))
    assert answer.status_code == 201, answer.text
    assert (await two.fund()).purposes[two.opened.anything].promised == {"USD": 40_00}


async def test_the_urgent_path_goes_tonight_and_opens_ratification(two: Two) -> None:
    asked = await ask_for(two, bail_of(two), way=Way.URGENT)
    signing = f"/orders/{asked['order_id']}/signatures"
    for handle, acts in (("sol", ("approve", "prepare")), ("wren", ("authorise", "carry_out"))):
        await two[handle].step_up()
        answer = await two[handle].send("POST", signing, signature(asked, *acts))
        assert answer.status_code == 201, answer.text
    shown = (await two["noor"].send("GET", f"/orders/{asked['order_id']}")).json()
    assert shown["order"]["ratification"]["state"] == "open"
    assert "ratify" in shown["acts"]
    waiting = (await two["noor"].send("GET", "/orders?only=waiting")).json()
    assert [each["order_id"] for each in waiting["orders"]] == [asked["order_id"]]


async def test_governing_takes_a_fresh_code_and_ends_what_it_ends(two: Two) -> None:
    order = {
        "command": "grant_mandate",
        "occurred_on": TODAY,
        "holder": str(two["lou"].who),
        "role": "auditor",
    }
    asked = await ask_for(two, order)
    signing = f"/orders/{asked['order_id']}/signatures"
    refused = await two["noor"].send("POST", signing, signature(asked, "approve"))
    assert (refused.status_code, refused.json()["code"]) == (403, "step-up-needed")
    await two["noor"].step_up()
    assert (await two["noor"].send("POST", signing, signature(asked, "approve"))).status_code == 201
    held = (await two.fund()).governance.mandates
    assert (two["lou"].who, Role.AUDITOR) in {(each.holder, each.role) for each in held}
    ended = EndMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    order_to_end = await two.ask_for(ended)
    await two.sign(order_to_end, "noor", Act.APPROVE)
    granted = GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.SEAT)
    assert (await two.ask_for(granted)).is_open
