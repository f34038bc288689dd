"""The budget form of stewards: items of one purpose, and several of one kind."""

from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from ledger.budgets.state import Budget
from ledger.events import AccountKind, BudgetItem
from ledger.opening import NewAccount, OpenAccount
from tests.api.pages.people.stage import Person, Town
from tests.api.pages.recording.stage import filled_in, text_of
from tests.budgets import adopting, item

MONTHS: Final = {"from_month": "2026-01", "until_month": "2026-08"}
LATER: Final = {"from_month": "2026-09", "until_month": "2026-12"}
PLAN: Final = "reports/plan"


async def record(person: Person, **answers: object) -> str:
    """Write the form over and over again: what it shows, and what is said otherwise."""
    checked = await person.check(PLAN, **answers)
    assert checked.status_code == 200, text_of(checked.text)
    answer = await person.send(PLAN, filled_in(checked.text), "write")
    assert answer.status_code == 303, text_of(answer.text)
    return text_of(checked.text)


async def budgets_of(town: Town) -> list[Budget]:
    found = await town.site.publishing.published(town.fund.fund_id, "UTC")
    return sorted(found.now.budgets.values(), key=lambda each: each.from_month)


def said(items: tuple[BudgetItem, ...]) -> list[tuple[str, int, bool]]:
    """Return kind, amount and whether it is of one purpose."""
    return [(each.kind, each.amount, each.purpose_id is not None) for each in items]


async def test_an_item_of_one_purpose_is_planned_beside_one_of_any(town: Town) -> None:
    heron, pot = town.people["heron"], str(town.fund.bail_only)
    row = {"kind_0": "bail", "purpose_0": pot, "amount_0": "30"}
    checked = await record(heron, **MONTHS, **row, item_bail="10", carries_over="y")
    assert "Bail, from Bail $30.00" in checked
    (budget,) = await budgets_of(town)
    assert said(budget.items) == [("bail", 10_00, False), ("bail", 30_00, True)]
    assert all(each.carries_over for each in budget.items)
    shown = filled_in(await heron.page(PLAN))
    assert (shown["item_bail"], shown["other_0"]) == ("10.00", "30.00")


async def test_only_purposes_that_are_not_for_anything_can_be_chosen(town: Town) -> None:
    page = await town.people["heron"].page(PLAN)
    assert f'value="{town.fund.bail_only}"' in page
    assert f'value="{town.fund.anything}"' not in page


async def test_a_row_is_whole_or_empty(town: Town) -> None:
    heron, pot = town.people["heron"], str(town.fund.bail_only)
    for row, sentence in (
        ({"kind_0": "bail"}, "Write how much"),
        ({"amount_1": "5"}, "Choose what it is for"),
        ({"purpose_2": pot}, "Choose what it is for"),
    ):
        answer = await heron.check(PLAN, **MONTHS, **row, item_rent="1")
        assert answer.status_code == 422
        assert sentence in text_of(answer.text)


async def three_of_bail(town: Town) -> Budget:
    """Adopt a budget with three items for bail, the last of one purpose, and one in euros."""
    euros = NewAccount(kind=AccountKind.BANK, label="Euros", currency="EUR")
    await town.ask(OpenAccount(occurred_on=date(2026, 8, 20), account=euros), "heron")
    command = adopting(date(2026, 8, 20), ("2026-01", "2026-08"), ("bail", 10_00))
    more = (
        item("bail", 20_00, item_id=UUID(int=1), carries_over=True),
        item("bail", 30_00, item_id=UUID(int=2), purpose_id=town.fund.bail_only),
        item("post", 40_00, item_id=UUID(int=3), currency="EUR"),
    )
    await town.ask(replace(command, items=(*command.items, *more)), "heron")
    (budget,) = await budgets_of(town)
    return budget


async def test_rows_are_about_the_items_that_are_there(town: Town) -> None:
    heron, before = town.people["heron"], await three_of_bail(town)
    shown = filled_in(await heron.page(PLAN))
    assert [shown[each] for each in ("item_bail", "other_0", "other_1")] == [
        "10.00",
        "20.00",
        "30.00",
    ]
    same = await heron.check(PLAN, carries_over="y")
    assert "would change" in text_of(same.text)
    row = {"kind_1": "bail", "amount_1": "50"}
    await record(heron, other_0="", other_1="31", carries_over="y", **row)
    (after,) = await budgets_of(town)
    kept = {each.item_id: each for each in before.items}
    assert [each.item_id in kept for each in after.items] == [True, True, True, False]
    assert [(each.kind, each.amount, each.carries_over) for each in after.items] == [
        ("bail", 10_00, False),
        ("bail", 31_00, False),
        ("post", 40_00, False),
        ("bail", 50_00, True),
    ]


async def test_a_further_budget_plans_all_of_them_again(town: Town) -> None:
    heron, before = town.people["heron"], await three_of_bail(town)
    await record(heron, **LATER, carries_over="y", other_1="33")
    first, second = await budgets_of(town)
    assert first == before
    assert said(second.items) == [
        ("bail", 10_00, False),
        ("bail", 20_00, False),
        ("bail", 33_00, True),
        ("post", 40_00, False),
    ]
    assert [each.carries_over for each in second.items] == [False, True, False, False]
    ids = {each.item_id for each in (*first.items, *second.items)}
    assert len(ids) == 8


async def test_the_rows_of_one_budget_leave_another_as_it_is(town: Town) -> None:
    heron = town.people["heron"]
    command = adopting(date(2026, 8, 20), ("2026-09", "2026-12"), ("rent", 5_00))
    pot = item("bail", 7_00, item_id=UUID(int=7), purpose_id=town.fund.bail_only)
    await town.ask(replace(command, items=(*command.items, pot)), "heron")
    await three_of_bail_before(town)
    await record(heron, **LATER, item_bail="", item_rent="6", other_0="21")
    _, second = await budgets_of(town)
    assert said(second.items) == [("rent", 6_00, False), ("bail", 7_00, True)]


async def three_of_bail_before(town: Town) -> None:
    """Adopt the budget of `three_of_bail` where there is another one already."""
    command = adopting(date(2026, 8, 20), ("2026-01", "2026-08"), ("bail", 10_00))
    more = item("bail", 20_00, item_id=UUID(int=1), carries_over=True)
    await town.ask(replace(command, items=(*command.items, more)), "heron")
