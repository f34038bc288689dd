"""Reading requests and deciding about them: by mandate, logged, and nothing of it in the book."""

from datetime import timedelta
from uuid import uuid4

import pytest

from api.requests.following import follow
from api.requests.table import State
from ledger.chart import Category
from ledger.events import ClosingReason, Outcome, RequestClosed, RequestScreened, RequestWaitlisted
from ledger.requests import CloseRequest
from ledger.vault.openings import ActKind, OpeningPurpose
from tests.api.pages.help.stage import code_in, told
from tests.api.pages.help.test_asking import PHOTO
from tests.api.pages.screening.stage import FITS, Readers
from tests.api.two_people import form_at
from tests.funds import today_at

MINE = "They took my sister"


async def test_the_queue_says_how_requests_stand_and_nothing_of_what_they_say(
    readers: Readers,
) -> None:
    row = await readers.asked()
    page = await readers["sol"].get("requests")
    assert "Waits to be read" in page.text
    assert str(row.request_id) in page.text
    assert "tonight" in page.text
    assert MINE not in page.text
    assert (
        "One request for help tonight waits to be read." in (await readers["ida"].get("desk")).text
    )
    (listed,) = (await readers["sol"].send("GET", "/requests")).json()["requests"]
    assert listed["request_id"] == str(row.request_id)
    assert (listed["state"], listed["tonight"], listed["case_id"]) == ("waiting", True, None)
    assert "person_id" not in listed


async def test_an_auditor_sees_no_queue(readers: Readers) -> None:
    row = await readers.asked()
    for path in ("requests", f"requests/{row.request_id}"):
        assert (await readers["lou"].get(path)).status_code == 403


async def test_opening_takes_a_code_is_logged_and_says_that_somebody_has_read_it(
    readers: Readers,
) -> None:
    row, code = await readers.asked_with_code()
    path = f"requests/{row.request_id}"
    shut = await readers["ida"].get(path)
    assert MINE not in shut.text
    refused = await readers["ida"].post(path, form_at(shut.text, path) | {"code": "000000"})
    assert refused.status_code == 422
    assert MINE not in refused.text
    assert (await readers.row(row.request_id)).state is State.WAITING
    opened = await readers.opened(row)
    assert opened.status_code == 200
    assert MINE in opened.text
    assert opened.headers["cache-control"] == "no-store"
    assert (await readers.row(row.request_id)).state is State.READ
    acts = {(act.act, act.purpose) for act in await readers.acts(row)}
    assert (ActKind.OPENED, OpeningPurpose.SCREENING) in acts
    assert (ActKind.COMPARED, None) in acts
    assert "Somebody has read it" in told(await readers.street.status(code))


async def test_a_form_from_elsewhere_opens_nothing(readers: Readers) -> None:
    row = await readers.asked()
    await readers["ida"].step_up()
    answer = await readers["ida"].post(f"requests/{row.request_id}", {})
    assert answer.status_code == 403
    assert MINE not in answer.text
    assert (await readers.row(row.request_id)).state is State.WAITING


async def test_photos_are_handed_over_to_who_opened_it(readers: Readers) -> None:
    row = await readers.street.row(code_in(await readers.street.ask(photos=[("a.jpg", PHOTO)])))
    opened = await readers.opened(row)
    records = await readers.site.vault.list_records(readers.fund_id, row.person_id)
    path = next(f"vault/records/{each.record_id}/file" for each in records if each.kind == "file")
    got = await readers["ida"].post(path, form_at(opened.text, path))
    assert got.headers["content-type"] == "image/jpeg"
    assert got.content.startswith(b"\xff\xd8")


async def test_while_the_vault_is_locked_requests_come_in_and_nobody_reads_them(
    readers: Readers,
) -> None:
    await readers.site.vault.lock(readers.fund_id, actor="x")
    row = await readers.asked()
    page = await readers["ida"].get(f"requests/{row.request_id}")
    assert "The vault is locked" in page.text


async def test_what_fits_becomes_a_case_that_is_linked_with_the_person(readers: Readers) -> None:
    row, code = await readers.asked_with_code()
    voucher = str(readers["noor"].who)
    case_id = await readers.screened(row, note="Heron knows her", voucher=voucher)
    (line,) = (await readers.two.case(case_id)).lines
    assert isinstance(line.event, RequestScreened)
    assert (line.event.category, line.event.vouched) == (Category.RENT, True)
    assert await readers.site.vault.people_of(readers.fund_id, case_id) == [row.person_id]
    person = await readers.site.vault.get_person(readers.fund_id, row.person_id)
    assert person.keep_until == today_at(readers.site.now()) + timedelta(days=90)
    assert (await readers.street.said(row))["screening_note"] == "Heron knows her"
    assert (await readers.row(row.request_id)).state is State.HELPED
    assert "Somebody has read it" in told(await readers.street.status(code))
    assert "Being helped" in (await readers["ida"].get("requests")).text


async def test_two_who_screen_it_at_once_make_one_case(readers: Readers) -> None:
    row = await readers.asked()
    await readers.opened(row)
    path = f"requests/{row.request_id}/screen"
    await readers["noor"].step_up()
    typed = FITS | {"step": "write"}
    theirs = form_at((await readers["noor"].get(path)).text, path) | typed
    case_id = await readers.screened(row)
    assert (await readers["noor"].post(path, theirs)).status_code == 303
    assert (await readers.row(row.request_id)).case_id == case_id
    assert len((await readers.two.case(case_id)).lines) == 1


async def test_what_must_wait_goes_onto_the_waiting_list(readers: Readers) -> None:
    row = await readers.asked()
    case_id = await readers.screened(row, then="later")
    events = [line.event for line in (await readers.two.case(case_id)).lines]
    assert [type(each) for each in events] == [RequestScreened, RequestWaitlisted]
    assert (await readers.row(row.request_id)).state is State.LISTED


async def test_a_request_that_nobody_has_read_is_not_decided(readers: Readers) -> None:
    row = await readers.asked()
    for name in ("screen", "close", "again"):
        answer = await readers["ida"].get(f"requests/{row.request_id}/{name}")
        assert answer.status_code == 303
        assert answer.headers["location"].endswith(f"/requests/{row.request_id}")


async def test_what_is_missing_is_asked_for(readers: Readers) -> None:
    row = await readers.asked()
    await readers.opened(row)
    answer = await readers.fill("ida", f"requests/{row.request_id}/screen", {"note": "kept"})
    assert answer.status_code == 422
    for said in ("Choose a kind of help", "Choose how soon", "Choose what happens now", "kept"):
        assert said in answer.text
    answer = await readers.fill("ida", f"requests/{row.request_id}/close", {"note": "kept"})
    assert answer.status_code == 422
    for said in ("Choose how it ends", "Choose a reason", "kept"):
        assert said in answer.text


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("declined", State.NO), ("referred", State.NO), ("withdrawn", State.OVER)],
)
async def test_a_no_leaves_no_line_in_the_book_and_can_be_taken_up_again(
    readers: Readers, outcome: str, state: State
) -> None:
    row, before = await readers.asked(), await readers.street.head()
    await readers.opened(row)
    typed = {"outcome": outcome, "reason": "not_our_help", "note": "told her about the clinic"}
    assert (await readers.fill("ida", f"requests/{row.request_id}/close", typed)).status_code == 303
    assert (await readers.row(row.request_id)).state is state
    assert await readers.street.head() == before
    note = (await readers.street.said(row))["screening_note"]
    assert note == f"{outcome}: it is not what the fund helps with\ntold her about the clinic"
    assert (await readers.fill("ida", f"requests/{row.request_id}/again")).status_code == 303
    assert (await readers.row(row.request_id)).state is State.READ


async def test_a_no_from_the_waiting_list_closes_the_case_too(readers: Readers) -> None:
    row = await readers.asked()
    case_id = await readers.screened(row, then="later")
    typed = {"outcome": "referred", "reason": "better_elsewhere"}
    assert (await readers.fill("ida", f"requests/{row.request_id}/close", typed)).status_code == 303
    last = (await readers.two.case(case_id)).lines[-1].event
    assert isinstance(last, RequestClosed)
    assert (await readers.row(row.request_id)).state is State.NO


async def test_a_locked_vault_decides_nothing(readers: Readers) -> None:
    row = await readers.asked()
    await readers.opened(row)
    await readers.site.vault.lock(readers.fund_id, actor="x")
    typed = {"outcome": "declined", "reason": "no_money", "note": "kept"}
    answer = await readers.fill("ida", f"requests/{row.request_id}/close", typed)
    assert answer.status_code == 409
    assert "kept" in answer.text
    assert (await readers.row(row.request_id)).state is State.READ


async def test_the_person_helped_gets_a_code_of_their_own(readers: Readers) -> None:
    row, code = await readers.asked_with_code()
    await readers.opened(row)
    path = f"requests/{row.request_id}"
    shown = (await readers["ida"].get(path)).text
    assert f'formaction="/en/{readers.fund_id}/{path}/code"' in shown
    other = code_in(await readers["ida"].post(f"{path}/code", form_at(shown, path)))
    assert "There is nothing under this code" in told(await readers.street.status(code))
    assert "Somebody has read it" in told(await readers.street.status(other))


async def test_once_they_are_helped_the_code_has_a_form_of_its_own(readers: Readers) -> None:
    row = await readers.asked()
    await readers.screened(row)
    path = f"requests/{row.request_id}/code"
    shown = (await readers["noor"].get(f"requests/{row.request_id}")).text
    fields = form_at(shown, path)
    wrong = await readers["noor"].post(path, fields | {"code": "000000"})
    assert wrong.status_code == 422
    right = fields | {"code": readers["noor"].code()}
    assert code_in(await readers["noor"].post(path, right))


async def test_somebody_with_the_same_contact_is_a_note_to_who_opened_it(readers: Readers) -> None:
    before = await readers.screened(await readers.asked())
    row = await readers.asked(contact="001 555 0104477")
    page = await readers["ida"].get(f"requests/{row.request_id}")
    assert "same contact" not in page.text
    opened = await readers.opened(row)
    assert "Somebody with the same contact asked today." in opened.text
    assert f"/cases/{before}" in opened.text
    assert "The rules wish" not in opened.text, "nobody was helped yet"
    other = await readers.opened(await readers.asked(contact="+1 555 0100000"))
    assert "same contact" not in other.text


async def test_a_case_may_be_of_the_same_household_as_one_before(readers: Readers) -> None:
    before = await readers.screened(await readers.asked())
    row = await readers.asked()
    opened = await readers.opened(row)
    path = f"requests/{row.request_id}/screen"
    form = await readers["ida"].post(path, form_at(opened.text, path) | {"step": "change"})
    assert f'<option value="{before}" selected>' in form.text
    typed = FITS | {"same_as": str(before)}
    fields = form_at(form.text, path) | typed | {"step": "write"}
    assert (await readers["ida"].post(path, fields)).status_code == 303
    case_id = (await readers.row(row.request_id)).case_id
    assert case_id is not None
    events = [(await readers.two.case(each)).lines[0].event for each in (before, case_id)]
    households = {each.household for each in events if isinstance(each, RequestScreened)}
    assert len(households) == 1
    assert case_id != before


async def test_a_request_follows_its_case_until_that_is_over(readers: Readers) -> None:
    row = await readers.asked()
    case_id = await readers.screened(row, then="later")

    async def followed() -> State:
        await follow(readers.site, readers.fund_id)
        return (await readers.row(row.request_id)).state

    assert await followed() is State.LISTED
    closed = CloseRequest(
        occurred_on=today_at(readers.site.now()),
        case_id=case_id,
        outcome=Outcome.WITHDRAWN,
        reason=ClosingReason.PERSONS_WISH,
    )
    await readers.two.give(closed)
    assert await followed() is State.OVER


async def test_whoever_was_erased_leaves_no_request(readers: Readers) -> None:
    row, code = await readers.asked_with_code()
    path = f"vault/people/{row.person_id}/erase"
    assert (await readers.fill("ida", path, {"sure": "y"})).status_code == 303
    page = await readers["ida"].get(f"requests/{row.request_id}")
    assert "This person was erased on" in page.text
    await follow(readers.site, readers.fund_id)
    assert (await readers["ida"].get(f"requests/{row.request_id}")).status_code == 404
    assert "There is nothing under this code" in told(await readers.street.status(code))


@pytest.mark.parametrize("path", ["", "/screen", "/close", "/again"])
async def test_what_is_not_there_leads_nowhere(readers: Readers, path: str) -> None:
    assert (await readers["ida"].get(f"requests/{uuid4()}{path}")).status_code == 404
