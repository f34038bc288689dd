"""A report on its way: built, asked for, built again by others, out, countersigned."""

import re
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from ledger.events import Standing
from ledger.orders.commands import Act
from ledger.publishing.commands import CountDocket, RecordAgreement, SetGiverStanding
from projections.reports.published import PublicState, Published
from tests.api.client import KEYS_DIR
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.api.publishing.stage import RULE, ref, two_with_auditor
from tests.api.two_people import buttons_of, form_at


async def _state(town: Town) -> PublicState:
    published: Published = await town.site.publishing.published(town.fund.fund_id, "UTC")
    return published.now


async def _ask(town: Town, handle: str, **more: str) -> str:
    """Ask for the next report, and return where that leads."""
    person = town.people[handle]
    fields = filled_in(await person.page("reports/next")) | more
    answer = await person.client.post(f"{person.prefix}/reports/next", data=fields)
    assert answer.status_code == 303, text_of(answer.text)
    town.clock.pass_by(seconds=1)
    return answer.headers["location"].removeprefix(f"{person.prefix}/")


async def _sign(town: Town, handle: str, path: str) -> None:
    """Approve an order."""
    person = town.people[handle]
    page = await person.page(path)
    [acts] = [each for text, each in buttons_of(page).items() if each == Act.APPROVE.value]
    fields = form_at(page, "/sign") | {"_acts": acts, "code": town.code(handle)}
    answer = await person.client.post(f"{person.prefix}/{path}/sign", data=fields)
    assert answer.status_code == 303, text_of(answer.text)


async def test_while_one_person_signs_the_next_report_is_seen_and_published(town: Town) -> None:
    heron = town.people["heron"]
    overview = text_of(await heron.page("reports"))
    assert "No report is out yet." in overview
    assert "Money in Nothing holds it back." in overview
    said = text_of(await heron.page("reports/next"))
    assert "$1,200.00" in said
    assert await _ask(town, "heron") == "reports"
    assert [each.number for each in (await _state(town)).reports] == [1]
    assert "Report 1: January to June 2026" in text_of(await heron.page("reports"))
    public = await town.client.get(f"/en/{town.fund.fund_id}/public/reports/1")
    assert public.status_code == 200
    assert "$1,200.00" in text_of(public.text)


async def test_the_preview_is_what_strangers_see_afterwards(town: Town) -> None:
    heron = town.people["heron"]
    preview = await heron.page("reports/next")
    await _ask(town, "heron")
    public = (await town.client.get(f"/en/{town.fund.fund_id}/public/reports/1")).text
    tables = re.findall(r"<table.*?</table>", public, re.DOTALL)
    assert tables
    assert all(table in preview for table in tables)
    assert "&lt;h" not in preview
    assert preview.count("<h1") == 1


async def test_what_has_become_another_report_is_shown_again_and_not_asked_for(
    town: Town,
) -> None:
    heron = town.people["heron"]
    fields = filled_in(await heron.page("reports/next")) | {"digest": "0" * 64}
    answer = await heron.client.post(f"{heron.prefix}/reports/next", data=fields)
    assert answer.status_code == 409
    assert "this is another report now" in text_of(answer.text)
    assert not (await _state(town)).reports


async def test_where_two_sign_the_second_sees_it_built_again_and_publishes_it(town: Town) -> None:
    await two_with_auditor(town)
    path = await _ask(town, "heron", code=town.code("heron"))
    said = text_of(await town.people["plover"].page(path))
    assert "Built again from the book: the same bytes." in said
    assert "$1,200.00" in said
    assert not (await _state(town)).reports
    await _sign(town, "plover", path)
    [report] = (await _state(town)).reports
    assert report.number == 1


async def test_whoever_signs_is_told_what_else_it_rests_on(town: Town) -> None:
    fund_id, today = town.fund.fund_id, town.clock().date()
    counted = CountDocket(occurred_on=today, from_month="2026-04", until_month="2026-06", bails=320)
    before = replace(counted, from_month="2025-04", until_month="2025-06", bails=777)
    apart = SetGiverStanding(occurred_on=today, giver=ref(9), standing=Standing.COUNTED_APART)
    for command in (counted, before, apart):
        await town.ask(command, "heron")
    await two_with_auditor(town)
    path = await _ask(town, "heron", code=town.code("heron"))
    said = text_of(await town.people["plover"].page(path))
    assert "One person counted 320 bails in public records for these months." in said
    assert "777" not in said
    assert "One giver is named or counted apart" in said
    public = await town.client.get(f"/en/{fund_id}/public")
    assert "320" not in public.text


async def test_an_auditor_approves_recomputes_and_countersigns(town: Town) -> None:
    await two_with_auditor(town)
    path = await _ask(town, "heron", code=town.code("heron"))
    await _sign(town, "auk", path)
    auk = town.people["auk"]
    page = await auk.page("reports/1")
    fields = filled_in(page) | {"step": "recompute"}
    found = await auk.client.post(f"{auk.prefix}/reports/1", data=fields)
    assert "Built again from the whole book: the same bytes" in text_of(found.text)
    fields = filled_in(found.text) | {"step": "countersign"}
    done = await auk.client.post(f"{auk.prefix}/reports/1", data=fields)
    assert done.status_code == 303, text_of(done.text)
    assert "auk (recomputed)" in text_of(await auk.page("reports/1"))
    [report] = (await _state(town)).reports
    assert [each.recomputed for each in report.countersigned] == [True]


async def test_a_countersignature_takes_a_fresh_code(town: Town) -> None:
    await two_with_auditor(town)
    path = await _ask(town, "heron", code=town.code("heron"))
    await _sign(town, "auk", path)
    town.clock.pass_by(minutes=6)
    auk = town.people["auk"]
    fields = filled_in(await auk.page("reports/1")) | {"step": "countersign"}
    asked = await auk.client.post(f"{auk.prefix}/reports/1", data=fields)
    assert asked.status_code == 422
    assert "Code from your app" in text_of(asked.text)
    [report] = (await _state(town)).reports
    assert not report.countersigned
    typed = filled_in(asked.text) | {"step": "countersign", "code": town.code("auk")}
    done = await auk.client.post(f"{auk.prefix}/reports/1", data=typed)
    assert done.status_code == 303, text_of(done.text)
    [report] = (await _state(town)).reports
    assert len(report.countersigned) == 1


async def test_whoever_keeps_the_fund_otherwise_does_not_recompute(town: Town) -> None:
    await _ask(town, "heron")
    heron = town.people["heron"]
    assert "Recompute" not in text_of(await heron.page("reports/1"))
    answer = await heron.client.post(f"{heron.prefix}/reports/1", data={"step": "countersign"})
    assert answer.status_code == 403
    assert (await heron.get("reports/2")).status_code == 404


async def test_without_its_key_a_fund_signs_nothing_and_serves_everything(town: Town) -> None:
    heron, key = town.people["heron"], Path(KEYS_DIR) / "reports.key"
    await _ask(town, "heron")
    kept = key.read_bytes()
    key.unlink()
    try:
        public = await town.client.get(f"/en/{town.fund.fund_id}/public/reports/1")
        assert public.status_code == 200
        assert (await heron.get("reports/1")).status_code == 200
        town.clock.pass_by(days=92)
        again = await town.come(heron.sign_in, "heron")
        fields = filled_in(await again.page("reports/next"))
        refused = await again.client.post(f"{again.prefix}/reports/next", data=fields)
        assert refused.status_code == 503
        assert [each.number for each in (await _state(town)).reports] == [1]
    finally:
        key.write_bytes(kept)
        key.chmod(0o600)


async def test_the_desk_says_when_a_report_can_be_built_and_a_funder_waits(town: Town) -> None:
    heron = town.people["heron"]
    # The fund's oldest line is of March: a quarter that has been over long enough.
    assert "The first report can be built since May 16, 2026." in text_of(await heron.page("desk"))
    await _ask(town, "heron")
    assert "report can be built" not in text_of(await heron.page("desk"))
    agreement = RecordAgreement(
        occurred_on=town.clock().date(),
        giver=ref(1),
        from_month="2026-07",
        until_month="2026-09",
        report_due=date(2026, 11, 30),
    )
    await town.ask(agreement, "heron")
    town.clock.pass_by(days=92)
    heron = await town.come(heron.sign_in, "heron")
    said = text_of(await heron.page("desk"))
    assert "A report can be built since November 15, 2026." in said
    assert "A funder waits for a report on November 30, 2026." in said


async def test_the_desk_says_nothing_of_a_first_report_before_a_rule_is_set(town: Town) -> None:
    await town.ask(replace(RULE, is_public=False), "heron")
    assert "report can be built" not in text_of(await town.people["heron"].page("desk"))
