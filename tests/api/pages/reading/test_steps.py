"""Steps of orders and lines about people, as the journal, a case and a line show them."""

import re

import httpx
import pytest_asyncio

from api.pages.reading.kinds import FAMILIES, KINDS, SAID
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.events import EVENTS, BailPosted, OrderCarriedOut, Reason, Role, Way
from ledger.members import GrantMandate
from ledger.orders.commands import Act, ChangeOrder
from ledger.recordings import CorrectLine
from projections.journal import KINDS as TOPICS
from projections.journal import kind_of
from tests.api.client import site_of_client
from tests.api.pages.reading.parts import positions
from tests.api.pages.recording.stage import text_of
from tests.api.two_people import Two, set_up
from tests.funds import DAY


@pytest_asyncio.fixture(loop_scope="session")
async def two(stranger: httpx.AsyncClient) -> Two:
    """A fund that two people keep."""
    return await set_up(stranger)


def said(page: str) -> str:
    """Return what the main part of a page says, with the random part of handles left out."""
    found = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert found
    return re.sub(r"\b(ida|noor|sol|wren|lou)-[0-9a-f]{6}\b", r"\1", text_of(found.group(0)))


async def read(two: Two, path: str, handle: str = "ida") -> str:
    site = site_of_client(two[handle].browser)
    _, position = await site.books.get_fund(two.opened.fund_id)
    await site.runner.wait_for(two.opened.fund_id, position)
    page = await two[handle].get(path)
    assert page.status_code == 200, text_of(page.text)
    return page.text


def test_every_fact_has_a_name_a_sentence_and_a_family_to_filter_by() -> None:
    kinds = {kind_of(topic) for topic in EVENTS}
    assert set(KINDS) == kinds
    assert set(SAID) == kinds
    reachable = {topic for family in FAMILIES for topic in TOPICS[family]}
    assert reachable == set(EVENTS)


async def test_a_case_tells_the_steps_of_its_order_by_handle(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00))
    case = said(await read(two, f"cases/{order.case_id}"))
    assert "Something asked for" in case
    assert "Asked for, and not carried out yet Pay $50.00 of bail from Bank" in case
    await two.give(
        ChangeOrder(
            occurred_on=DAY,
            case_id=order.case_id,
            order_id=order.order,
            order=two.opened.bail(45_00),
        ),
        "ida",
    )
    await two.sign(order, "noor", Act.APPROVE)
    await two.sign(order, "ida", Act.PREPARE)
    await two.sign(order, "noor", Act.AUTHORISE, Act.CARRY_OUT)
    await two.sign(order, "ida", Act.CONFIRM)
    case = said(await read(two, f"cases/{order.case_id}"))
    told = [
        "ida asked for this: Pay $50.00 of bail from Bank to County court.",
        "ida changed the order: Pay $45.00 of bail from Bank to County court. Signatures",
        "noor approved the order.",
        "ida made the payment ready.",
        "noor let the payment go.",
        "The order was carried out; noor signed last.",
        "$45.00 of bail was paid from Bank to County court, which owes it.",
        "ida heard that the money arrived.",
    ]
    places = [case.find(each) for each in told]
    assert -1 not in places, case
    assert places == sorted(places)
    assert "Asked for, and not carried out yet" not in case
    assert "Still at court $45.00" in case


async def test_a_payment_follows_from_its_signature(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    case = await two.case(order.case_id)
    at = {type(line.event): line.position for line in case.lines}
    page = said(await read(two, f"lines/{at[BailPosted]}"))
    assert "Recorded by noor" in page
    token = two["ida"]
    line = await token.send("GET", f"/lines/{at[BailPosted]}")
    assert line.status_code == 200, line.text
    site = site_of_client(token.browser)
    async with site.database.acquire() as connection:
        cause = await connection.fetchval(
            "select cause_position from journal where fund_id = $1 and position = $2",
            two.opened.fund_id,
            at[BailPosted],
        )
    assert cause == at[OrderCarriedOut]


async def test_a_correction_by_order_still_says_what_it_replaces(two: Two) -> None:
    cost = PayCost(
        occurred_on=DAY,
        category=CostCategory.ROOMS,
        account_id=two.opened.bank,
        purpose_id=two.opened.anything,
        amount=30_00,
        currency="USD",
        exponent=2,
    )
    paid = await two.ask_for(cost, prepared=True)
    await two.sign(paid, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    case = await two.case(paid.case_id)
    wrong = case.standing[0].position
    right = CorrectLine(
        case_id=paid.case_id,
        position=wrong,
        reason=Reason.WRONG_AMOUNT,
        replacement=PayCost(**{name: getattr(cost, name) for name in cost.__struct_fields__}),
    )
    order = await two.ask_for(right)
    assert f"Take line {wrong} back and write the right one, over $30.00." in said(
        await read(two, "desk", "noor")
    )
    await two.sign(order, "noor", Act.APPROVE)
    page = said(await read(two, f"lines/{wrong}"))
    _, position = await site_of_client(two["ida"].browser).books.get_fund(two.opened.fund_id)
    assert f"taken back by line {position - 1} replaced by line {position}" in page


async def test_lines_about_people_say_who_and_what(two: Two) -> None:
    order = await two.ask_for(
        GrantMandate(occurred_on=DAY, holder=two["lou"].who, role=Role.AUDITOR)
    )
    await two.sign(order, "noor", Act.APPROVE)
    site = site_of_client(two["ida"].browser)
    _, position = await site.books.get_fund(two.opened.fund_id)
    page = said(await read(two, f"lines/{position}"))
    assert "Mandate given lou got the mandate auditor." in page
    assert "Whom it is about lou Mandate Auditor" in page
    assert "Nobody takes back what was agreed" in page
    opened = said(await read(two, "lines/1"))
    assert "Founder ida" in opened
    policy = [
        number
        for number in range(1, position + 1)
        if "Rules set" in said(await read(two, f"lines/{number}"))
    ]
    assert len(policy) == 1
    rules = said(await read(two, f"lines/{policy[0]}"))
    assert "Approvals by amount from $0.00 on: 1" in rules
    assert "Most as urgent for one case $500.00" in rules
    assert "Hours to ratify 168" in rules


async def test_what_had_already_been_paid_says_so(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(20_00), way=Way.ALREADY_PAID)
    await two.sign(order, "noor", Act.APPROVE)
    case = said(await read(two, f"cases/{order.case_id}"))
    assert "ida wrote down that this had already been paid: Pay $20.00" in case
    assert re.search(r"It went outside the usual rules: to be ratified before .+\.", case)


async def test_the_journal_is_narrowed_to_money_to_agreement_and_to_people(two: Two) -> None:
    order = await two.ask_for(two.opened.bail(50_00), prepared=True)
    await two.sign(order, "noor", Act.APPROVE, Act.AUTHORISE, Act.CARRY_OUT)
    every = set(positions(await read(two, "journal")))
    found = {
        kind: set(positions(await read(two, f"journal?kind={kind}")))
        for kind in ("money", "agreement", "people")
    }
    assert set.union(*found.values()) == every
    assert sum(map(len, found.values())) == len(every)
    assert len(found["agreement"]) == 5
    assert 1 in positions(await read(two, "journal?kind=fund.opened"))
    overview = said(await read(two, ""))
    assert "Carried out" not in overview
    assert "Bail posted" in overview
