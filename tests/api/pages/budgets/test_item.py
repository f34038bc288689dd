"""One item: a member reads what was decided; the desk follows it down to every line and back."""

import re
from datetime import date
from uuid import uuid4

from msgspec.structs import replace

from ledger.chart import CostCategory
from ledger.costs import PayCost
from tests.api.pages.budgets.stage import (
    ADOPTED_ON,
    MONEY,
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
from tests.api.pages.people.stage import Person, Town
from tests.api.publishing.conftest import town

__all__ = ["town"]


def links(page: str, part: str) -> list[str]:
    """Return the addresses on a page that lead to *part* of the fund."""
    return re.findall(rf'href="(?:/en/[^"/]+)?/({part}/[^"]+)"', page)


async def items_of(person: Person) -> list[str]:
    """Return the addresses of the items in the budget, in its order."""
    return links(await person.page("budget"), "budget/items")


async def test_the_desk_follows_an_item_to_its_lines_promises_and_orders(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00), item("hosting", 100_00)), "heron")
    await town.ask(promise(town.fund, 80_00), "heron")
    heron = town.people["heron"]
    rent, hosting = await items_of(heron)
    page = await heron.page(rent)
    said = main_of(page)
    assert "Rent $2,000.00 $80.00 $720.00 $1,200.00" in said
    assert "Promised and not paid yet" in said
    assert "of $80.00" in said
    lines = page.partition('id="lines"')[2]
    assert len(set(links(lines, "lines"))) == 25  # twelve promised and paid, and one promised
    assert len(set(links(await heron.page(hosting), "lines"))) == 4


async def test_from_a_line_and_its_case_back_to_the_item(town: Town) -> None:
    await town.ask(budget(item("rent", 2_000_00)), "heron")
    promised = await town.ask(promise(town.fund, 80_00), "heron")
    heron = town.people["heron"]
    (rent,) = await items_of(heron)
    for path in (f"lines/{promised.last}", f"cases/{promised.case_id}"):
        page = await heron.page(path)
        assert links(page, "budget/items") == [rent]
        assert "Budget item Rent" in main_of(page)


async def test_what_no_item_covers_says_so(town: Town) -> None:
    await town.ask(budget(item("food", 2_000_00)), "heron")
    promised = await town.ask(promise(town.fund, 80_00), "heron")
    for path in (f"lines/{promised.last}", f"cases/{promised.case_id}"):
        assert "No budget item" in main_of(await town.people["heron"].page(path))


async def test_a_fund_without_a_budget_says_nothing_of_items(town: Town) -> None:
    promised = await town.ask(promise(town.fund, 80_00), "heron")
    for path in (f"lines/{promised.last}", f"cases/{promised.case_id}"):
        assert "udget item" not in main_of(await town.people["heron"].page(path))


async def test_an_item_of_one_purpose_has_the_lines_of_that_purpose(town: Town) -> None:
    fund = town.fund
    await town.ask(budget(item("bail", 2_000_00), item("bail", 500_00, fund.bail_only)), "heron")
    given = fund.donation(900_00, purpose_id=fund.bail_only, occurred_on=ADOPTED_ON)
    await town.ask(given, "heron")
    of_purpose = await town.ask(
        fund.bail(30_00, purpose_id=fund.bail_only, occurred_on=ADOPTED_ON), "heron"
    )
    plain = await town.ask(fund.bail(40_00, occurred_on=ADOPTED_ON), "heron")
    heron = town.people["heron"]
    for path, answer in zip(await items_of(heron), (plain, of_purpose), strict=True):
        assert links(await heron.page(path), "lines") == [f"lines/{answer.last}"]
    assert "Bail (Bail)" in main_of(await heron.page(f"lines/{of_purpose.last}"))


async def test_a_member_reads_what_was_decided_and_no_line(town: Town) -> None:
    rent = item("rent", 2_000_00)
    await town.ask(budget(rent), "heron")
    await town.ask(amendment(await budget_id_of(town), replace(rent, amount=900_00)), "heron")
    lou = await town.join("lou", by="heron")
    page = await lou.page(f"budget/items/{rent.item_id}")
    said = main_of(page)
    assert "Rent $900.00" in said
    assert "Rent: $900.00, before $2,000.00" in said
    assert "No report is out yet that covers these months." in said
    assert "$720.00" not in said
    assert "/lines/" not in page
    assert "/cases/" not in page
    before = await bytes_of(lou, f"budget/items/{rent.item_id}")
    await town.ask(promise(town.fund, 80_00), "heron")
    assert await bytes_of(lou, f"budget/items/{rent.item_id}") == before


async def test_a_seat_reads_the_figures_of_sunday_and_no_line(town: Town) -> None:
    rent = item("rent", 2_000_00)
    await town.ask(budget(rent), "heron")
    await town.ask(promise(town.fund, 80_00), "heron")
    await three_seats(town)
    await next_week(town)
    await town.ask(promise(town.fund, 33_00), "heron")
    page = await town.people["ivy"].page(f"budget/items/{rent.item_id}")
    assert "Rent $2,000.00 $80.00 $720.00 $1,200.00" in main_of(page)
    assert "/lines/" not in page
    assert "/cases/" not in page


async def test_an_item_that_was_taken_out_still_has_its_page(town: Town) -> None:
    rent, food = item("rent", 2_000_00), item("food", 50_00)
    await town.ask(budget(rent, food), "heron")
    await town.ask(amendment(await budget_id_of(town), replace(food, amount=0)), "heron")
    said = main_of(await town.people["heron"].page(f"budget/items/{food.item_id}"))
    assert "It was taken out of the budget." in said
    assert "Food $50.00" in said
    assert "Food: $50.00 before, taken out" in said


async def test_an_item_that_never_was_leads_nowhere(town: Town) -> None:
    assert (await town.people["heron"].get(f"budget/items/{uuid4()}")).status_code == 404


async def test_many_lines_are_paged(town: Town) -> None:
    hosting = item("hosting", 2_000_00)
    await town.ask(budget(hosting), "heron")
    for _ in range(52):
        await town.ask(paid_cost(town, ADOPTED_ON), "heron")
    heron = town.people["heron"]
    first = await heron.page(f"budget/items/{hosting.item_id}")
    assert len(set(links(first, "lines"))) == 50
    older = re.search(r'rel="next" href="[^"]*(budget/items/[^"]+)"', first)
    assert older
    second = await heron.page(older[1])
    assert len(set(links(second, "lines"))) == 6
    assert not set(links(first, "lines")) & set(links(second, "lines"))


def paid_cost(town: Town, day: date) -> PayCost:
    """Return one cost of hosting."""
    return PayCost(
        occurred_on=day,
        account_id=town.fund.bank,
        purpose_id=town.fund.anything,
        category=CostCategory.HOSTING,
        amount=1_00,
        **MONEY,
    )
