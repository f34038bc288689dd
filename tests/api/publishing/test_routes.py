"""Reports over the JSON API: seen, signed, published, built again."""

from typing import Any
from uuid import uuid4

import httpx

from api.publishing.signing import is_signed
from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.funds import DAY


async def _send(
    town: Town, method: str, path: str, body: Any = None, by: str = "heron"
) -> httpx.Response:
    """Send a request about the reports of the fund as the program of somebody, stepped up."""
    token = await town.site.sessions.start(town.people[by].sign_in, "api", stepped_up=True)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
    address = f"/api/v1/funds/{town.fund.fund_id}/reports{path}"
    return await town.client.request(method, address, headers=headers, json=body)


async def test_the_next_report_is_seen_signed_and_published_by_a_program(town: Town) -> None:
    ahead = (await _send(town, "GET", "/next")).json()
    assert [each["period_months"] for each in ahead["ahead"]] == [1, 3, 6, 12]
    signed = (await _send(town, "POST", "/next")).json()["report"]
    assert signed["manifest"] == ahead["manifest"]
    assert is_signed(signed["manifest"].encode(), signed["signature"], signed["key_id"])
    today = town.clock().date().isoformat()
    published = await _send(town, "POST", "", {"occurred_on": today, **signed})
    assert published.status_code == 201, published.text
    [out] = (await _send(town, "GET", "")).json()["reports"]
    assert (out["number"], out["manifest"]) == (1, signed["manifest"])
    again = await _send(town, "POST", "", {"occurred_on": today, **signed})
    assert again.json()["code"] == "report-not-next"


async def test_an_auditors_program_builds_a_report_again_and_countersigns_it(town: Town) -> None:
    signed = (await _send(town, "POST", "/next")).json()["report"]
    today = town.clock().date().isoformat()
    await _send(town, "POST", "", {"occurred_on": today, **signed})
    assert (await _send(town, "POST", "/1/rebuilding")).status_code == 403
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    found = (await _send(town, "POST", "/1/rebuilding", by="auk")).json()
    assert found["same"]
    assert (await _send(town, "POST", "/2/rebuilding", by="auk")).json()["code"] == "report-unknown"
    body = {"occurred_on": today, "number": 1, "recomputed": True}
    path, other = "/countersignatures", {**body, "manifest_hash": "0" * 64}
    wrong = await _send(town, "POST", path, other, by="auk")
    assert wrong.json()["code"] == "report-differs"
    right = {**body, "manifest_hash": found["manifest_hash"]}
    assert (await _send(town, "POST", path, right, by="auk")).status_code == 201
    [out] = (await _send(town, "GET", "")).json()["reports"]
    assert out["countersigned_by"] == [str(auk.sign_in)]


async def test_every_setting_is_written_by_a_program(town: Town) -> None:
    day = {"occurred_on": DAY.isoformat()}
    months = {"from_month": "2026-04", "until_month": "2026-06"}
    money = {"currency": "USD", "exponent": 2}
    item = {"item_id": str(uuid4()), "kind": "rent", "amount": 100_00, **money}
    bodies: dict[str, Any] = {
        "/rule": {"is_public": True, "period_months": 6},
        "/budgets": {**months, "items": [item]},
        "/wordings": {"kind": "about", "language": "en", "text": "Tidewater"},
        "/standings": {"giver": str(uuid4()), "standing": "counted_apart"},
        "/agreements": {**months, "giver": str(uuid4()), "report_due": "2026-09-01"},
        "/dockets": {**months, "bails": 320},
    }
    for path, body in bodies.items():
        answer = await _send(town, "POST", path, {**day, **body})
        assert answer.status_code == 201, (path, answer.text)
    published = await town.site.publishing.published(town.fund.fund_id, "UTC")
    (budget,) = published.now.budgets
    more = {"budget": str(budget), "items": [{**item, "amount": 300_00}]}
    first, again = [
        await _send(town, "POST", "/budgets/amendments", {**day, **more}) for _ in range(2)
    ]
    assert first.status_code == 201, first.text
    assert (again.status_code, again.json()["code"]) == (409, "nothing-changes")
    overlapping = {**months, "items": [{**item, "item_id": str(uuid4())}]}
    answer = await _send(town, "POST", "/budgets", {**day, **overlapping})
    assert (answer.status_code, answer.json()["code"]) == (409, "budget-overlaps")
    assert answer.json()["facts"] == {"from_month": "2026-04", "until_month": "2026-06"}
    wrong = {**more, "items": [{**item, "kind": "food"}]}
    answer = await _send(town, "POST", "/budgets/amendments", {**day, **wrong})
    assert (answer.status_code, answer.json()["code"]) == (422, "budget-unusable")
    unknown = await _send(
        town, "POST", "/budgets/amendments", {**day, **more, "budget": str(uuid4())}
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "budget-unknown")


async def test_a_name_is_kept_once_and_taken_away_at_once(town: Town) -> None:
    giver, label = uuid4(), uuid4()
    first = await _send(town, "PUT", f"/names/{label}", {"text": " Harbour Union "})
    assert (first.status_code, first.json()["text"]) == (200, "Harbour Union")
    other = await _send(town, "PUT", f"/names/{label}", {"text": "Somebody else"})
    assert (other.status_code, other.json()["code"]) == (409, "named-in-an-order")
    body = {"giver": str(giver), "standing": "named", "label_id": str(label)}
    named = await _send(town, "POST", "/standings", {"occurred_on": DAY.isoformat(), **body})
    assert named.status_code == 201, named.text
    gone = await _send(town, "DELETE", f"/names/{label}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await _send(town, "DELETE", f"/names/{label}")).status_code == 404
    # People signed the label, and nobody else's name under it.
    anew = await _send(town, "PUT", f"/names/{label}", {"text": "Somebody else"})
    assert (anew.status_code, anew.json()["code"]) == (409, "named-in-an-order")
