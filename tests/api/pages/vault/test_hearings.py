"""Hearings by day: opened by a form, logged for each person, and in no address."""

from datetime import timedelta
from uuid import UUID

from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import Draft, RecordKind
from tests.api.pages.recording.stage import day
from tests.api.pages.vault.stage import Desk, text_of
from tests.api.two_people import form_at
from tests.funds import today_at

PLACE = "Harbour court, room 2"


async def heard(desk: Desk, person: UUID, in_days: int | str, place: str = PLACE) -> None:
    """Seal a hearing of somebody, so many days from today or as somebody wrote it."""
    on = in_days
    if isinstance(in_days, int):
        on = (today_at(desk.site.now()) + timedelta(days=in_days)).isoformat()
    draft = Draft(RecordKind.HEARING, {"hearing_on": str(on), "hearing_place": place})
    today = today_at(desk.site.now())
    await desk.site.vault.seal(desk.fund_id, person, draft, actor="x", today=today)


async def open_them(desk: Desk, path: str = "hearings") -> str:
    answer = await desk.fill("ida", path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return text_of(answer)


async def test_nothing_is_shown_or_counted_before_somebody_opens_it(desk: Desk) -> None:
    person = await desk.person()
    await heard(desk, person, 3)
    page = await desk["ida"].get("hearings")
    assert PLACE not in page.text
    assert f"/en/{desk.fund_id}/hearings" in (await desk["ida"].get("desk")).text
    assert (await desk["lou"].get("hearings")).status_code == 403
    assert f"/en/{desk.fund_id}/hearings" not in (await desk["lou"].get("desk")).text
    assert not [act for act in await desk.acts(person) if act.act is ActKind.OPENED]


async def test_they_stand_by_day_and_lead_to_their_case(desk: Desk) -> None:
    await desk["ida"].step_up()
    people = [await desk.person() for _ in range(5)]
    days: tuple[int | str, ...] = (-2, 0, 14, 15, "in spring")
    for person, in_days in zip(people, days, strict=True):
        await heard(desk, person, in_days, f"Room {in_days}")
    answer = await desk.fill("ida", "hearings")
    assert f'/cases/{desk.case_id}"' in answer.text
    said = text_of(answer)
    order = [
        *("The day is over", "Room -2", "Today", "Room 0", "In the next 14 days", "Room 14"),
        *("Later", "Room 15", "Without a day", "in spring", "Room in spring"),
    ]
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    acts = [act for act in await desk.acts() if act.act is ActKind.OPENED]
    assert {act.person_id for act in acts} == set(people)
    assert {(act.kind, act.purpose) for act in acts} == {("hearing", OpeningPurpose.COURT_DATE)}
    assert len(acts) == len(people)


async def test_a_day_that_is_over_goes_once_a_later_one_is_written(desk: Desk) -> None:
    await desk["ida"].step_up()
    person = await desk.person()
    await heard(desk, person, -9, "Old room")
    assert "Old room" in await open_them(desk)
    await heard(desk, person, 5, "New room")
    said = await open_them(desk)
    assert "New room" in said
    assert "Old room" not in said


async def test_a_case_shows_its_next_hearing_first(desk: Desk) -> None:
    await desk["ida"].step_up()
    person = await desk.person()
    await heard(desk, person, -9, "Old room")
    await heard(desk, person, 5, "Next room")
    await heard(desk, person, 8, "Later room")
    where = f"cases/{desk.case_id}"
    assert f"{where}/hearings" in (await desk["ida"].get(where)).text
    said = await open_them(desk, f"{where}/hearings")
    assert "The next hearing" in said
    assert said.index("Next room") < said.index("Old room") < said.index("Later room")
    whole = await desk.fill("ida", f"vault/people/{person}", {"purpose": "court_date"})
    said = text_of(whole)
    assert (today_at(desk.site.now()) + timedelta(days=5)).isoformat() not in said
    assert said.index("The next hearing") < said.index("Contact")
    assert said.index("Next room") < said.index("Contact")


async def test_without_a_code_or_with_a_locked_vault_none_is_opened(desk: Desk) -> None:
    person = await desk.person()
    await heard(desk, person, 3)
    wrong = await desk.fill("noor", "hearings", {"code": "000000"}, code=False)
    assert wrong.status_code == 422
    assert PLACE not in wrong.text
    await desk["ida"].step_up()
    assert (await desk["ida"].post("hearings", {})).status_code == 403
    await desk.site.vault.lock(desk.fund_id, actor="x")
    locked = await desk["ida"].get("hearings")
    assert "The vault is locked" in text_of(locked)
    assert "Open the hearings" not in locked.text


async def test_nothing_written_down_is_said_in_a_sentence(desk: Desk) -> None:
    await desk["ida"].step_up()
    assert "No hearing is written down for an open bail" in await open_them(desk)
    said = await open_them(desk, f"cases/{desk.case_id}/hearings")
    assert "No hearing is written down for this case" in said


async def test_the_day_is_typed_in_boxes_and_comes_back_when_it_is_changed(desk: Desk) -> None:
    await desk["ida"].step_up()
    person = await desk.person()
    when = today_at(desk.site.now()) + timedelta(days=4)
    path = f"vault/people/{person}/more/bail"
    wrong = await desk.fill("ida", path, {**day("hearing_on", when), "hearing_on-day": "40"})
    assert (wrong.status_code, "There is no such day" in wrong.text) == (422, True)
    typed = day("hearing_on", when) | {"hearing_place": PLACE}
    assert (await desk.fill("ida", path, typed)).status_code == 303
    rows = await desk.site.vault.list_records(desk.fund_id, person)
    record = next(row.record_id for row in rows if row.kind == "hearing")
    change = f"vault/records/{record}/change"
    shown = await desk["ida"].post(
        change,
        form_at((await desk["ida"].get(change)).text, change)
        | {"hearing_on": when.isoformat(), "hearing_place": PLACE, "step": "change"},
    )
    assert 'name="hearing_on-year" inputmode="numeric"' in shown.text
    assert f'value="{when.year}"' in shown.text
    later = day("hearing_on", when + timedelta(days=1)) | {"hearing_place": PLACE}
    assert (await desk.fill("ida", change, later)).status_code == 303
    opened = await desk.site.vault.open_record(
        desk.fund_id, record, actor="x", purpose=OpeningPurpose.COURT_DATE
    )
    assert opened.fields["hearing_on"] == (when + timedelta(days=1)).isoformat()
