"""The sign on the door, on its page and for programs."""

from datetime import UTC, datetime, time

import pytest

from api.requests.door import Door, get_door, minutes_of
from ledger.chart import Category
from tests.api.pages.help.stage import TYPED
from tests.api.pages.screening.stage import Readers

SIGN = {"is_open": "open", "kinds": "rent", "reads_from": "18:00", "reads_until": "3.30"}


async def door_of(readers: Readers) -> Door | None:
    async with readers.site.database.acquire() as connection:
        return await get_door(connection, readers.fund_id)


async def test_a_treasurer_changes_the_sign_and_strangers_see_it(readers: Readers) -> None:
    typed = {**SIGN, "reads_until": "3:30", "call_line": "The house"}
    assert (await readers.fill("ida", "door", typed)).status_code == 303
    assert await door_of(readers) == Door(
        is_open=True,
        kinds=(Category.RENT,),
        reads_from=18 * 60,
        reads_until=3 * 60 + 30,
        call_line="The house",
    )
    page = (await readers.street.look()).text
    assert "If it cannot wait: The house" in page
    assert ("People of the group read this until 03:30." in page) or (
        "Nobody reads this before 18:00." in page
    )
    door = (await readers["ida"].get("door")).text
    assert 'value="rent" checked' in door
    assert f">{readers.site.settings.origin}/en/{readers.fund_id}/help</bdi></a>" in door


async def test_all_that_is_wrong_with_a_sign_is_said_at_once(readers: Readers) -> None:
    typed = {"is_open": "open", "reads_from": "24:00", "reads_until": "", "call_line": "x" * 81}
    answer = await readers.fill("ida", "door", typed)
    assert answer.status_code == 422
    for said in (
        "Tick at least one kind of help",
        "Write a time of day, like 22:30",
        "Write at most 80 letters",
        'value="24:00"',
    ):
        assert said in answer.text
    kept = await door_of(readers)
    assert kept is not None
    assert kept.call_line == "The house at the market"


async def test_a_wrong_code_changes_nothing(readers: Readers) -> None:
    typed = {**SIGN, "is_open": "closed", "code": "000000"}
    assert (await readers.fill("ida", "door", typed, code=False)).status_code == 422
    kept = await door_of(readers)
    assert kept is not None
    assert kept.is_open


async def test_whoever_only_pays_does_not_change_it(readers: Readers) -> None:
    assert (await readers["sol"].get("door")).status_code == 403
    assert "/door" not in (await readers["sol"].get("desk")).text
    for path in ("desk", "people", "policy"):
        assert "/door" in (await readers["ida"].get(path)).text


async def test_programs_read_and_set_it_too(readers: Readers) -> None:
    ida = readers["ida"]
    sign = {"is_open": True, "kinds": ["rent", "hotel"], "reads_from": "09:00"}
    sign |= {"reads_until": "17:00", "call_line": "The house"}
    assert (await ida.send("PUT", "/door", sign)).status_code == 403
    await ida.step_up()
    answer = await ida.send("PUT", "/door", sign)
    assert answer.status_code == 200, answer.text
    assert answer.json() == sign | {"urgent": [], "closed": []}
    assert (await ida.send("GET", "/door")).json() == answer.json()


async def test_kinds_are_open_only_for_what_is_urgent_or_closed_until_a_month(
    readers: Readers,
) -> None:
    page = (await readers["ida"].get("door")).text
    month = page.split('<select id="until_food"')[1].split('<option value="')[2].split('"')[0]
    typed = {**SIGN, "reads_until": "3:30", "urgent": "rent", "until_food": month}
    assert (await readers.fill("ida", "door", typed)).status_code == 303
    kept = await door_of(readers)
    assert kept is not None
    assert kept.urgent == (Category.RENT,)
    assert kept.closed_until == {Category.FOOD: month}
    page = (await readers["ida"].get("door")).text
    assert f'<option value="{month}" selected>' in page
    assert "Rent: only for tonight" in (await readers.street.look()).text
    asked = {**TYPED, "kind": "rent"}
    later = await readers.street.ask({**asked, "when": "later"})
    assert later.status_code == 422
    assert "only for what is needed tonight just now" in later.text
    assert (await readers.street.ask({**asked, "when": "tonight"})).status_code == 200
    sign = (await readers["ida"].send("GET", "/door")).json()
    assert sign["urgent"] == ["rent"]
    assert sign["closed"] == [{"kind": "food", "until": month}]


async def test_a_sign_that_contradicts_itself_is_a_question(readers: Readers) -> None:
    page = (await readers["ida"].get("door")).text
    month = page.split('<select id="until_rent"')[1].split('<option value="')[2].split('"')[0]
    typed = {**SIGN, "reads_until": "3:30", "urgent": "hotel", "until_rent": month}
    answer = await readers.fill("ida", "door", typed)
    assert answer.status_code == 422
    assert "Tick the same kind above as well" in answer.text
    assert "This kind is open: leave its month empty" in answer.text
    sign = {"is_open": True, "kinds": ["rent"], "reads_from": "9:00", "reads_until": "9:00"}
    sign |= {"urgent": ["food"], "closed": [{"kind": "rent", "until": "2027-13"}]}
    refused = await readers["ida"].send("PUT", "/door", sign)
    assert refused.status_code == 400
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/urgent", "/closed"]


async def test_a_program_is_told_all_that_does_not_fit(readers: Readers) -> None:
    sign = {"is_open": True, "kinds": [], "reads_from": "9", "reads_until": "25:00"}
    answer = await readers["ida"].send("PUT", "/door", sign | {"call_line": "x" * 81})
    assert answer.status_code == 400
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers == ["/kinds", "/reads_from", "/reads_until", "/call_line"]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:00", 0), ("9:05", 545), ("0905", 545), ("9.05", 545), ("9h05", 545), ("23:59", 1439),
        ("24:00", None), ("12:60", None), ("9", None), ("", None), ("\u0661\u0662:00", None),
        ("9:5", None),
    ],
)  # fmt: skip
def test_times_of_day_are_read_as_people_write_them(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize(
    ("at", "read", "until"),
    [
        ("18:00", True, time(3, 30)),
        ("23:59", True, time(3, 30)),
        ("03:29", True, time(3, 30)),
        ("03:30", False, time(18, 0)),
        ("17:59", False, time(18, 0)),
    ],
)
def test_a_night_goes_past_midnight(at: str, read: bool, until: time) -> None:
    door = Door(is_open=True, reads_from=18 * 60, reads_until=3 * 60 + 30)
    hour, _, minute = at.partition(":")
    now = datetime(2026, 3, 2, int(hour), int(minute), tzinfo=UTC)
    assert door.read_now(now, "UTC") is read
    assert door.until(now, "UTC") == until


def test_day_and_night_never_changes() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert Door(is_open=True).read_now(now, "Europe/Vienna")
    assert Door(is_open=True).until(now, "Europe/Vienna") is None
