"""Sealing, opening and erasing on the pages: by mandate, with a code, and in no address."""

from datetime import timedelta
from uuid import uuid4

import pytest

from ledger.vault.openings import ActKind, OpeningPurpose
from ledger.vault.records import FileDraft
from tests.api.pages.vault.stage import NAME, TYPED, Desk, text_of
from tests.api.two_people import form_at
from tests.funds import today_at


async def test_somebody_is_sealed_and_opened_for_a_purpose(desk: Desk) -> None:
    person = await desk.person()
    ida = desk["ida"]
    shut = await ida.get(f"vault/people/{person}")
    assert NAME not in shut.text
    assert "Contact" in text_of(shut)
    await ida.step_up()
    opened = await desk.fill("ida", f"vault/people/{person}", {"purpose": "paying"})
    assert opened.status_code == 200
    assert NAME in opened.text
    assert "Two lines" in opened.text
    assert opened.headers["cache-control"] == "no-store"
    done = [(act.act, act.purpose) for act in await desk.acts(person)]
    assert done.count((ActKind.OPENED, OpeningPurpose.PAYING)) == 2
    log = text_of(await desk["noor"].get("vault/openings"))
    assert "opened – Contact (to pay)" in log
    assert NAME not in log


async def test_without_a_purpose_or_a_right_code_nothing_opens(desk: Desk) -> None:
    person = await desk.person()
    path = f"vault/people/{person}"
    await desk["ida"].step_up()
    none = await desk.fill("ida", path)
    assert none.status_code == 422
    assert "Say what for" in none.text
    assert NAME not in none.text
    wrong = await desk.fill("noor", path, {"purpose": "paying", "code": "000000"}, code=False)
    assert wrong.status_code == 422
    assert NAME not in wrong.text
    assert not [act for act in await desk.acts(person) if act.act is ActKind.OPENED]


async def test_a_form_from_elsewhere_opens_nothing(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    answer = await desk["ida"].post(f"vault/people/{person}", {"purpose": "paying"})
    assert answer.status_code == 403
    assert NAME not in answer.text


async def test_a_form_that_is_sent_twice_seals_one_person(desk: Desk) -> None:
    path = f"cases/{desk.case_id}/person/bail"
    await desk["ida"].step_up()
    fields = form_at((await desk["ida"].get(path)).text, path) | TYPED | {"step": "write"}
    for _ in range(2):
        assert (await desk["ida"].post(path, fields)).status_code == 303
    assert len(await desk.site.vault.people_of(desk.fund_id, desk.case_id)) == 1


async def test_an_empty_form_is_said_to_be_empty(desk: Desk) -> None:
    answer = await desk.fill("ida", f"cases/{desk.case_id}/person/housing")
    assert answer.status_code == 422
    assert "Fill in at least one field" in text_of(answer)
    assert await desk.site.vault.people_of(desk.fund_id, desk.case_id) == []


async def test_more_is_written_and_what_is_written_is_changed(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    path = f"vault/people/{person}"
    more = await desk.fill("ida", f"{path}/more/bail", {"court": "Third district"})
    assert more.status_code == 303
    opened = await desk.fill("ida", path, {"purpose": "correcting"})
    (contact,) = [
        row
        for row in await desk.site.vault.list_records(desk.fund_id, person)
        if row.kind == "contact"
    ]
    change = f"vault/records/{contact.record_id}/change"
    filled = await desk["ida"].post(change, form_at(opened.text, change) | {"step": "change"})
    assert f'value="{NAME}"' in filled.text
    typed = {"name_used": "W.", "phone": "", "step": "write"}
    written = await desk["ida"].post(change, form_at(filled.text, change) | typed)
    assert written.status_code == 303
    again = await desk.fill("ida", path, {"purpose": "correcting"})
    assert NAME not in again.text
    assert "Third district" in again.text
    assert "4477" not in again.text


async def test_a_file_is_handed_over_and_never_drawn(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    file = FileDraft("image/png", b"\x89PNG picture")
    record = await desk.site.vault.seal(
        desk.fund_id, person, file, actor="x", today=today_at(desk.site.now())
    )
    opened = await desk.fill("ida", f"vault/people/{person}", {"purpose": "paying"})
    path = f"vault/records/{record}/file"
    got = await desk["ida"].post(path, form_at(opened.text, path))
    assert got.content == file.content
    assert got.headers["content-disposition"] == 'attachment; filename="file.png"'
    assert got.headers["content-security-policy"].startswith("sandbox")
    latest = next(act for act in await desk.acts(person) if act.act is ActKind.OPENED)
    assert latest.kind == "file"


async def test_a_person_is_erased_for_ever(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    path = f"vault/people/{person}/erase"
    unsure = await desk.fill("ida", path)
    assert unsure.status_code == 422
    assert (await desk.fill("ida", path, {"sure": "y"})).status_code == 303
    page = text_of(await desk["ida"].get(f"vault/people/{person}"))
    assert "This person was erased on" in page
    again = await desk["noor"].get(f"cases/{desk.case_id}/person")
    assert "Nobody is noted here" in again.text


async def test_a_hold_keeps_somebody_until_two_lift_it(desk: Desk) -> None:
    person = await desk.person()
    for handle in ("ida", "noor"):
        await desk[handle].step_up()
    where = f"vault/people/{person}"
    assert (await desk.fill("ida", f"{where}/hold")).status_code == 303
    held = await desk.fill("ida", f"{where}/erase", {"sure": "y"})
    assert held.status_code == 409
    assert "placed a hold" in text_of(held)
    assert "Ask to lift it" in (await desk["ida"].get(f"{where}/lift")).text
    assert (await desk.fill("ida", f"{where}/lift")).status_code == 303
    assert "Ask to lift it" in (await desk["ida"].get(f"{where}/lift")).text
    assert (await desk.fill("noor", f"{where}/lift")).status_code == 303
    assert (await desk.fill("ida", f"{where}/erase", {"sure": "y"})).status_code == 303


async def test_the_last_day_is_chosen(desk: Desk) -> None:
    person = await desk.person()
    await desk["ida"].step_up()
    path = f"vault/people/{person}/keep"
    over = {"keep_until-day": "1", "keep_until-month": "1", "keep_until-year": "2020"}
    refused = await desk.fill("ida", path, over)
    assert refused.status_code == 422
    assert "at most ten years away" in text_of(refused)
    day = today_at(desk.site.now()) + timedelta(days=50)
    chosen = {
        "keep_until-day": str(day.day),
        "keep_until-month": str(day.month),
        "keep_until-year": str(day.year),
    }
    assert (await desk.fill("ida", path, chosen)).status_code == 303
    assert (await desk.site.vault.get_person(desk.fund_id, person)).keep_until == day


@pytest.mark.parametrize(
    "path",
    [
        "vault/people/{0}",
        "vault/people/{0}/keep",
        "vault/people/{0}/erase",
        "vault/people/{0}/more/bail",
        "vault/records/{0}/change",
        "vault/askings/{0}/agree",
        "cases/{0}/person",
        "cases/{0}/person/bail",
        "cases/{1}/person/nonsense",
    ],
)
async def test_what_is_not_there_leads_nowhere(desk: Desk, path: str) -> None:
    assert (await desk["ida"].get(path.format(uuid4(), desk.case_id))).status_code == 404


async def test_an_auditor_opens_one_record_when_somebody_agrees(desk: Desk) -> None:
    person = await desk.person()
    for handle in ("ida", "lou"):
        await desk[handle].step_up()
    assert (await desk["lou"].post(f"vault/people/{person}", {})).status_code == 403
    rows = await desk.site.vault.list_records(desk.fund_id, person)
    record = next(row for row in rows if row.kind == "contact")
    assert (await desk.fill("lou", f"vault/records/{record.record_id}/ask")).status_code == 303
    (asking,) = await desk.site.vault.list_askings(desk.fund_id)
    path = f"vault/askings/{asking.asking_id}"
    assert "Nobody has agreed yet" in (await desk["lou"].get(path)).text
    assert path + "/agree" in (await desk["ida"].get("vault")).text
    assert (await desk.fill("ida", f"{path}/agree")).status_code == 303
    opened = await desk.fill("lou", path)
    assert NAME in opened.text
    assert (await desk["lou"].get(path)).status_code == 404
    last = (await desk.acts(person))[0]
    assert (last.actor, last.agreed_by) == (str(desk["lou"].who), str(desk["ida"].who))


async def test_the_report_of_the_law_has_its_columns_and_takes_its_profile(desk: Desk) -> None:
    await desk["ida"].step_up()
    assert (await desk["ida"].get("vault/report")).status_code == 409
    assert (await desk.fill("ida", "vault/profile", {"profile": "texas"})).status_code == 303
    assert "asks for another one" in text_of(await desk["ida"].get("vault"))
    assert (await desk["ida"].get("vault/report")).status_code == 409
    await desk["noor"].step_up()
    assert "Asked for" in text_of(await desk["noor"].get("vault/profile"))
    assert (await desk.fill("noor", "vault/profile", {"profile": "texas"})).status_code == 303
    assert "asks for another one" not in text_of(await desk["ida"].get("vault"))
    typed = {"legal_name": "=1+1", "cause_number": "17-3"}
    assert (await desk.fill("ida", f"cases/{desk.case_id}/person/bail", typed)).status_code == 303
    made = await desk.fill("ida", "vault/report")
    assert made.headers["content-disposition"] == 'attachment; filename="report.csv"'
    assert made.text.splitlines() == ["legal_name,cause_number,county,missed_on", "'=1+1,17-3,,"]
    assert ActKind.EXPORTED in {act.act for act in await desk.acts()}
