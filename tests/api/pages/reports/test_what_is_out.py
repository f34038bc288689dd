"""The desk says what strangers read already and what not yet, and its forms lose nothing."""

from tests.api.pages.people.stage import Person, Town
from tests.api.pages.recording.stage import day, filled_in, text_of
from tests.api.publishing.stage import ref, two_with_auditor
from tests.funds import open_fund


async def _record(person: Person, path: str, **answers: object) -> None:
    checked = await person.check(path, **answers)
    assert checked.status_code == 200, text_of(checked.text)
    answer = await person.send(path, filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)


async def test_a_fund_without_a_rule_is_told_to_begin_with_its_texts(town: Town) -> None:
    heron = town.people["heron"]
    other = await open_fund(town.site.books, founder=heron.sign_in)
    page = text_of((await heron.client.get(f"/en/{other.fund_id}/reports")).text)
    assert "Write the texts and the plan below first" in page


async def test_what_waits_for_the_first_of_a_month_says_from_when_on_it_is_public(
    town: Town,
) -> None:
    heron = town.people["heron"]
    town.clock.pass_by(seconds=1)
    assert "public from" not in text_of(await heron.page("reports"))
    await _record(heron, "reports/wording", kind="about", language="es", text="Marea")
    town.clock.pass_by(seconds=1)
    page = text_of(await heron.page("reports"))
    assert "What the fund is (Español) public from September 1, 2026 on" in page
    plan = {"from_month": "2026-09", "until_month": "2027-08", "item_food": "900"}
    await _record(heron, "reports/plan", **plan)
    town.clock.pass_by(seconds=1)
    said = "How it stands now is public from September 1, 2026 on."
    assert text_of(await heron.page("reports")).count(said) == 1


async def test_a_report_that_can_be_built_is_said_to_be(town: Town) -> None:
    heron = town.people["heron"]
    assert "It can be built now." in text_of(await heron.page("reports"))
    fields = filled_in(await heron.page("reports/next"))
    await heron.client.post(f"{heron.prefix}/reports/next", data=fields)
    town.clock.pass_by(seconds=1)
    assert "It can be built now." not in text_of(await heron.page("reports"))


async def test_a_plan_does_not_count_a_kind_beside_its_whole_group(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-09", "until_month": "2027-08", "item_housing": "900"}
    answer = await heron.check("reports/plan", item_rent="300", **answers)
    assert answer.status_code == 422
    assert "this would count twice" in text_of(answer.text)
    assert filled_in(answer.text)["item_rent"] == "300"


async def test_a_refusal_names_its_field_as_the_page_does(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-06", "until_month": "2026-04", "bails": "3"}
    answer = await heron.check("reports/dockets", **answers)
    assert "Through which month? –" in text_of(answer.text)
    due = day("report_due", town.clock().date())
    months = {"from_month": "2026-01", "until_month": "2026-12"}
    answer = await heron.check("reports/agreements", **months, **due)
    assert "On which day does the funder wait for a report? –" in text_of(answer.text)


async def test_a_month_that_is_not_over_cannot_be_chosen_for_a_count_of_bails(town: Town) -> None:
    page = await town.people["heron"].page("reports/dockets")
    assert 'value="2026-07"' in page
    assert 'value="2026-08"' not in page


async def test_the_line_of_a_gift_leads_to_how_its_giver_is_counted(town: Town) -> None:
    heron = town.people["heron"]
    gift = await town.ask(town.fund.donation(40_00, giver=ref(77)), "heron")
    assert f"reports/givers?line={gift.first}" in await heron.page(f"lines/{gift.first}")
    form = filled_in(await heron.page(f"reports/givers?line={gift.first}"))
    assert form["line"] == str(gift.first)
    assert "reports/givers" not in await heron.page("lines/1")


async def test_an_auditor_states_something_and_finds_it_again(town: Town) -> None:
    await two_with_auditor(town)
    auk = town.people["auk"]
    fields = filled_in(await auk.page("reports/assurance"))
    empty = await auk.send("reports/assurance", fields | {"code": town.code("auk")}, "check")
    assert "Tick what you state" in text_of(empty.text)
    typed = filled_in(empty.text) | {"sentences": "bank_agrees", "code": town.code("auk")}
    checked = await auk.send("reports/assurance", typed, "check")
    await auk.send("reports/assurance", filled_in(checked.text), "write")
    page = text_of(await auk.page("reports"))
    assert "agree with the book. public from November 15, 2026 on" in page
