"""The rows of orders say what the rules say, however a book is taken in."""

from typing import Final
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.case import Case, evolve_case
from ledger.events import (
    OrderRequested,
    RatificationClosed,
    RatificationExpired,
    RatificationOpened,
    Way,
)
from ledger.line import Line
from ledger.orders.content import PAYMENTS, amount_of, command_of
from ledger.orders.state import Order, orders_of
from ledger.store.database import Database
from projections.balances import get_balances
from projections.check import check_fund
from projections.orders import (
    OrderRow,
    get_order,
    list_closed_orders,
    list_open_orders,
    list_waiting_orders,
)
from projections.orders.rows import rows_of
from projections.runner import Runner
from tests.projections.independent import reckon
from tests.projections.orders_told import ANA, OrdersTeller, orders_history
from tests.projections.test_check import checked, tampering
from tests.projections.test_statements import all_rows, balances_agree, budget_agrees, cases_agree
from tests.projections.told import NOW, History, parts

_FEW: Final = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def orders_in(told: History) -> dict[UUID, Order]:
    """Return every order of a history as the rules fold it."""
    return {
        order_id: order
        for case in told.cases.values()
        for order_id, order in orders_of(case).items()
    }


def ratifications(told: History) -> dict[UUID, str]:
    """Return what became of every ratification, by its order."""
    found: dict[UUID, str] = {}
    for line in told.lines:
        match line.event:
            case RatificationOpened():
                found[line.event.order] = "open"
            case RatificationClosed():
                found[line.event.order] = "ratified"
            case RatificationExpired():
                found[line.event.order] = "expired"
            case _:
                pass
    return found


def case_before(told: History, case_id: UUID, position: int) -> Case:
    """Return a case as it stood before the line at *position*."""
    case = Case(case_id)
    for line in told.upto(position - 1):
        if line.case_id == case_id:
            case = evolve_case(case, line.position, line.event)
    return case


async def known(database: Database, seed: int, count: int = 120) -> History:
    """Write a history and let every read model take it in."""
    told = orders_history(seed, count)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    return told


async def every_row(database: Database, fund_id: UUID) -> list[OrderRow]:
    async with database.acquire() as connection:
        found = list((await list_open_orders(connection, fund_id)).orders)
        before = None
        while True:
            page = await list_closed_orders(connection, fund_id, before=before, limit=3)
            found += page.orders
            before = page.older
            if before is None:
                return found


@_FEW
@given(seed=st.integers(0, 2**32))
async def test_every_order_is_listed_once_as_the_rules_know_it(
    database: Database, seed: int
) -> None:
    told = await known(database, seed)
    rows = await every_row(database, told.fund_id)
    assert {row.order_id: row.order for row in rows} == orders_in(told)
    assert len(rows) == len({row.order_id for row in rows})
    ratified = ratifications(told)
    for row in rows:
        command = command_of(row.content)
        at = row.changed_position or row.asked_position
        money = amount_of(command, case_before(told, row.case_id, at))
        assert (row.command, row.money) == (command, money)
        assert row.pays == (type(command) in PAYMENTS)
        assert row.ratification == ratified.get(row.order_id, "")
        asked = told.lines[row.asked_position - 1]
        assert isinstance(asked.event, OrderRequested)
        assert (asked.event.order, asked.actor) == (row.order_id, str(row.asked_by))
        async with database.acquire() as connection:
            assert await get_order(connection, told.fund_id, row.order_id) == row


@_FEW
@given(seed=st.integers(0, 2**32))
async def test_what_waits_is_open_or_unconfirmed_or_to_be_ratified(
    database: Database, seed: int
) -> None:
    told = await known(database, seed)
    async with database.acquire() as connection:
        waiting = (await list_waiting_orders(connection, told.fund_id)).orders
        open_ones = (await list_open_orders(connection, told.fund_id)).orders
    ratified = ratifications(told)
    expected = {
        order_id
        for order_id, order in orders_in(told).items()
        if not order.closed
        or ratified.get(order_id) == "open"
        or (
            order.closed == "carried out"
            and order.way is not Way.ALREADY_PAID
            and type(command_of(order.content)) in PAYMENTS
            and order.confirmed_by is None
        )
    }
    assert {row.order_id for row in waiting} == expected
    assert [row for row in waiting if row.is_open] == list(open_ones)
    assert [row.asked_position for row in waiting] == sorted(row.asked_position for row in waiting)


@_FEW
@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 10_000), max_size=6),
    batch=st.integers(1, 60),
)
async def test_rows_are_the_same_for_any_split_and_when_built_anew(
    database: Database, seed: int, cuts: list[int], batch: int
) -> None:
    told = orders_history(seed, 80)
    runner = Runner(database, batch=batch)
    for first, last in parts(len(told.lines), cuts):
        await told.write(database, first, last)
        await runner.catch_up(told.fund_id)
    step_by_step = await all_rows(database, told)
    assert len(step_by_step["orders"]) == len(orders_in(told))
    await Runner(database).rebuild(told.fund_id)
    assert await all_rows(database, told) == step_by_step
    async with database.acquire() as connection:
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


@_FEW
@given(seed=st.integers(0, 2**32), at=st.integers(0, 10_000))
async def test_steps_of_orders_change_no_figure(database: Database, seed: int, at: int) -> None:
    told = await known(database, seed)
    position = 1 + at % len(told.lines)
    async with database.acquire() as connection:
        for pinned in (position, len(told.lines)):
            await balances_agree(connection, told, reckon(told.upto(pinned)), pinned, None)
            await cases_agree(connection, told, pinned, None)
            await budget_agrees(connection, told, pinned, None, floats=True)
        assert not (await get_balances(connection, told.fund_id)).single_signer


async def test_lists_end_where_they_say(database: Database) -> None:
    told = await known(database, 5, 200)
    async with database.acquire() as connection:
        all_open = await list_open_orders(connection, told.fund_id)
        assert len(all_open.orders) > 3
        some = await list_open_orders(connection, told.fund_id, limit=3)
        assert (some.orders, some.more, all_open.more) == (all_open.orders[:3], True, False)
        assert await get_order(connection, told.fund_id, uuid4()) is None
        assert await get_order(connection, uuid4(), all_open.orders[0].order_id) is None


def test_an_order_that_this_program_cannot_read_keeps_its_row() -> None:
    teller = OrdersTeller(7)
    while not any(isinstance(line.event, OrderRequested) for line in teller.history.lines):
        teller.ask()
    told = teller.history.lines[-1]
    asked = next(
        line.event for line in teller.history.lines if isinstance(line.event, OrderRequested)
    )
    strange = msgspec.structs.replace(asked, content='{"command":"fly_to_the_moon"}')
    line = Line(
        fund_id=teller.history.fund_id,
        position=1,
        case_id=told.case_id,
        version=0,
        event_id=uuid4(),
        recorded_at=NOW,
        actor=str(ANA),
        cause=None,
        event=strange,
    )
    (row,) = rows_of([line])
    assert (row.kind, row.pays, row.money, row.is_open) == ("", False, None, True)


_PLANTS: Final = {
    "an approval too many": (
        "update orders set approved_by = approved_by || gen_random_uuid() where fund_id = $1",
        "orders.approved_by differs",
    ),
    "an order that waits for nobody": (
        "update orders set waits = not waits where fund_id = $1",
        "orders.waits differs",
    ),
    "an order is gone": ("delete from orders where fund_id = $1", "orders lacks a row"),
    "an order of another case": (
        "update orders set case_id = gen_random_uuid() where fund_id = $1",
        "orders has a row too many",
    ),
}


@pytest.mark.parametrize("plant", _PLANTS)
async def test_a_planted_fault_is_named(database: Database, superuser_url: str, plant: str) -> None:
    told = await known(database, 11)
    assert (await checked(database, told.fund_id)).verdict == "OK"
    statement, what = _PLANTS[plant]
    async with tampering(superuser_url) as admin:
        assert not (await admin.execute(statement, told.fund_id)).endswith(" 0")
    report = await checked(database, told.fund_id)
    assert what in {finding.what for finding in report.findings}


def test_a_history_has_every_sort_of_step() -> None:
    topics = {line.event.topic for seed in range(9) for line in orders_history(seed, 150).lines}
    steps = {"approved", "authorised", "carried_out", "changed", "confirmed", "declined"}
    steps |= {"prepared", "ratified", "requested", "withdrawn"}
    assert {f"order.{step}.v1" for step in steps} <= topics
    assert {f"ratification.{how}.v1" for how in ("opened", "closed", "expired")} <= topics
    assert {f"float.{step}.v1" for step in ("handed", "spent", "closed")} <= topics
