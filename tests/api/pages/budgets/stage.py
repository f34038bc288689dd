"""Budgets of the town: adopted by heron alone, or by the members of a fund of two."""

import re
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.chart import Category
from ledger.deciding.commands import Propose, TakeStance
from ledger.deciding.proposal import proposal_of
from ledger.events import BudgetItem, Instalment, ProposalKind, Role, Stance
from ledger.grants import CommitGrant
from ledger.orders.content import Orderable
from ledger.rejections import DecisionUnknown
from tests.api.client import site_of_client
from tests.api.pages.people.stage import Person, Town
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import Two
from tests.funds import DAY, OpenedFund, today_at

ADOPTED_ON: Final = date(2026, 8, 20)
MONEY: Final[dict[str, Any]] = {"currency": "USD", "exponent": 2}


def item(kind: str, amount: int, purpose_id: UUID | None = None, **more: Any) -> BudgetItem:
    """Return a new item in USD."""
    return BudgetItem(
        item_id=uuid4(), kind=kind, amount=amount, purpose_id=purpose_id, **MONEY, **more
    )


def budget(*items: BudgetItem, **changes: Any) -> AdoptBudget:
    """Return a budget for 2026."""
    fields: dict[str, Any] = {
        "occurred_on": ADOPTED_ON,
        "from_month": "2026-01",
        "until_month": "2026-12",
    }
    return AdoptBudget(items=items, **(fields | changes))


def amendment(budget_id: UUID, *items: BudgetItem, on: date = ADOPTED_ON) -> AmendBudget:
    """Return a change of a budget."""
    return AmendBudget(occurred_on=on, budget=budget_id, items=items)


def promise(fund: OpenedFund, amount: int, day: date = ADOPTED_ON) -> CommitGrant:
    """Return a promise of rent."""
    return CommitGrant(
        occurred_on=day,
        category=Category.RENT,
        purpose_id=fund.anything,
        amount=amount,
        instalments=(Instalment(due_on=day, amount=amount),),
        **MONEY,
    )


async def budget_id_of(town: Town) -> UUID:
    """Return the only budget of the town."""
    (found,) = (await town.state()).budgets.budgets
    return found


async def three_seats(town: Town) -> None:
    """Give three people a seat."""
    for handle in ("ivy", "jay", "kit"):
        await town.join(handle, Role.SEAT, by="heron")


async def next_week(town: Town) -> None:
    """Go on to Tuesday, 25 August: the Sunday before was the 23rd."""
    town.clock.pass_by(days=5)
    for handle in list(town.people):
        await town.come(town.people[handle].sign_in, handle)


async def bytes_of(person: Person, path: str) -> str:
    """Return every byte of a page but the token of its forms."""
    return re.sub(r'(name="_token" value=")[^"]*', r"\1", await person.page(path))


def main_of(page: str) -> str:
    """Return what a page says in its middle."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return text_of(found.group(0))


async def propose(two: Two, kind: ProposalKind, order: Orderable, title: str) -> UUID:
    """Have lou propose it; return the proposal."""
    site = site_of_client(two["ida"].browser)
    proposed = await site.deciding.propose(
        two.opened.fund_id,
        Propose(
            occurred_on=DAY,
            kind=kind,
            text_hash="",
            order=order,
            review_on=today_at(site.now()) + timedelta(days=90),
        ),
        title,
        "As we said.",
        actor=str(two["lou"].who),
        key=str(uuid4()),
    )
    return proposed.answer.case_id


async def decide(two: Two, kind: ProposalKind, order: Orderable, title: str) -> UUID:
    """Have lou propose it, everybody agree, and the service carry it out; return the decision."""
    site = site_of_client(two["ida"].browser)
    fund_id = two.opened.fund_id
    decision = await propose(two, kind, order, title)
    proposal = proposal_of(await two.case(decision))
    for handle in two.people:
        stance = TakeStance(
            occurred_on=DAY,
            case_id=decision,
            stance=Stance.AGREE,
            text_hash=proposal.text_hash,
            content_hash=proposal.content_hash,
        )
        await two.give(stance, handle)
    assert await site.deciding.close_if_due(fund_id, decision)
    with suppress(DecisionUnknown):  # the clock may have been quicker
        await site.deciding.carry_out(
            fund_id, decision, actor=str(two["ida"].who), key=str(uuid4())
        )
    assert decision not in (await two.fund()).deciding.decided
    await site.runner.wait_for(fund_id, (await site.books.get_fund(fund_id))[1])
    return decision


def two_budget(*items: BudgetItem, **changes: Any) -> AdoptBudget:
    """Return a budget for the months of the tests."""
    months = {"occurred_on": DAY, "from_month": "2026-01", "until_month": "2027-12"}
    return budget(*items, **(months | changes))
