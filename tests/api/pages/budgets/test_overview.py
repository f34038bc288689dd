"""The budgets: the desk reads them as of now, a seat as of Sunday, a member what was decided."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from api.pages.budgets import overview
from ledger.chart import Category
from ledger.events import Reserve, Role
from ledger.policy import SetPolicy, keeping
from tests.api.pages.budgets.stage import (
    ADOPTED_ON,
    amendment,
    budget,
    budget_id_of,
    bytes_of,
    item,
    main_of,
    next_week,
    promise,
    three_seats,
)
from tests.api.pages.people.stage import Town
from tests.api.publishing.conftest import town

__all__ = ["town"]


async def test_the_desk_reads_every_item_as_of_now_and_what_stands_outside(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00), item("reserve", 300_00)), "heron")
    await town.ask(promise(town.fund, 80_00), "heron")
    said = main_of(await town.people["heron"].page("budget"))
    assert "January to December 2026" in said
    assert "Rent $2,000.00 $80.00 $720.00 $1,200.00" in said
    assert "Kept in reserve $300.00" in said
    assert "In all $2,300.00" in said
    assert "Outside the budget" in said
    assert "Hosting" in said
    assert "$20.00" in said
    assert "Adopted without a decision of the members" in said


async def test_more_than_there_was_is_said_in_a_word(town: Town) -> None:
    await town.ask(budget(item("rent", 500_00), item("hosting", 50_00)), "heron")
    said = main_of(await town.people["heron"].page("budget"))
    assert "-$220.00 short" in said
    assert "Everything that was paid or promised in these months stands under an item." in said


async def test_a_seat_reads_it_as_of_sunday_without_what_stands_outside(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00)), "heron")
    await town.ask(promise(town.fund, 80_00), "heron")
    await three_seats(town)
    await next_week(town)
    await town.ask(promise(town.fund, 33_00), "heron")
    page = await town.people["ivy"].page("budget")
    said = main_of(page)
    assert "August 23, 2026" in said
    assert "Rent $2,000.00 $80.00 $720.00 $1,200.00" in said
    assert "It is noted that you looked" in said
    assert "Outside the budget" not in said
    assert "/lines/" not in page
    assert "ivy" in main_of(await town.people["heron"].page("seat")).partition("Who looked")[2]


async def test_a_member_reads_what_was_decided_and_no_payment_changes_it(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00, carries_over=True)), "heron")
    lou = await town.join("lou", by="heron")
    before = await bytes_of(lou, "budget")
    said = main_of(before)
    assert "Rent what is left goes on into the next budget $2,000.00" in said
    for word in ("Paid", "Promised", "Left", "Outside", "$720.00"):
        assert word not in said
    await town.ask(promise(town.fund, 80_00), "heron")
    await town.ask(town.fund.donation(50_00, occurred_on=ADOPTED_ON), "heron")
    assert await bytes_of(lou, "budget") == before


async def test_changes_stand_one_below_the_other(town: Town) -> None:
    rent, food = item("rent", 2_000_00), item("food", 100_00)
    await town.ask(budget(rent, food), "heron")
    budget_id = await budget_id_of(town)
    more = item("phone", 40_00)
    await town.ask(amendment(budget_id, replace(rent, amount=2_500_00), more), "heron")
    await town.ask(amendment(budget_id, replace(food, amount=0)), "heron")
    await town.join("lou", by="heron")
    for handle in ("heron", "lou"):
        said = main_of(await town.people[handle].page("budget"))
        history = said.partition("How it came to be so")[2]
        first, second, third = (
            history.index(text)
            for text in (
                "Adopted without a decision",
                "Rent: $2,500.00, before $2,000.00 Telephone: $40.00, new",
                "Food: $100.00 before, taken out",
            )
        )
        assert first < second < third


async def test_reserves_of_the_rules_stand_beside(town: Town) -> None:
    policy = (await town.state()).governance.policy
    kept: SetPolicy = keeping(
        policy, ADOPTED_ON, reserves=(Reserve(amount=900_00, categories=(Category.BAIL,)),)
    )
    await town.ask(kept, "heron")
    said = main_of(await town.people["heron"].page("budget"))
    assert "Kept back by the rules" in said
    assert "$900.00" in said
    assert "No budget was adopted yet" in said


async def test_the_budget_of_now_comes_first_and_the_past_last(town: Town) -> None:
    for months in (("2026-01", "2026-03"), ("2026-10", "2026-12"), ("2026-07", "2026-09")):
        first, last = months
        await town.ask(budget(item("rent", 10_00), from_month=first, until_month=last), "heron")
    said = main_of(await town.people["heron"].page("budget"))
    places = [said.index(f"{each} 2026") for each in ("September", "December", "March")]
    assert places == sorted(places)
    assert said.count("Its months are over.") == 1


async def test_of_old_budgets_the_figures_stand_on_the_pages_of_their_items(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "EXACT", 1)
    for month in ("2026-04", "2026-08"):
        hosting = item("hosting", 9_00)
        await town.ask(budget(hosting, from_month=month, until_month=month), "heron")
    heron = town.people["heron"]
    said = main_of(await heron.page("budget"))
    assert said.count("Outside the budget") == 1
    assert said.count("What was paid of it stands on the page of each item.") == 1
    old = next(iter((await town.state()).budgets.budgets.values())).items[0]
    assert "Hosting $9.00 $0.00 $5.00 $4.00" in main_of(
        await heron.page(f"budget/items/{old.item_id}")
    )


async def test_the_plan_leads_to_the_budgets(town: Town) -> None:
    page = await town.people["heron"].page("plan")
    for path in ("budget", "decisions"):
        assert f'href="/en/{town.fund.fund_id}/{path}"' in page


async def test_only_the_desk_reads_the_lines_outside(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00)), "heron")
    await town.join("lou", by="heron")
    await town.join("ivy", Role.SEAT, by="heron")
    path = f"budget/outside/{await budget_id_of(town)}"
    said = main_of(await town.people["heron"].page(path))
    assert "Hosting $0.00 $20.00" in said
    for handle in ("lou", "ivy"):
        assert (await town.people[handle].get(path)).status_code == 403
    unknown = await town.people["heron"].get(f"budget/outside/{uuid4()}")
    assert unknown.status_code == 404
