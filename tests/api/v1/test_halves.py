"""Halves of an invitation through the API: told once, to whom each belongs, and void with no."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from tests.api.client import site_of_client
from tests.api.two_people import Two, set_up
from tests.funds import DAY

TODAY = DAY.isoformat()
PASSPHRASE = "amber heron quilt sofa"


@pytest_asyncio.fixture(loop_scope="session")
async def two(client: httpx.AsyncClient) -> AsyncIterator[Two]:
    """A fund that two people keep; both have typed a code just now."""
    kept = await set_up(client)
    await kept["ida"].step_up()
    await kept["noor"].step_up()
    yield kept


def admitting(who: UUID) -> dict[str, Any]:
    order = {"command": "admit_member", "occurred_on": TODAY, "sign_in": str(who)}
    return {"occurred_on": TODAY, "order": order}


async def asked_for(two: Two, who: UUID) -> dict[str, Any]:
    answer = await two["ida"].send("POST", "/orders", admitting(who))
    assert answer.status_code == 201, answer.text
    asked: dict[str, Any] = answer.json()
    return asked


def approval(asked: dict[str, Any]) -> dict[str, Any]:
    return {"occurred_on": TODAY, "content_hash": asked["content_hash"], "acts": ["approve"]}


async def test_each_steward_is_told_their_half_once_and_both_let_somebody_in(two: Two) -> None:
    who, key = uuid4(), uuid4().hex
    first = await two["ida"].send("POST", "/orders", admitting(who), key=key)
    again = await two["ida"].send("POST", "/orders", admitting(who), key=key)
    asked = first.json()
    assert first.headers["cache-control"] == "no-store"
    assert (again.json()["replayed"], again.json()["invitation_half"]) == (True, "")
    shown = await two["noor"].send("GET", f"/orders/{asked['order_id']}")
    assert asked["invitation_half"] not in shown.text
    path = f"/orders/{asked['order_id']}/signatures"
    signed = await two["noor"].send("POST", path, approval(asked), key=key)
    assert signed.status_code == 201, signed.text
    assert signed.headers["cache-control"] == "no-store"
    repeated = await two["noor"].send("POST", path, approval(asked), key=key)
    assert (repeated.json()["replayed"], repeated.json()["invitation_half"]) == (True, "")
    halves = (asked["invitation_half"], signed.json()["invitation_half"])
    people = site_of_client(two["ida"].browser).people
    handle = f"plover{who.hex[:8]}"
    for half in halves:
        assert await people.join(half, "", handle, PASSPHRASE) is None
    assert await people.join(*halves, handle, PASSPHRASE) == who


async def test_there_is_no_half_without_a_fresh_code_or_for_another_order(two: Two) -> None:
    unfresh = await two["ida"].browser.app.state.site.sessions.start(  # type: ignore[attr-defined]
        two["ida"].who, "api"
    )
    two["ida"].token = unfresh
    assert (await asked_for(two, uuid4()))["invitation_half"] == ""
    mandate = {"command": "grant_mandate", "occurred_on": TODAY, "role": "seat"}
    order = mandate | {"holder": str(two["lou"].who), "ends_on": None}
    body = {"occurred_on": TODAY, "order": order}
    answer = await two["noor"].send("POST", "/orders", body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["invitation_half"] == ""


@pytest.mark.parametrize(("way", "handle"), [("decline", "noor"), ("withdrawal", "ida")])
async def test_the_half_ends_with_an_order_that_is_declined_or_taken_back(
    two: Two, way: str, handle: str
) -> None:
    who = uuid4()
    asked = await asked_for(two, who)
    invitations = site_of_client(two["ida"].browser).people.invitations
    assert set(await invitations.waiting([who])) == {who}
    path = f"/orders/{asked['order_id']}/{way}"
    assert (await two[handle].send("POST", path, {"occurred_on": TODAY})).status_code == 201
    assert await invitations.waiting([who]) == {}


async def test_the_half_ends_with_a_change_to_somebody_else(two: Two) -> None:
    who = uuid4()
    asked = await asked_for(two, who)
    path = f"/orders/{asked['order_id']}/change"
    changed = await two["ida"].send("POST", path, admitting(uuid4()))
    assert changed.status_code == 201, changed.text
    invitations = site_of_client(two["ida"].browser).people.invitations
    assert await invitations.waiting([who]) == {}
