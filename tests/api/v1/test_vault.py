"""The vault through the API: the same as on its pages, for programs."""

import base64
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from ledger.vault.records import FileDraft
from ledger.vault.shares import split
from tests.api.client import serving
from tests.api.pages.vault.conftest import desk_of
from tests.api.pages.vault.stage import NAME, Desk
from tests.funds import today_at

RECORDS = [
    {
        "kind": "contact",
        "fields": [{"name": "name_used", "text": NAME}, {"name": "phone", "text": "+1 555 0104"}],
    }
]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(service_url: str) -> AsyncIterator[Desk]:
    async with serving(service_url) as client:
        desk = await desk_of(client)
        for handle in ("ida", "noor", "lou"):
            await desk[handle].step_up()
        yield desk


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["code"]
    return code


async def seal(desk: Desk, key: str = "") -> str:
    path = f"/cases/{desk.case_id}/people"
    answer = await desk["ida"].send("POST", path, {"records": RECORDS}, key=key)
    assert answer.status_code == 201, answer.text
    person: str = answer.json()["person_id"]
    return person


async def test_somebody_is_sealed_once_and_opened_for_a_purpose(desk: Desk) -> None:
    person = await seal(desk, "one-key")
    assert await seal(desk, "one-key") == person
    case = (await desk["ida"].send("GET", f"/cases/{desk.case_id}/people")).json()
    assert [each["person_id"] for each in case["people"]] == [person]
    shut = await desk["lou"].send("GET", f"/vault/people/{person}")
    assert NAME not in shut.text
    assert [each["kind"] for each in shut.json()["records"]] == ["contact"]
    where = f"/vault/people/{person}/openings"
    opened = await desk["ida"].send("POST", where, {"purpose": "paying"})
    assert opened.headers["cache-control"] == "no-store"
    assert opened.json()["records"][0]["fields"]["name_used"] == NAME
    acts = (await desk["noor"].send("GET", "/vault/acts")).json()["acts"]
    assert [(act["act"], act["purpose"], act["kind"]) for act in acts] == [
        ("opened", "paying", "contact")
    ]
    assert acts[0]["actor"] == str(desk["ida"].who)


async def test_without_a_fresh_code_nothing_opens_and_nothing_is_erased(desk: Desk) -> None:
    person = await seal(desk)
    desk["ida"].token = await desk.site.sessions.start(desk["ida"].who, "api")
    for path, body in (
        (f"/vault/people/{person}/openings", {"purpose": "paying"}),
        (f"/vault/people/{person}/erasure", None),
        (f"/vault/people/{person}/hold", None),
        (f"/cases/{desk.case_id}/people", {"records": RECORDS}),
    ):
        answer = await desk["ida"].send("POST", path, body)
        assert (answer.status_code, code_of(answer)) == (403, "step-up-needed")
        assert NAME not in answer.text


async def test_records_are_added_changed_compared_and_opened(desk: Desk) -> None:
    person, again = await seal(desk), await seal(desk)
    ida = desk["ida"]
    note = {"kind": "note", "fields": [{"name": "note", "text": "Thursday"}]}
    added = await ida.send("POST", f"/vault/people/{person}/records", note)
    record = added.json()["record_id"]
    other = {"kind": "note", "fields": [{"name": "note", "text": "Friday"}]}
    changed = await ida.send("POST", f"/vault/records/{record}/versions", other)
    assert changed.status_code == 204
    opened = await ida.send("POST", f"/vault/records/{record}/openings", {"purpose": "correcting"})
    assert (opened.json()["version"], opened.json()["fields"]) == (2, {"note": "Friday"})
    found = await ida.send("POST", f"/vault/people/{again}/matches")
    assert found.json() == {"people": [person]}


async def test_a_file_comes_in_base64(desk: Desk) -> None:
    person = await desk.site.vault.create_person(
        desk.fund_id,
        [FileDraft("image/png", b"picture")],
        keep_until=today_at(desk.site.now()),
        today=today_at(desk.site.now()),
    )
    (row,) = await desk.site.vault.list_records(desk.fund_id, person)
    where = f"/vault/records/{row.record_id}/openings"
    answer = (await desk["ida"].send("POST", where, {"purpose": "verifying"})).json()
    assert (answer["kind"], answer["media_type"]) == ("file", "image/png")
    assert base64.b64decode(answer["content"]) == b"picture"


async def test_holds_days_and_erasing(desk: Desk) -> None:
    person = await seal(desk)
    where, ida, noor = f"/vault/people/{person}", desk["ida"], desk["noor"]
    assert (await ida.send("POST", f"{where}/hold")).json()["on_hold"] is True
    assert code_of(await ida.send("POST", f"{where}/erasure")) == "legal-hold"
    assert code_of(await ida.send("POST", f"{where}/hold/lift")) == "hold-missing"
    assert (await ida.send("POST", f"{where}/hold/ask-lift")).status_code == 200
    assert code_of(await ida.send("POST", f"{where}/hold/lift")) == "asked-by-you"
    assert (await noor.send("POST", f"{where}/hold/lift")).json()["on_hold"] is False
    late = await ida.send("PUT", f"{where}/keep-until", {"keep_until": "2000-01-01"})
    assert code_of(late) == "keep-until-unusable"
    day = today_at(desk.site.now()).isoformat()
    kept = await ida.send("PUT", f"{where}/keep-until", {"keep_until": day})
    assert kept.json()["keep_until"] == day
    gone = (await ida.send("POST", f"{where}/erasure")).json()
    assert gone["erased_on"] is not None
    assert (gone["records"], gone["cases"]) == ([], [])
    opened = await ida.send("POST", f"{where}/openings", {"purpose": "paying"})
    assert (opened.status_code, code_of(opened)) == (409, "person-erased")


async def test_locking_signs_everybody_out_and_two_sheets_unlock(desk: Desk) -> None:
    person = await seal(desk)
    custody = desk.site.vault.custody(desk.fund_id)
    sheets = split(custody.private_key())
    custody.note_sheets(checked=True)
    locked = await desk["lou"].send("POST", "/vault/lock")
    assert locked.json() == {"key_left_the_machine": True}
    assert (await desk["ida"].send("GET", "/vault")).status_code == 401
    await desk["ida"].step_up()
    state = (await desk["ida"].send("GET", "/vault")).json()
    assert (state["is_open"], state["key_is_here"]) == (False, False)
    ida, where = desk["ida"], f"/vault/people/{person}/openings"
    assert code_of(await ida.send("POST", where, {"purpose": "paying"})) == "vault-locked"
    assert code_of(await ida.send("POST", "/vault/unlock", {})) == "shares-needed"
    wrong = {"sheets": ["amber heron", "copper wren"]}
    assert code_of(await ida.send("POST", "/vault/unlock", wrong)) == "shares-wrong"
    right = await ida.send("POST", "/vault/unlock", {"sheets": [sheets[1], sheets[0]]})
    assert right.status_code == 204
    assert code_of(await ida.send("POST", "/vault/unlock", {})) == "vault-open"
    assert (await ida.send("POST", where, {"purpose": "paying"})).status_code == 200


async def test_an_audit_takes_two(desk: Desk) -> None:
    person = await seal(desk)
    ida, lou = desk["ida"], desk["lou"]
    (row,) = await desk.site.vault.list_records(desk.fund_id, UUID(person))
    asked = await lou.send("POST", f"/vault/records/{row.record_id}/askings")
    where = f"/vault/askings/{asked.json()['asking_id']}"
    assert code_of(await lou.send("POST", f"{where}/opening")) == "asking-open"
    listed = (await ida.send("GET", "/vault/askings")).json()["askings"]
    assert [each["asked_by"] for each in listed] == [str(lou.who)]
    assert (await ida.send("POST", f"{where}/agreement")).status_code == 204
    assert (await lou.send("POST", f"{where}/opening")).json()["fields"]["name_used"] == NAME
    assert code_of(await lou.send("POST", f"{where}/opening")) == "asking-unknown"


async def test_the_report_of_the_law_follows_the_profile(desk: Desk) -> None:
    ida = desk["ida"]
    assert code_of(await ida.send("POST", "/vault/report")) == "export-missing"
    unknown = await ida.send("PUT", "/vault/profile", {"profile": NAME})
    assert code_of(unknown) == "profile-unknown"
    assert NAME not in unknown.text
    assert (await ida.send("PUT", "/vault/profile", {"profile": "texas"})).status_code == 204
    shown = (await ida.send("GET", "/vault")).json()
    assert (shown["profile"], shown["profile_asked"]) == ("least", "texas")
    assert code_of(await ida.send("POST", "/vault/report")) == "export-missing"
    noor = desk["noor"]
    assert (await noor.send("PUT", "/vault/profile", {"profile": "texas"})).status_code == 204
    made = await ida.send("POST", "/vault/report")
    assert made.headers["content-type"].startswith("text/csv")
    assert made.text == "legal_name,cause_number,county,missed_on\r\n"


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "/vault/people/{0}/openings", {"purpose": "paying"}, "person-unknown"),
        ("POST", "/vault/people/{0}/erasure", None, "person-unknown"),
        ("GET", "/vault/people/{0}", None, "person-unknown"),
        ("POST", "/vault/records/{0}/openings", {"purpose": "paying"}, "record-unknown"),
        ("POST", "/vault/people/{0}/openings", {"purpose": "curiosity"}, "malformed-input"),
        ("POST", "/cases/{0}/people", {"records": RECORDS}, "case-unknown"),
        ("POST", "/cases/{1}/people", {"records": []}, "record-unusable"),
    ],
)
async def test_what_is_not_there_or_does_not_fit_is_said(
    desk: Desk, method: str, path: str, body: object, code: str
) -> None:
    answer = await desk["ida"].send(method, path.format(uuid4(), desk.case_id), body)
    assert code_of(answer) == code
    assert NAME not in answer.text
