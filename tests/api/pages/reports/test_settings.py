"""What reports are built by: each form says what it will say, asks for it, and loses nothing."""

from datetime import date
from uuid import uuid4

from msgspec.structs import replace

from ledger.events import AssuranceSentence, Rounding, Standing, WordingKind
from ledger.store.labels import list_labels
from projections.reports.published import PublicState
from tests.api.pages.people.stage import Person, Town
from tests.api.pages.recording.stage import day, filled_in, text_of
from tests.api.publishing.stage import ref, two_with_auditor
from tests.api.two_people import buttons_of, form_at
from tests.budgets import adopting, item
from tests.funds import open_fund


async def _state(town: Town) -> PublicState:
    return (await town.site.publishing.published(town.fund.fund_id, "UTC")).now


async def _record(person: Person, path: str, **answers: object) -> str:
    """Fill a form in, look at the check page, write it; return what the check page said."""
    checked = await person.check(path, **answers)
    assert checked.status_code == 200, text_of(checked.text)
    answer = await person.send(path, filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    return text_of(checked.text)


async def _names(town: Town) -> list[str]:
    async with town.site.database.acquire() as connection:
        labels = await list_labels(connection, town.fund.fund_id, kind="giver")
    return [each.text for each in labels]


async def test_the_publishing_rule_is_proposed_said_and_set(town: Town) -> None:
    heron = town.people["heron"]
    said = await _record(
        heron,
        "reports/rule",
        is_public="y",
        period_months="6",
        delay_days="60",
        base_USD="1000",
        tick_hour="7",
    )
    assert "Figures come out by quarters → becomes half-years" in said
    rule = (await _state(town)).rule
    assert rule is not None
    assert (rule.period_months, rule.delay_days, rule.tick_hour) == (6, 60, 7)
    assert rule.rounding == (Rounding(currency="USD", base=1_000_00),)
    assert "half-years" in text_of(await heron.page("reports"))


async def test_a_budget_is_adopted_item_by_item(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-09", "until_month": "2027-08"}
    said = await _record(
        heron, "reports/plan", item_rent="12000", item_hosting="240", item_reserve="500", **answers
    )
    assert "Rent $12,000.00" in said
    plan = (await _state(town)).plan
    assert plan is not None
    assert {(each.item, each.amount) for each in plan.items} == {
        ("rent", 12_000_00),
        ("hosting", 240_00),
        ("reserve", 500_00),
    }
    again = filled_in(await heron.page("reports/plan"))
    assert (again["item_rent"], again["from_month"]) == ("12000.00", "2026-09")


async def test_with_the_same_months_the_form_amends_the_budget(town: Town) -> None:
    heron = town.people["heron"]
    months = {"from_month": "2026-09", "until_month": "2027-08"}
    await _record(heron, "reports/plan", item_rent="100", item_post="20", **months)
    (before,) = (await _state(town)).budgets.values()
    changes = {"item_rent": "150", "item_post": "", "item_food": "7", "carries_over": "y"}
    said = await _record(heron, "reports/plan", **months, **changes)
    assert "Rent $150.00, what is left is carried over" in said
    assert "Post taken out" in said
    (after,) = (await _state(town)).budgets.values()
    assert (after.budget, len(after.items)) == (before.budget, 2)
    assert {(each.kind, each.amount, each.carries_over) for each in after.items} == {
        ("rent", 150_00, True),
        ("food", 7_00, True),
    }
    assert after.items[0].item_id == before.items[0].item_id
    same = filled_in(await heron.page("reports/plan")) | {"carries_over": "y"}
    unchanged = await heron.check("reports/plan", **same)
    assert "would change" in text_of(unchanged.text)


async def test_what_the_form_has_no_field_for_stays_and_is_planned_again(town: Town) -> None:
    heron = town.people["heron"]
    purpose = town.fund.bail_only
    mine = item("bail", 30_00, purpose_id=purpose)
    command = adopting(date(2026, 8, 20), ("2026-01", "2026-08"), ("rent", 10_00))
    await town.ask(replace(command, items=(*command.items, mine)), "heron")
    said = await _record(heron, "reports/plan", item_rent="11")
    assert "Rent $11.00" in said
    (budget,) = (await _state(town)).budgets.values()
    assert {(each.kind, each.amount) for each in budget.items} == {("rent", 11_00), ("bail", 30_00)}
    later = {"from_month": "2026-09", "until_month": "2026-12"}
    said = await _record(heron, "reports/plan", item_rent="12", **later)
    assert "Bail, from Bail $30.00" in said
    budgets = (await _state(town)).budgets.values()
    found = [each for budget in budgets for each in budget.items if each.kind == "bail"]
    assert [each.purpose_id for each in found] == [purpose, purpose]
    assert len({each.item_id for each in found}) == 2


async def test_a_budget_over_months_that_have_one_is_refused_in_words(town: Town) -> None:
    heron = town.people["heron"]
    await _record(
        heron, "reports/plan", item_rent="100", from_month="2026-09", until_month="2027-08"
    )
    other = {"from_month": "2027-01", "until_month": "2027-12"}
    answer = await heron.check("reports/plan", item_rent="100", **other)
    assert answer.status_code == 409
    assert "covers some of them: amend it" in text_of(answer.text)
    group = await heron.check("reports/plan", item_rent="100", item_housing="5")
    assert "this would count twice" in text_of(group.text)


async def test_a_budget_without_an_item_is_asked_for_one_and_keeps_what_was_typed(
    town: Town,
) -> None:
    heron = town.people["heron"]
    answer = await heron.check("reports/plan", from_month="2026-09", until_month="2027-08")
    assert answer.status_code == 422
    assert filled_in(answer.text)["until_month"] == "2027-08"


async def test_a_text_is_seen_as_it_will_stand(town: Town) -> None:
    heron = town.people["heron"]
    text = "Tidewater\n\nWe help <b>each other</b>.\nSince 2019."
    checked = await heron.check("reports/wording", kind="about", language="es", text=text)
    assert "Tidewater<br><br>We help &lt;b&gt;each other&lt;/b&gt;.<br>Since 2019." in checked.text
    answer = await heron.send("reports/wording", filled_in(checked.text), "write")
    assert answer.status_code == 303
    assert (await _state(town)).wordings == {(WordingKind.ABOUT, "es"): text}
    page = await heron.page("reports/wording?kind=about&language=es")
    assert "We help &lt;b&gt;each other&lt;/b&gt;." in page


async def test_a_giver_is_named_and_unnamed_by_the_line_of_a_gift(town: Town) -> None:
    heron = town.people["heron"]
    gift = await town.ask(town.fund.donation(40_00, giver=ref(77)), "heron")
    line = str(gift.first)
    await _record(heron, "reports/givers", line=line, standing="named", name="Harbour Union")
    assert await _names(town) == ["Harbour Union"]
    assert (await _state(town)).standings == {ref(77): Standing.NAMED}
    assert "Harbour Union" in text_of(await heron.page("reports"))
    await _record(heron, "reports/givers", giver=str(ref(77)), standing="protected")
    assert await _names(town) == []
    assert (await _state(town)).standings == {}


async def test_a_line_that_is_no_gift_names_no_giver(town: Town) -> None:
    heron = town.people["heron"]
    for line in ("1", "99999", "x", "0", "-3", "9" * 12):
        answer = await heron.check("reports/givers", line=line, standing="counted_apart")
        assert answer.status_code == 422, line
        assert "Write the number of a line that is a gift" in text_of(answer.text)
    answer = await heron.check("reports/givers", line="", standing="named", name="X")
    assert "Choose a giver, or write the line of a gift" in text_of(answer.text)


async def test_an_agreement_is_written_down_and_said_anew(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-01", "until_month": "2026-10"}
    due = day("report_due", date(2026, 12, 1))
    await _record(heron, "reports/agreements", **answers, **due)
    [agreement] = (await _state(town)).agreements.values()
    assert agreement.until_month == "2026-10"
    again = {"agreement": str(agreement.agreement_id), **answers, "until_month": "2026-11"}
    await _record(heron, "reports/agreements", **again, **due)
    [anew] = (await _state(town)).agreements.values()
    assert (anew.giver, anew.until_month) == (agreement.giver, "2026-11")


async def test_bails_are_counted_by_public_records(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-04", "until_month": "2026-06"}
    wrong = await heron.check("reports/dockets", bails="many", **answers)
    assert "Write a whole number, such as 320" in text_of(wrong.text)
    await _record(heron, "reports/dockets", bails="320", **answers)
    [docket] = (await _state(town)).dockets
    assert docket.bails == 320
    assert "320 bails by public records" in text_of(await heron.page("reports"))


async def test_an_auditor_states_something_for_a_report_date(town: Town) -> None:
    await two_with_auditor(town)
    auk = town.people["auk"]
    fields = filled_in(await auk.page("reports/assurance"))
    typed = fields | {"sentences": "cash_counted", "code": town.code("auk")}
    checked = await auk.send("reports/assurance", typed, "check")
    assert checked.status_code == 200, text_of(checked.text)
    answer = await auk.send("reports/assurance", filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    [assurance] = (await _state(town)).assurances
    assert assurance.sentences == (AssuranceSentence.CASH_COUNTED,)
    assert assurance.for_day == date(2026, 11, 15)


async def test_where_two_sign_a_rule_waits_for_another_steward(town: Town) -> None:
    await two_with_auditor(town)
    heron, plover = town.people["heron"], town.people["plover"]
    fields = filled_in(await heron.page("reports/rule"))
    typed = fields | {"is_public": "y", "period_months": "12", "code": town.code("heron")}
    checked = await heron.send("reports/rule", typed, "check")
    assert checked.status_code == 200, text_of(checked.text)
    answer = await heron.send("reports/rule", filled_in(checked.text), "write")
    path = answer.headers["location"].removeprefix(f"{plover.prefix}/")
    page = await plover.page(path)
    assert "Figures come out by" in text_of(page)
    before = (await _state(town)).rule
    assert before is not None
    assert before.period_months == 3
    [acts] = buttons_of(page).values()
    sent = form_at(page, "/sign") | {"_acts": acts, "code": town.code("plover")}
    done = await plover.client.post(f"{plover.prefix}/{path}/sign", data=sent)
    assert done.status_code == 303, text_of(done.text)
    after = (await _state(town)).rule
    assert after is not None
    assert after.period_months == 12


async def test_a_gift_that_would_hold_reports_back_is_told_before_it_is_written(
    town: Town,
) -> None:
    heron = town.people["heron"]
    fund = town.fund
    ids = {"account_id": str(fund.bank), "purpose_id": str(fund.anything)}
    answers = ids | day("occurred_on", town.clock().date())
    small = await heron.check("record/donation", gross="20", **answers)
    assert small.status_code == 200, text_of(small.text)
    assert "a large part of all" not in text_of(small.text)
    large = await heron.check("record/donation", gross="9000000", **answers)
    assert "a large part of all" in text_of(large.text)


async def test_a_fund_without_a_rule_says_so_and_publishes_nothing(town: Town) -> None:
    heron = town.people["heron"]
    other = await open_fund(town.site.books, founder=heron.sign_in)
    prefix = f"/en/{other.fund_id}/reports"
    overview = await heron.client.get(prefix)
    assert "This fund has no public pages." in text_of(overview.text)
    assert "publishes no reports" in text_of((await heron.client.get(f"{prefix}/next")).text)
    form = await heron.client.get(f"{prefix}/rule")
    assert form.status_code == 200
    assert (await heron.client.get(f"/en/{uuid4()}/reports")).status_code == 404


async def test_an_agreement_that_is_sent_twice_is_written_down_once(town: Town) -> None:
    heron = town.people["heron"]
    answers = {"from_month": "2026-05", "until_month": "2026-06"}
    due = day("report_due", date(2026, 9, 1))
    checked = await heron.check("reports/agreements", **answers, **due)
    for _ in range(2):
        answer = await heron.send("reports/agreements", filled_in(checked.text), "write")
        assert answer.status_code == 303, text_of(answer.text)
    assert len((await _state(town)).agreements) == 1


async def test_a_name_that_is_sent_twice_is_asked_for_once(town: Town) -> None:
    heron = town.people["heron"]
    line = str((await town.ask(town.fund.donation(40_00, giver=ref(77)), "heron")).first)
    checked = await heron.check("reports/givers", line=line, standing="named", name="Harbour Union")
    for _ in range(2):
        answer = await heron.send("reports/givers", filled_in(checked.text), "write")
        assert answer.status_code == 303, text_of(answer.text)
    assert await _names(town) == ["Harbour Union"]
