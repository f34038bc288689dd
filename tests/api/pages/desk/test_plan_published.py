"""The plan of a member in a fund that publishes: plan, words, reports, costs, statements."""

from datetime import date

import pytest
from msgspec.structs import replace

from api.pages.adopted import USED
from ledger.budgets.commands import AmendBudget
from ledger.events import AssuranceSentence, Role
from ledger.publishing.commands import SetDisclosure, SignAssurance
from tests.api.pages.desk.test_seat import adopt, main_of
from tests.api.pages.people.stage import Town
from tests.api.publishing.conftest import town
from tests.budgets import adopting
from tests.funds import DAY

__all__ = ["town"]


async def publish(town: Town) -> None:
    today, fund_id = town.clock().date(), town.fund.fund_id
    draft = await town.site.publishing.draft(fund_id, today)
    await town.ask(await town.site.publishing.command(fund_id, draft, today), "heron")


async def test_a_member_reads_the_plan_at_once_and_the_words_with_the_report(town: Town) -> None:
    await adopt(town, housing=2_000_00, medical=100_00)
    lou = await town.join("lou", by="heron")
    said = main_of(await lou.page("plan"))
    assert "Housing $2,000.00" in said
    assert "No plan was adopted yet." not in said
    await publish(town)
    report = (await town.site.publishing.published(town.fund.fund_id, "UTC")).now.reports[0]
    words = {each.item: each.word.value.replace("_", " ") for each in report.for_members}
    said = main_of(await lou.page("plan"))
    for item, name in (("housing", "Housing"), ("medical", "Medical costs")):
        used = f"{words[item]} used" if words.get(item) in ("under half", "over half") else ""
        assert f"{name} {used or words.get(item, '')}".strip() in said
    # What was amended since, of which no report has told anything, comes without words.
    published = await town.site.publishing.published(town.fund.fund_id, "UTC")
    (budget,) = published.now.budgets.values()
    more = replace(budget.items[0], amount=3_000_00)
    amendment = AmendBudget(occurred_on=date(2026, 8, 20), budget=budget.budget, items=(more,))
    await town.ask(amendment, "heron")
    said = main_of(await lou.page("plan"))
    assert "Housing $3,000.00" in said
    assert not [word for word in USED.values() if word in said]


async def test_a_member_reads_reports_costs_and_statements_at_once(town: Town) -> None:
    lou = await town.join("lou", by="heron")
    await town.join("auk", Role.AUDITOR, by="heron")
    await publish(town)
    statement = SignAssurance(
        occurred_on=date(2026, 8, 20),
        for_day=date(2026, 11, 15),
        sentences=(AssuranceSentence.CASH_COUNTED,),
    )
    await town.ask(statement, "auk")
    said = main_of(await lou.page("plan"))
    assert "Report 1: January to June 2026" in said
    assert "Two people counted the cash" in said
    assert "$5.00" in said or "$15.00" in said
    assert "$1,200.00" in main_of(await lou.page("plan/reports/1"))
    assert (await lou.get("plan/reports/2")).status_code == 404


@pytest.mark.parametrize("weekly", [False, True])
async def test_the_band_is_shown_where_the_rule_says_so(town: Town, *, weekly: bool) -> None:
    lou = await town.join("lou", by="heron")
    rule = SetDisclosure(occurred_on=DAY, is_public=True, bands_weekly=weekly)
    await town.ask(rule, "heron")
    assert ("The word changes on Mondays." in await lou.page("plan")) is weekly


async def test_a_plan_whose_time_is_over_is_not_shown(town: Town) -> None:
    lou = await town.join("lou", by="heron")
    plan = adopting(DAY, ("2025-01", "2025-12"), ("rent", 90_00))
    await town.ask(plan, "heron")
    assert "No plan was adopted yet." in await lou.page("plan")
