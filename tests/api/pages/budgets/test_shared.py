"""Two items for rent: the pages say how far each is filled, and lead to both."""

from tests.api.pages.budgets.stage import budget, item, main_of, promise
from tests.api.pages.budgets.test_item import items_of, links
from tests.api.pages.people.stage import Town
from tests.api.publishing.conftest import town

__all__ = ["town"]


async def test_what_was_paid_fills_the_first_and_each_has_the_lines_of_both(town: Town) -> None:
    rents = item("rent", 500_00), item("rent", 1_000_00)
    await town.ask(budget(*rents, item("hosting", 100_00)), "heron")
    promised = await town.ask(promise(town.fund, 80_00), "heron")
    heron = town.people["heron"]
    first, second, hosting = await items_of(heron)
    said, then = await heron.page(first), await heron.page(second)
    assert "Rent $500.00 $0.00 $500.00 $0.00" in main_of(said)
    assert "Rent $1,000.00 $80.00 $220.00 $700.00" in main_of(then)
    assert set(links(said, "budget/items")) == set(links(then, "budget/items")) == {first, second}
    assert "There are other items for the same" in main_of(said)
    assert "other items for the same" not in main_of(await heron.page(hosting))
    lines = [set(links(page.partition('id="lines"')[2], "lines")) for page in (said, then)]
    assert lines[0] == lines[1]
    assert f"lines/{promised.last}" in lines[0]
    for path in (f"lines/{promised.last}", f"cases/{promised.case_id}"):
        page = await heron.page(path)
        assert links(page, "budget/items") == [first]
        assert "and other items for the same" in main_of(page)


async def test_the_plan_of_members_has_one_figure_for_both(town: Town) -> None:
    await town.ask(budget(item("rent", 500_00), item("rent", 1_000_00)), "heron")
    lou = await town.join("lou", by="heron")
    assert "Rent $1,500.00" in main_of(await lou.page("plan"))
