"""Writing a plan: in its order, and what is said when the book refuses something in the middle."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.importing.open_collective.writing import Stopped, write_plan
from ledger.asking import Answer
from ledger.chart import CostCategory
from ledger.costs import PayCost
from ledger.donations import RecordDonation
from ledger.store.database import Database
from ledger.store.idempotency import list_kept
from tests.funds import ask
from tests.importing.collective import Collective, export_cells, older_export, open_collective

CELLS = export_cells()


async def move(collective: Collective, amount: int) -> None:
    """Give the fund *amount*, or spend it where that is negative."""
    fields: dict[str, Any] = {
        "occurred_on": date(2026, 7, 8),
        "account_id": collective.account,
        "purpose_id": collective.purpose,
        "currency": "USD",
        "exponent": 2,
    }
    cost: dict[str, Any] = {"category": CostCategory.ROOMS, "amount": -amount}
    command = RecordDonation(gross=amount, **fields) if amount > 0 else PayCost(**cost, **fields)
    await ask(collective.books, collective.fund_id, command)


async def positions(database: Database, collective: Collective) -> dict[str, int]:
    """Return where each imported row stands, by its key."""
    async with database.acquire() as connection:
        kept = await list_kept(connection, collective.fund_id)
    return {
        one.key: msgspec.json.decode(one.answer, type=Answer).first
        for one in kept
        if one.actor == collective.importer.actor
    }


async def test_lines_stand_in_the_order_of_the_plan(database: Database) -> None:
    collective = await open_collective(database)
    plan = await collective.bring_in(CELLS)
    found = await positions(database, collective)
    assert len(plan.new) > 1_000
    order = [found[booking.key] for booking in plan.new]
    assert order == list(range(order[0], order[0] + len(plan.new)))


async def test_progress_adds_up_to_the_plan(database: Database) -> None:
    collective = await open_collective(database)
    plan = await collective.plan(CELLS)
    told: list[int] = []
    await write_plan(collective.importer, plan, told.append)
    assert sum(told) == len(plan.new)
    assert len(told) < 20


async def test_a_refusal_in_the_middle_says_what_is_written_and_what_is_not(
    database: Database,
) -> None:
    collective = await open_collective(database)
    await collective.bring_in(older_export(CELLS, 700))
    plan = await collective.plan(CELLS)
    spent = await collective.balance()
    await move(collective, -spent)
    before, told = await collective.position(), list[int]()
    with pytest.raises(Stopped) as stopped:
        await write_plan(collective.importer, plan, told.append)
    written, missing = stopped.value.written, stopped.value.missing
    found = await positions(database, collective)
    there = [booking for booking in plan.new if booking.key in found]
    assert sum(told) == written == len(there) == await collective.position() - before
    assert (written + missing, min(written, missing) > 0) == (len(plan.new), True)
    refused = next(booking for booking in plan.new if booking.main.number == stopped.value.row)
    place = plan.new.index(refused)
    assert there[:place] == list(plan.new[:place])
    assert refused not in there
    await move(collective, spent)
    again = await collective.bring_in(CELLS)
    assert len(again.new) == missing
    assert await collective.balance() == 5_688_29
