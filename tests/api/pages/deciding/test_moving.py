"""What a plain member reads about decisions moves with no payment, and tells of no case."""

import re
from datetime import date
from typing import Final
from uuid import UUID, uuid4

import pytest_asyncio

from ledger.case_label import case_label
from ledger.chart import Category, CostCategory
from ledger.consents import RecordConsent
from ledger.costs import PayCost
from ledger.deciding.commands import Propose
from ledger.deciding.setting import SetDeciding
from ledger.deciding.templates import TEMPLATES
from ledger.events import ConsentScope, Instalment, Urgency
from ledger.events.deciding import KindProtocol, ProposalKind
from ledger.grants import CommitGrant
from ledger.orders.commands import Act, RequestOrder, SignOrder
from ledger.orders.state import orders_of
from ledger.requests import ScreenRequest
from tests.api.pages.deciding.stage import page_text, propose, say, settle
from tests.api.pages.people.stage import Town
from tests.funds import DAY

_PAGES: Final = ("decisions", "decisions/new", "decisions/agenda", "decisions/rules")
_FRESH: Final = re.compile(r'name="(?:_key|_token|slip)" value="[^"]*"')


@pytest_asyncio.fixture(loop_scope="session")
async def town(town_alone: Town) -> Town:
    names = {
        ProposalKind.ANYTHING: "consent",
        ProposalKind.BUDGET: "consent",
        ProposalKind.MONEY: "amount_ladder",
        ProposalKind.ONE_CASE: "consent",
    }
    setting = SetDeciding(
        occurred_on=DAY,
        case_votes=True,
        protocols=tuple(
            KindProtocol(kind=kind, protocol=TEMPLATES[name]) for kind, name in names.items()
        ),
    )
    return await settle(town_alone, setting)


async def seen(town: Town, handle: str, *paths: str) -> dict[str, str]:
    """Return pages as somebody reads them, without what is fresh on each."""
    person = town.people[handle]
    return {path: _FRESH.sub("", await person.page(path)) for path in (*_PAGES, *paths)}


def cost(town: Town, amount: int = 90_00) -> PayCost:
    return PayCost(
        occurred_on=DAY,
        account_id=town.fund.bank,
        purpose_id=town.fund.anything,
        category=CostCategory.HOSTING,
        amount=amount,
        currency="USD",
        exponent=2,
    )


async def pay(town: Town, command: PayCost, decision: UUID | None = None) -> None:
    """Have two people pay something."""
    asked = RequestOrder(occurred_on=DAY, order=command, prepared=True, decision=decision)
    answer = await town.ask(asked, "heron")
    case = await town.site.books.get_case(town.fund.fund_id, answer.case_id)
    [order] = orders_of(case).values()
    acts = (Act.AUTHORISE, Act.CARRY_OUT)
    sign = SignOrder(
        occurred_on=DAY,
        case_id=answer.case_id,
        order_id=order.order,
        content_hash=order.content_hash,
        acts=acts if decision else (Act.APPROVE, *acts),
    )
    await town.ask(sign, "plover")


async def test_no_page_of_a_plain_member_moves_with_a_payment(town: Town) -> None:
    path = await propose(town)
    budget = await propose(
        town,
        kind="budget",
        from_month="2026-03",
        until_month="2026-12",
        kind_0="hosting",
        amount_0="300",
    )
    before = await seen(town, "kite", path, budget)
    await pay(town, cost(town))
    assert await seen(town, "kite", path, budget) == before


async def test_of_a_decision_about_money_others_read_that_it_was_made_and_no_more(
    town: Town,
) -> None:
    receipt = await town.site.deciding.propose(
        town.fund.fund_id,
        Propose(occurred_on=DAY, kind=ProposalKind.MONEY, text_hash="", order=cost(town, 77_00)),
        "The bill",
        "It is due.",
        actor=str(town.people["heron"].sign_in),
        key=uuid4().hex,
    )
    decision = receipt.answer.case_id
    path = f"decisions/{decision}"
    assert "$77.00" in await page_text(town, "plover", path)
    member = await page_text(town, "kite", path)
    assert "The bill" in member
    assert "$77" not in member
    assert "You are not among those who decide this." in member
    for handle in ("heron", "plover"):
        await say(town, handle, path, "agree")
    assert "Ask for it as decided" in await page_text(town, "heron", path)
    before = await seen(town, "kite", path, f"{path}/minutes")
    assert "Adopted." in before["decisions"]
    await pay(town, cost(town, 77_00), decision)
    assert await seen(town, "kite", path, f"{path}/minutes") == before
    desk = await page_text(town, "plover", path)
    assert "Adopted and carried out." in desk
    assert "The order that carries it out" in desk


async def asked_about_one_case(town: Town) -> UUID:
    """Ask members about the rent of somebody who agreed to that; return the proposal."""
    screened = ScreenRequest(occurred_on=DAY, category=Category.RENT, urgency=Urgency.LATER)
    case_id = (await town.ask(screened, "heron")).case_id
    agreed = ConsentScope.MEMBERS_DECIDE
    await town.ask(RecordConsent(occurred_on=DAY, case_id=case_id, scope=agreed), "heron")
    promised = CommitGrant(
        occurred_on=DAY,
        case_id=case_id,
        category=Category.RENT,
        purpose_id=town.fund.anything,
        instalments=(Instalment(due_on=DAY, amount=620_00),),
        amount=620_00,
        currency="USD",
        exponent=2,
    )
    receipt = await town.site.deciding.propose(
        town.fund.fund_id,
        Propose(
            occurred_on=DAY,
            kind=ProposalKind.ONE_CASE,
            text_hash="",
            order=promised,
            review_on=date(2026, 9, 20),
        ),
        "The rent of Maple Street",
        "Three children.",
        actor=str(town.people["heron"].sign_in),
        key=uuid4().hex,
    )
    return receipt.answer.case_id


async def test_of_one_case_members_read_sort_size_and_urgency_and_nothing_else(
    town: Town,
) -> None:
    proposal_id = await asked_about_one_case(town)
    path = f"decisions/{proposal_id}"
    pages = await seen(town, "kite", path)
    for page in pages.values():
        assert "Maple" not in page
        assert "children" not in page
        assert "620" not in page
    member = await page_text(town, "kite", path)
    assert "Sort of help Rent Size $500 to $2,000 How urgent later" in member
    assert "it could tell whom it is about" in member
    assert "Say what you think" in member
    assert case_label(proposal_id) in member
    desk = await page_text(town, "plover", path)
    assert "The rent of Maple Street" in desk
    assert "$620.00" in desk
    await say(town, "kite", path, "agree")
