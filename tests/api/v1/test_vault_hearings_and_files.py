"""Hearings and files of the vault through the API."""

import base64
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.requests.photos import MAX_BYTES
from ledger.vault.openings import OpeningPurpose
from tests.api.pages.vault.stage import NAME, Desk
from tests.api.pages.vault.test_papers import PDF, photo_with_place
from tests.api.v1.test_vault import code_of, desk, seal
from tests.funds import today_at

__all__ = ["desk"]


def hearing(day: str, place: str = "Room 2") -> dict[str, Any]:
    fields = [{"name": "hearing_on", "text": day}, {"name": "hearing_place", "text": place}]
    return {"kind": "hearing", "fields": fields}


def file_in(content: bytes) -> dict[str, str]:
    return {"content": base64.b64encode(content).decode()}


async def test_hearings_are_opened_by_day_and_logged_as_court_dates(desk: Desk) -> None:
    person, ida = await seal(desk), desk["ida"]
    today = today_at(desk.site.now())
    for days in (20, -1, 0):
        day = (today + timedelta(days=days)).isoformat()
        sealed = await ida.send("POST", f"/vault/people/{person}/records", hearing(day))
        assert sealed.status_code == 201
    opened = await ida.send("POST", "/vault/hearings")
    assert opened.headers["cache-control"] == "no-store"
    found = opened.json()["hearings"]
    assert [each["band"] for each in found] == ["today", "later"]  # the one before is over
    assert found[0] == {
        "person_id": person,
        "case_ids": [str(desk.case_id)],
        "day": today.isoformat(),
        "written": today.isoformat(),
        "place": "Room 2",
        "band": "today",
    }
    of_case = await ida.send("POST", f"/cases/{desk.case_id}/hearings")
    assert [each["band"] for each in of_case.json()["hearings"]] == ["over", "today", "later"]
    acts = (await desk["noor"].send("GET", "/vault/acts")).json()["acts"]
    log = [act["purpose"] for act in acts if act["act"] == "opened" and act["kind"] == "hearing"]
    assert log == ["court_date"] * 6


async def test_hearings_take_a_mandate_a_code_an_open_vault_and_a_case(desk: Desk) -> None:
    assert (await desk["lou"].send("POST", "/vault/hearings")).status_code == 403
    nowhere = await desk["ida"].send("POST", f"/cases/{uuid4()}/hearings")
    assert code_of(nowhere) == "case-unknown"
    await desk.site.vault.lock(desk.fund_id, actor="x")
    assert code_of(await desk["ida"].send("POST", "/vault/hearings")) == "vault-locked"
    desk["ida"].token = await desk.site.sessions.start(desk["ida"].who, "api")
    assert code_of(await desk["ida"].send("POST", "/vault/hearings")) == "step-up-needed"


async def test_a_day_of_a_hearing_that_is_none_is_named(desk: Desk) -> None:
    person = await seal(desk)
    wrong = await desk["ida"].send("POST", f"/vault/people/{person}/records", hearing("soon"))
    assert wrong.status_code == 400
    assert wrong.json()["errors"] == [
        {"field": "text", "expected": "a day, like 2026-11-21", "pointer": "/fields/0/text"}
    ]
    body = {"records": [hearing("2026-11-31")]}
    new = await desk["ida"].send("POST", f"/cases/{desk.case_id}/people", body)
    assert new.json()["errors"][0]["pointer"] == "/records/0/fields/0/text"


async def test_a_file_is_sealed_once_and_a_photo_without_its_place(desk: Desk) -> None:
    person, ida = await seal(desk), desk["ida"]
    where, photo = f"/vault/people/{person}/files", photo_with_place()
    assert NAME.encode() in photo
    first = await ida.send("POST", where, file_in(photo), key="one-photo")
    again = await ida.send("POST", where, file_in(photo), key="one-photo")
    assert first.status_code == 201, first.text
    assert again.json() == first.json()
    pdf = (await ida.send("POST", where, file_in(PDF))).json()["record_id"]
    opened = {}
    for record in (first.json()["record_id"], pdf):
        path = f"/vault/records/{record}/openings"
        answer = (await ida.send("POST", path, {"purpose": OpeningPurpose.PAYING})).json()
        opened[answer["media_type"]] = base64.b64decode(answer["content"])
    assert NAME.encode() not in opened["image/jpeg"]
    assert opened["application/pdf"] == PDF


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("%%%", id="no base64"),
        pytest.param("", id="nothing"),
        pytest.param(base64.b64encode(b"<html>").decode(), id="a page"),
        pytest.param(base64.b64encode(b"%PDF-" + bytes(MAX_BYTES)).decode(), id="too large"),
    ],
)
async def test_what_is_no_photo_and_no_pdf_is_refused_and_not_kept(
    desk: Desk, content: str
) -> None:
    person = await seal(desk)
    where = f"/vault/people/{person}/files"
    refused = await desk["ida"].send("POST", where, {"content": content})
    assert (refused.status_code, code_of(refused)) == (400, "malformed-input")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/content"]
    rows = (await desk["ida"].send("GET", f"/vault/people/{person}")).json()["records"]
    assert [row["kind"] for row in rows] == ["contact"]


async def test_more_than_any_file_is_not_read_at_all(desk: Desk) -> None:
    person = await seal(desk)
    where = f"/vault/people/{person}/files"
    refused = await desk["ida"].send("POST", where, {"content": "A" * (MAX_BYTES * 2)})
    assert refused.status_code == 413
