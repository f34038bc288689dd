"""Two open proposals about one budget name each other; the desk reads of orders as well."""

import re
from typing import Any, Final
from uuid import UUID

from ledger.budgets.commands import AmendBudget
from ledger.events import BudgetItem
from ledger.orders.commands import RequestOrder
from tests.api.pages.deciding.stage import (
    REVIEW,
    WORDS,
    carry_out,
    page_text,
    press,
    proposal_at,
    propose,
    say,
)
from tests.api.pages.people.stage import Town
from tests.api.pages.recording.stage import text_of
from tests.funds import DAY

MONTHS: Final = {"from_month": "2026-04", "until_month": "2026-12"}
ITEMS: Final[dict[str, Any]] = {
    "kind_0": "rent",
    "amount_0": "600",
    "kind_1": "food",
    "amount_1": "200.50",
    "name_1": "Kitchen",
}
EVERYBODY: Final = ("wren", "kite", "gull", "crane", "heron", "plover")
NOTED: Final = "Something else that is open is about the same budget:"
BOTH: Final = "Once one of them counts, the other may have to be proposed anew."


async def adopted(town: Town) -> UUID:
    """Let the members adopt a budget; return its id."""
    path = await propose(town, kind="budget", **(MONTHS | ITEMS))
    for handle in EVERYBODY:
        await say(town, handle, path, "agree")
    await carry_out(town, await proposal_at(town, path))
    (budget,) = (await town.state()).budgets.budgets
    return budget


async def changed(town: Town, budget: UUID, title: str, **amounts: str) -> str:
    """Propose a change of the budget."""
    return await propose(town, kind=f"amendment/{budget}", title=title, **amounts)


def two_would(budget: UUID, item: BudgetItem) -> AmendBudget:
    """Return a change that two stewards sign: one item twice as large."""
    fields = {name: getattr(item, name) for name in BudgetItem.__struct_fields__}
    more = BudgetItem(**(fields | {"amount": item.amount * 2}))
    return AmendBudget(occurred_on=DAY, budget=budget, items=(more,))


async def test_open_changes_of_one_budget_name_each_other_and_the_items_of_both(
    town: Town,
) -> None:
    budget = await adopted(town)
    first = await changed(town, budget, "More rent", amount_0="700")
    assert NOTED not in await page_text(town, "kite", first)
    answers = WORDS | REVIEW | {"amount_0": "650", "amount_1": "0"}
    checked = await town.people["gull"].check(f"decisions/new/amendment/{budget}", **answers)
    said = text_of(checked.text)
    assert f"{NOTED} A proposal: More rent Both change Rent. {BOTH}" in said
    assert said.index(NOTED) < said.index("Put it forward", said.index("By which rule"))
    second = await changed(town, budget, "Less food", amount_1="100")
    assert f"{NOTED} A proposal: More rent {BOTH} What is shown" in await page_text(
        town, "kite", second
    )
    page = await town.people["kite"].page(first)
    assert "A proposal: Less food" in text_of(page)
    assert f'/{second}"' in page
    await press(town, "wren", second, "withdraw")
    assert NOTED not in await page_text(town, "kite", first)
    assert NOTED not in await page_text(town, "kite", second)


async def test_a_change_of_a_proposal_does_not_name_itself_and_says_its_budget(
    town: Town,
) -> None:
    budget = await adopted(town)
    path = await changed(town, budget, "More rent", amount_0="700")
    form = await page_text(town, "wren", f"{path}/change")
    assert "It changes the budget of April to December 2026." in form
    checked = await town.people["wren"].check(f"{path}/change", amount_0="750")
    assert checked.status_code == 200
    assert NOTED not in text_of(checked.text)


async def test_an_order_of_two_about_the_same_budget_is_named_to_the_desk_alone(
    town: Town,
) -> None:
    budget = await adopted(town)
    path = await changed(town, budget, "More rent", amount_0="700")
    before = await seen(town, "kite", path)
    item = (await town.state()).budgets.budgets[budget].items[0]
    asked = RequestOrder(occurred_on=DAY, order=two_would(budget, item))
    await town.ask(asked, "heron")
    desk = await page_text(town, "heron", path)
    assert f"An order that two people sign: April to December 2026 Both change Rent. {BOTH}" in desk
    assert await seen(town, "kite", path) == before
    order = re.search(r"orders/[0-9a-f-]{36}", await town.people["heron"].page(path))
    assert order is not None
    said = await page_text(town, "heron", order[0])
    assert "An order: open, as usual Change the budget of April to December 2026." in said


async def seen(town: Town, handle: str, path: str) -> str:
    """Return a page without what is fresh on it."""
    return re.sub(r'name="(?:_key|_token)" value="[^"]*"', "", await town.people[handle].page(path))


async def test_two_budgets_of_the_same_months_say_that_only_one_can_count(town: Town) -> None:
    first = await propose(town, kind="budget", title="Small", **(MONTHS | ITEMS))
    others = ITEMS | {"from_month": "2026-10", "until_month": "2027-03"}
    await propose(town, kind="budget", title="Large", **others)
    later = {"from_month": "2027-04", "until_month": "2027-06"}
    apart = await propose(town, kind="budget", title="Next", **(ITEMS | later))
    said = await page_text(town, "kite", first)
    assert "A proposal: Large A month has only one budget" in said
    assert "Next" not in said
    assert NOTED not in await page_text(town, "kite", apart)


async def test_the_form_of_a_change_names_its_budget_and_has_one_free_row(town: Town) -> None:
    budget = await adopted(town)
    path = f"decisions/new/amendment/{budget}"
    form = await town.people["wren"].page(path)
    assert "Propose a change of the budget of April to December 2026" in text_of(form)
    assert 'name="kind_2"' in form
    assert 'name="kind_3"' not in form
    sent = await town.people["wren"].send(f"{path}?more=y", WORDS | {"kind_2": ""}, "change")
    assert 'name="kind_6"' in sent.text


async def test_what_was_decided_stands_in_the_list_with_its_day(town: Town) -> None:
    path = await propose(town)
    await press(town, "wren", path, "withdraw")
    day = r"[A-Z][a-z]{2} \d{1,2}, \d{4} · Anything else · Taken back"
    assert re.search(day, await page_text(town, "kite", "decisions"))
