import asyncio
import random
from datetime import date
from typing import Any

import asyncpg
import pytest

from api.importing.open_collective.plan import Importer
from api.importing.open_collective.rows import FileUnusable
from api.importing.open_collective.writing import Stopped, write_plan
from ledger.bail import PostBail, RecordBailReturn
from ledger.chart import CostCategory, DeductionKind, is_spending
from ledger.costs import PayCost
from ledger.events import CostPaid, Deduction, DonationReceived, DonationRefunded, FeeTaken
from ledger.postings import postings
from ledger.powers import IMPORTER
from ledger.rejections import InsufficientFunds
from ledger.store.database import Database
from ledger.store.mapper import decode
from ledger.store.reading import StoredLine, list_lines_after
from ledger.transport.exporting import export_book
from ledger.transport.loading import load_book
from ledger.vault.keys import Keys
from tests.database import Urls
from tests.funds import ask
from tests.importing.collective import (
    Collective,
    export_cells,
    older_export,
    open_collective,
)

CELLS = export_cells()


async def lines_of(database: Database, collective: Collective) -> list[StoredLine]:
    async with database.acquire() as connection:
        return await list_lines_after(connection, collective.fund_id, 0, limit=10_000)


async def spending(database: Database, collective: Collective) -> int:
    events = [decode(line.topic, line.payload) for line in await lines_of(database, collective)]
    return sum(
        posting.amount
        for event in events
        for posting in postings(event)
        if is_spending(posting.code)
    )


async def test_the_figures_of_the_real_export(database: Database) -> None:
    collective = await open_collective(database)
    plan = await collective.bring_in(CELLS)
    figures = plan.of_file
    assert await collective.balance() == plan.after == figures.net == 5_688_29
    assert (figures.gross, figures.gifts) == (14_914_38, 1_035)
    assert (figures.refunds, figures.given_back, figures.passed_on) == (702_00, 102_00, 600_00)
    assert figures.processor_fees == 937_84
    assert figures.host_fees == 1_481_24
    assert (figures.spending, figures.payments) == (6_105_01, 57)
    assert await spending(database, collective) == 6_105_01


async def test_bail_after_the_import(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    money: dict[str, Any] = {"currency": "USD", "exponent": 2}
    bail = PostBail(
        occurred_on=date(2026, 7, 8),
        account_id=collective.account,
        purpose_id=collective.purpose,
        authority_id=collective.court,
        amount=500_00,
        **money,
    )
    answer = await ask(collective.books, collective.fund_id, bail)
    fund, _ = await collective.books.get_fund(collective.fund_id)
    assert await collective.balance() == 5_188_29
    assert fund.authorities[collective.court].held == {"USD": 500_00}
    before = await spending(database, collective)
    back = RecordBailReturn(
        occurred_on=date(2026, 8, 1),
        case_id=answer.case_id,
        account_id=collective.account,
        amount=470_00,
        deductions=(Deduction(kind=DeductionKind.FEE, amount=30_00),),
        **money,
    )
    await ask(collective.books, collective.fund_id, back)
    fund, _ = await collective.books.get_fund(collective.fund_id)
    assert await collective.balance() == 5_658_29
    assert fund.authorities[collective.court].held == {"USD": 0}
    assert await spending(database, collective) - before == 30_00


async def test_twice_adds_nothing_in_whatever_order(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    end = await collective.position()
    shuffled = random.Random(7).sample(CELLS, len(CELLS))
    plan = await collective.bring_in(shuffled)
    assert (plan.new, plan.known) == ((), 1_096)
    assert await collective.position() == end


@pytest.mark.parametrize("cut", [300, 301, 302, 303, 555, 1_101, 1_102])
async def test_a_newer_export_adds_only_what_is_new(database: Database, cut: int) -> None:
    collective = await open_collective(database)
    older = older_export(CELLS, cut)
    first = await collective.bring_in(older)
    booked = await lines_of(database, collective)
    newer = random.Random(cut).sample(CELLS, len(CELLS))
    second = await collective.bring_in(newer)
    assert first.known == 0
    assert second.before == first.after
    assert await collective.balance() == 5_688_29
    lines = await lines_of(database, collective)
    assert lines[: len(booked)] == booked
    assert len(lines) - len(booked) == len(second.new)
    assert (await collective.plan(CELLS)).new == ()


async def test_an_export_that_ended_within_a_gift_is_completed(database: Database) -> None:
    collective = await open_collective(database)
    fee, gift = CELLS[1], CELLS[2]
    assert (fee["kind"], gift["kind"]) == ("HOST_FEE", "CONTRIBUTION")
    assert fee["shortGroup"] == gift["shortGroup"]
    await collective.bring_in(CELLS[2:])
    await collective.bring_in(CELLS[1:])
    events = [decode(line.topic, line.payload) for line in await lines_of(database, collective)]
    assert [event.amount for event in events if isinstance(event, FeeTaken)] == [50]
    await collective.bring_in(CELLS)
    assert await collective.balance() == 5_688_29
    assert (await collective.plan(CELLS)).known == 1_096


async def test_an_export_that_begins_within_a_gift_is_completed(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS[3:])
    await collective.bring_in([CELLS[1]])
    await collective.bring_in(CELLS)
    assert await collective.balance() == 5_688_29


async def test_a_refund_goes_to_its_gift_with_the_fees_that_came_back(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    lines = await lines_of(database, collective)
    events = {line.position: decode(line.topic, line.payload) for line in lines}
    refunds = [line for line in lines if isinstance(events[line.position], DonationRefunded)]
    found = set()
    for line in refunds:
        refund = events[line.position]
        gift = next(events[each.position] for each in lines if each.case_id == line.case_id)
        assert isinstance(refund, DonationRefunded)
        assert isinstance(gift, DonationReceived)
        assert (gift.processor_fee, gift.host_fee) == (
            refund.processor_fee_returned,
            refund.host_fee_returned,
        )
        found.add((gift.gross, refund.amount, refund.processor_fee_returned))
    assert found == {(100_00, 100_00, 80), (2_00, 2_00, 36)}


async def test_the_same_giver_has_the_same_random_reference(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    events = [decode(line.topic, line.payload) for line in await lines_of(database, collective)]
    givers = {event.giver for event in events if isinstance(event, DonationReceived)}
    gifts = [row for row in CELLS if row["kind"] == "CONTRIBUTION" and row["type"] == "CREDIT"]
    assert None not in givers
    assert len(givers) == len({row["oppositeAccountSlug"] for row in gifts}) == 61
    payees = {event.payee for event in events if isinstance(event, CostPaid)}
    assert not givers & payees


async def test_no_name_is_anywhere_in_the_database(
    database: Database, superuser_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    connection = await asyncpg.connect(superuser_url)
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    told = capfd.readouterr()
    said = (told.out + told.err).lower()
    for table in tables:
        rows = await connection.fetch(f'select * from "{table["tablename"]}"')
        for row in rows:
            said += " ".join(
                value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                for value in row.values()
            ).lower()
    await connection.close()
    assert "donation.received.v1" in said
    for cells in CELLS:
        assert cells["oppositeAccountSlug"] not in said or cells["kind"] == "HOST_FEE"
        assert cells["oppositeAccountName"].lower() not in said or cells["kind"] == "HOST_FEE"
    assert "contributor" not in said


async def test_after_a_load_elsewhere_the_import_still_adds_nothing(
    database: Database, fresh_database: Urls
) -> None:
    collective = await open_collective(database)
    await collective.bring_in(older_export(CELLS, 300))
    file = [piece async for piece in export_book(database, collective.fund_id)]
    other_keys = Keys(references=b"o" * 32, log=b"l" * 32)
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        await load_book(elsewhere, b"".join(file).splitlines(keepends=True))
        books = type(collective.books)(elsewhere)
        there = Collective(
            Importer(elsewhere, books, other_keys, IMPORTER),
            collective.fund_id,
            collective.account,
            collective.purpose,
            collective.court,
        )
        again = await there.bring_in(older_export(CELLS, 300))
        assert again.new == ()
        await there.bring_in(CELLS)
        assert await there.balance() == 5_688_29
        events = [decode(line.topic, line.payload) for line in await lines_of(elsewhere, there)]
        givers = {event.giver for event in events if isinstance(event, DonationReceived)}
        assert len(givers) == 61  # the new vault learnt from the lines who is who
        exported = [piece async for piece in export_book(elsewhere, collective.fund_id)]
        await books.close()
    async with Database.open(fresh_database.service, min_size=1) as elsewhere:
        assert exported == [piece async for piece in export_book(elsewhere, collective.fund_id)]


async def test_what_was_booked_elsewhere_in_the_fund_stays_there(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(older_export(CELLS, 300))
    plan = await collective.plan(CELLS, category=CostCategory.TRAVEL)
    assert 0 < len(plan.new) < 300


async def test_a_row_that_changed_is_named_and_nothing_is_written(database: Database) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS)
    end = await collective.position()
    number, row = next((n, row) for n, row in enumerate(CELLS) if row["kind"] == "EXPENSE")
    other = row | {"amount": "-1.00", "paymentProcessorFee": "0", "netAmount": "-1.00"}
    with pytest.raises(FileUnusable, match=rf"Row {number + 2}: it is line \d+ of the book"):
        await collective.plan([*CELLS[:number], other, *CELLS[number + 1 :]])
    assert await collective.position() == end


async def test_a_refusal_is_known_before_anything_is_written(database: Database) -> None:
    collective = await open_collective(database)
    expense = next(row for row in CELLS if row["kind"] == "EXPENSE")
    plan = await collective.plan([expense])
    assert [type(refused.rejection) for refused in plan.refused] == [InsufficientFunds]
    assert await collective.balance() == 0


async def test_a_fund_that_changed_meanwhile_stops_the_import_and_it_goes_on_later(
    database: Database,
) -> None:
    collective = await open_collective(database)
    await collective.bring_in(CELLS[1:])
    plan = await collective.plan(CELLS)
    cost = PayCost(
        occurred_on=date(2026, 7, 8),
        category=CostCategory.ROOMS,
        account_id=collective.account,
        purpose_id=collective.purpose,
        amount=6_000_00,
        currency="USD",
        exponent=2,
    )
    await ask(collective.books, collective.fund_id, cost)
    with pytest.raises(Stopped, match="Row 2") as stopped:
        await write_plan(collective.importer, plan, lambda _: None)
    assert (stopped.value.written, stopped.value.missing) == (0, 1)
    assert await collective.balance() == 144_41


async def test_two_imports_at_once_book_everything_once(
    database: Database, fresh_database: Urls
) -> None:
    collective = await open_collective(database)
    await asyncio.gather(*(collective.bring_in(CELLS) for _ in range(2)))
    assert await collective.balance() == 5_688_29
    assert await collective.position() == 3 + 1 + 1_096
