"""What was decided about money and nobody let go in time: told beforehand, and then folded away."""

from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from msgspec.structs import replace

from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.deciding.commands import Propose
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.orders.commands import RequestOrder
from ledger.rejections import DecisionLapsed
from tests.api.pages.deciding.stage import page_text, say, settle
from tests.api.pages.people.stage import Town
from tests.funds import DAY, today_at

LADDER: Final = TEMPLATES["amount_ladder"]
WEEK: Final = replace(
    LADDER, stages=tuple(replace(each, lapses_days=7) for each in LADDER.stages), version=2
)


@pytest_asyncio.fixture(loop_scope="session")
async def town(town_alone: Town) -> Town:
    """A town in which what approvers decide about money has to be let go within a week."""
    protocols = (
        KindProtocol(kind=ProposalKind.ANYTHING, protocol=TEMPLATES["consent"]),
        KindProtocol(kind=ProposalKind.MONEY, protocol=WEEK),
    )
    return await settle(town_alone, SetDeciding(occurred_on=DAY, protocols=protocols))


def cost(town: Town) -> PayCost:
    return PayCost(
        occurred_on=DAY,
        account_id=town.fund.bank,
        purpose_id=town.fund.anything,
        category=CostCategory.HOSTING,
        amount=77_00,
        currency="USD",
        exponent=2,
    )


async def decided(town: Town) -> UUID:
    """Have approvers decide to pay a bill."""
    receipt = await town.site.deciding.propose(
        town.fund.fund_id,
        Propose(occurred_on=DAY, kind=ProposalKind.MONEY, text_hash="", order=cost(town)),
        "The bill",
        "It is due.",
        actor=str(town.people["heron"].sign_in),
        key=uuid4().hex,
    )
    for handle in ("heron", "plover"):
        await say(town, handle, f"decisions/{receipt.answer.case_id}", "agree")
    return receipt.answer.case_id


async def later(town: Town, days: int) -> None:
    town.clock.pass_by(days=days)
    for handle, person in tuple(town.people.items()):
        await town.come(person.sign_in, handle)


def day_in(town: Town, days: int) -> str:
    """Say a day as pages do."""
    day = today_at(town.site.now()) + timedelta(days=days)
    return f"{day:%b} {day.day}, {day.year}"


async def asked_for(town: Town, decision: UUID) -> str:
    order = RequestOrder(occurred_on=DAY, order=cost(town), decision=decision)
    answer = await town.ask(order, "heron")
    case = await town.site.books.get_case(town.fund.fund_id, answer.case_id)
    return f"orders/{case.lines[0].event.order}"  # type: ignore[union-attr]


async def test_the_day_is_told_beforehand_and_then_it_came_to_nothing(town: Town) -> None:
    decision = await decided(town)
    last = day_in(town, 7)
    page = f"decisions/{decision}"
    member = await page_text(town, "kite", page)
    assert f"Lapses after {last}" in member
    assert f"Lapses after {last}" in await page_text(town, "heron", page)
    orders = await page_text(town, "heron", "orders")
    assert f"Nobody has asked for it yet. It lapses after {last}." in orders
    await later(town, 7)
    assert "Ask for it as decided" in await page_text(town, "heron", page)
    await later(town, 1)
    day = today_at(town.site.now()) - timedelta(days=1)
    over = f"It could be let go through {day:%B} {day.day}, {day.year}."
    orders = await page_text(town, "heron", "orders")
    assert "Decided by the members, and came to nothing" in orders
    assert over in orders
    desk = await page_text(town, "heron", page)
    assert f"Adopted; it came to nothing. {over}" in desk
    assert "Ask for it as decided" not in orders + desk
    assert await page_text(town, "kite", page) == member


async def test_an_order_says_until_when_it_is_let_go(town: Town) -> None:
    decision = await decided(town)
    last = day_in(town, 7)
    path = await asked_for(town, decision)
    said = await page_text(town, "heron", path)
    assert f"It has to be let go through {last}; then it lapses." in said
    await later(town, 8)
    said = await page_text(town, "heron", path)
    assert f"What the members decided lapsed after {last}: take this order back." in said


async def test_it_is_refused_with_the_day(town: Town) -> None:
    decision = await decided(town)
    await later(town, 8)
    with pytest.raises(DecisionLapsed) as refused:
        await asked_for(town, decision)
    assert refused.value.until == today_at(town.site.now()) - timedelta(days=1)


async def test_the_rule_is_said_in_words_and_set_in_the_form(town: Town) -> None:
    said = await page_text(town, "kite", "decisions/rules")
    assert "What it decides about money lapses unless it is let go within 7 days." in said
    form = await town.people["heron"].page("decisions/rules/change")
    assert 'name="lapses_days_money"' in form
    assert 'name="lapses_days_one_case"' in form
    assert 'name="lapses_days_anything"' not in form
