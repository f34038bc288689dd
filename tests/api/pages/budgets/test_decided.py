"""What members decided: a budget by them, its amendment, and a payment that rests on it."""

import re

import httpx
import pytest_asyncio
from msgspec.structs import replace

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.deciding.commands import WithdrawProposal
from ledger.events import ProposalKind
from ledger.orders.commands import Act, WithdrawOrder
from tests.api.client import site_of_client
from tests.api.pages.budgets.stage import (
    MONEY,
    amendment,
    decide,
    item,
    main_of,
    promise,
    propose,
    two_budget,
)
from tests.api.pages.budgets.test_item import links
from tests.api.two_people import Person, Two, set_up
from tests.funds import DAY


@pytest_asyncio.fixture(loop_scope="session")
async def two(stranger: httpx.AsyncClient) -> Two:
    """A fund that two people keep, with five members."""
    return await set_up(stranger)


async def page_of(person: Person, path: str) -> str:
    """Return a page of the fund."""
    answer = await person.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_budget_leads_to_the_decision_and_the_decision_is_called_by_its_title(
    two: Two,
) -> None:
    rent = item("rent", 500_00)
    decision = await decide(two, ProposalKind.BUDGET, two_budget(rent), "Money for two years")
    (budget_id,) = (await two.fund()).budgets.budgets
    more = replace(amendment(budget_id, replace(rent, amount=700_00)), occurred_on=DAY)
    change = await decide(two, ProposalKind.AMENDMENT, more, "More for rent")
    for handle in ("lou", "ida"):
        for path in ("budget", f"budget/items/{rent.item_id}"):
            page = await page_of(two[handle], path)
            assert links(page, "decisions")[:2] == [f"decisions/{decision}", f"decisions/{change}"]
            said = main_of(page)
            assert "Adopted by the members: Money for two years" in said
            assert "Changed by the members: More for rent" in said
            assert "Rent: $700.00, before $500.00" in said


async def test_words_that_are_forgotten_leave_the_two_words_of_the_case(two: Two) -> None:
    rent = item("rent", 500_00)
    decision = await decide(two, ProposalKind.BUDGET, two_budget(rent), "Money for two years")
    site = site_of_client(two["ida"].browser)
    await site.deciding.forget(two.opened.fund_id, decision, actor=str(two["lou"].who))
    page = await page_of(two["lou"], "budget")
    assert "Money for two years" not in page
    assert f"decisions/{decision}" in links(page, "decisions")


async def test_the_line_of_a_decided_budget_leads_to_the_decision(two: Two) -> None:
    decision = await decide(two, ProposalKind.BUDGET, two_budget(item("rent", 9_00)), "Nine")
    position = await adopted_at(two)
    page = await page_of(two["ida"], f"lines/{position}")
    assert "Decided by Nine" in main_of(page)
    assert f"decisions/{decision}" in links(page, "decisions")


async def adopted_at(two: Two) -> int:
    """Return the line in which the last budget was adopted."""
    site = site_of_client(two["ida"].browser)
    published = await site.publishing.published(two.opened.fund_id, "America/New_York")
    return published.publications[-1].position


async def test_a_budget_of_two_stewards_says_so(two: Two) -> None:
    order = await two.ask_for(two_budget(item("rent", 9_00)))
    await two.sign(order, "noor", Act.APPROVE)
    desk = await page_of(two["ida"], "budget")
    assert "Adopted by the order" in main_of(desk)
    assert links(desk, "orders") == [f"orders/{order.order}"]
    plain = await page_of(two["lou"], "budget")
    assert "Adopted without a decision of the members" in main_of(plain)
    assert "/orders/" not in plain
    line = await page_of(two["ida"], f"lines/{await adopted_at(two)}")
    assert f"orders/{order.order}" in links(line, "orders")
    assert "Decided by" not in main_of(line)


async def test_an_order_of_two_shows_the_budget_before_and_after(two: Two) -> None:
    rent = item("rent", 500_00)
    order = await two.ask_for(two_budget(rent))
    waiting = await page_of(two["noor"], f"orders/{order.order}")
    assert "$500.00 in all. Nothing was planned for these months before." in main_of(waiting)
    assert links(waiting, "budget/items") == []
    await two.sign(order, "noor", Act.APPROVE)
    (budget_id,) = (await two.fund()).budgets.budgets
    promised = await two.ask_for(promise(two.opened, 60_00, DAY))
    await two.sign(promised, "noor", Act.APPROVE)
    more = amendment(budget_id, replace(rent, amount=700_00), on=DAY)
    change = await two.ask_for(more)
    page = await page_of(two["noor"], f"orders/{change.order}")
    assert "$700.00 in all, where $500.00 was planned: more than before." in main_of(page)
    assert "The budget of January 2026 to December 2027" in main_of(page)
    assert "$60.00" in main_of(page)
    assert "$640.00" in main_of(page)
    await two.sign(change, "noor", Act.APPROVE)
    done = await page_of(two["noor"], f"orders/{change.order}")
    assert "$700.00 in all, where $500.00 was planned: more than before." in main_of(done)
    assert "$640.00" not in main_of(done)
    assert links(done, "budget/items") == [f"budget/items/{rent.item_id}"]


async def test_an_order_that_was_withdrawn_shows_no_picture(two: Two) -> None:
    order = await two.ask_for(two_budget(item("rent", 500_00)))
    withdrawn = WithdrawOrder(occurred_on=DAY, case_id=order.case_id, order_id=order.order)
    await two.give(withdrawn, "ida")
    assert "in all" not in main_of(await page_of(two["noor"], f"orders/{order.order}"))


async def test_a_decision_leads_to_its_items_once_it_is_carried_out(two: Two) -> None:
    rent = item("rent", 500_00)
    decision = await decide(two, ProposalKind.BUDGET, two_budget(rent), "Money for two years")
    (budget_id,) = (await two.fund()).budgets.budgets
    for handle in ("lou", "ida"):
        page = await page_of(two[handle], f"decisions/{decision}")
        [picture] = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
        assert links(picture, "budget/items") == [f"budget/items/{rent.item_id}"]
        assert "What it plans" in main_of(page)
        assert "Promised" not in main_of(page)
    more = amendment(budget_id, replace(rent, amount=700_00), on=DAY)
    proposed = await propose(two, ProposalKind.AMENDMENT, more, "More for rent")
    for handle in ("lou", "ida"):
        page = await page_of(two[handle], f"decisions/{proposed}")
        assert links(page, "budget/items") == []
        assert "from Monday on" not in main_of(page)
        assert ("Would be left" in main_of(page)) is (handle == "ida")


async def test_what_was_taken_back_is_shown_against_the_budget_of_then(two: Two) -> None:
    rent = item("rent", 500_00)
    await decide(two, ProposalKind.BUDGET, two_budget(rent), "Money for two years")
    (budget_id,) = (await two.fund()).budgets.budgets
    more = amendment(budget_id, replace(rent, amount=700_00), on=DAY)
    proposed = await propose(two, ProposalKind.AMENDMENT, more, "More for rent")
    await two.give(WithdrawProposal(occurred_on=DAY, case_id=proposed), "lou")
    other = amendment(budget_id, replace(rent, amount=900_00), on=DAY)
    await decide(two, ProposalKind.AMENDMENT, other, "Much more for rent")
    said = main_of(await page_of(two["ida"], f"decisions/{proposed}"))
    assert "$700.00 in all, where $500.00 was planned: more than before." in said
    assert "$900.00" not in said


async def test_whoever_may_is_led_to_the_form_that_changes_a_budget(two: Two) -> None:
    await decide(two, ProposalKind.BUDGET, two_budget(item("rent", 500_00)), "Rent")
    (budget_id,) = (await two.fund()).budgets.budgets
    page = await page_of(two["lou"], "budget")
    assert links(page, "decisions/new") == [f"decisions/new/amendment/{budget_id}"]
    await page_of(two["lou"], f"decisions/new/amendment/{budget_id}")


async def test_an_order_says_which_item_it_would_take_from(two: Two) -> None:
    rent = item("rent", 500_00)
    await decide(two, ProposalKind.BUDGET, two_budget(rent), "Rent")
    promised = await two.ask_for(promise(two.opened, 60_00, DAY))
    paid = await two.ask_for(
        PayCost(
            occurred_on=DAY,
            account_id=two.opened.bank,
            purpose_id=two.opened.anything,
            category=CostCategory.HOSTING,
            amount=5_00,
            **MONEY,
        )
    )
    page = await page_of(two["ida"], f"orders/{promised.order}")
    assert links(page, "budget/items") == [f"budget/items/{rent.item_id}"]
    said = main_of(await page_of(two["ida"], f"orders/{paid.order}"))
    assert "Budget item No budget item" in said
    waiting = await page_of(two["ida"], f"budget/items/{rent.item_id}")
    assert "Orders that would take from it" in main_of(waiting)
    assert links(waiting, "orders") == [f"orders/{promised.order}"]


async def test_a_line_that_an_order_wrote_leads_to_the_order(two: Two) -> None:
    asked = await two.ask_for(promise(two.opened, 60_00, DAY))
    signed = await two.sign(asked, "noor", Act.APPROVE)
    case = await two.case(signed.case_id)
    page = await page_of(two["ida"], f"lines/{case.lines[-1].position}")
    assert f"orders/{asked.order}" in links(page, "orders")
