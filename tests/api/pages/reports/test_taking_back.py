"""An auditor takes a statement back that is not out yet."""

from datetime import UTC, datetime
from uuid import uuid4

from ledger.events import Role
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.pages.reports.test_settings import _record, _state
from tests.funds import position_of


async def test_an_auditor_takes_back_what_is_not_out_yet(town: Town) -> None:
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    path, label = "reports/assurance", "Take back what you signed for this day"
    assert label not in text_of(await auk.page(path))
    await _record(auk, path, sentences="cash_counted", for_day="2026-11-15")
    assert label in text_of(await auk.page(path))
    assert "Two people counted the cash" in text_of(await auk.page("reports"))
    wrong = await auk.check(path, takes_back="y", for_day="2027-02-15")
    assert "Choose a day for which you signed something" in text_of(wrong.text)
    checked = await auk.check(path, takes_back="y", for_day="2026-11-15")
    assert "Taken back: what you signed for November 15, 2026" in text_of(checked.text)
    assert (await auk.send(path, filled_in(checked.text), "write")).status_code == 303
    assert (await _state(town)).assurances == ()
    assert "Two people counted the cash" not in text_of(await auk.page("reports"))
    fund_id = town.fund.fund_id
    last = await auk.page(f"lines/{await position_of(town.site.database, fund_id)}")
    assert "took back what they signed for November 15, 2026." in text_of(last)
    address = f"/en/{fund_id}/public/assurance"
    town.clock.moment = datetime(2026, 11, 16, 12, tzinfo=UTC)
    said = text_of((await town.client.get(address)).text)
    assert "Nothing has been stated yet." in said


async def test_a_program_takes_back_what_is_not_out_yet(town: Town) -> None:
    auk = await town.join("auk", Role.AUDITOR, by="heron")
    token = await town.site.sessions.start(auk.sign_in, "api", stepped_up=True)
    address = f"/api/v1/funds/{town.fund.fund_id}/reports/assurances"
    day = {"occurred_on": "2026-08-20", "for_day": "2026-11-15"}
    for body, status in (
        (day, 422),
        (day | {"sentences": ["bank_agrees"]}, 201),
        (day, 201),
        (day, 422),
    ):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}
        answer = await town.client.post(address, headers=headers, json=body)
        assert answer.status_code == status, answer.text
    assert (await _state(town)).assurances == ()
