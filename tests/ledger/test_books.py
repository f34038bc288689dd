"""The shell: every command answered by itself, written once, in order."""

import asyncio
from uuid import uuid4

import pytest

from ledger.books import Books
from ledger.corrections import ReverseLine
from ledger.events import BailPosted, DonationReceived, LineReversed, Reason
from ledger.recordings import CorrectLine
from ledger.rejections import (
    AlreadyReversed,
    FundExists,
    FundUnknown,
    InsufficientFunds,
    KeyReused,
    KeyUnusable,
)
from ledger.store.database import Database
from ledger.store.labels import list_labels
from ledger.store.mapper import decode
from tests.funds import ask, lines_of, open_fund, opening, position_of


async def test_opening_a_fund_writes_its_lines_and_labels(database: Database) -> None:
    books = Books(database)

    fund = await open_fund(books)

    lines = await lines_of(database, fund.fund_id)
    assert [line.position for line in lines] == [1, 2, 3, 4, 5, 6]
    assert {line.case_id for line in lines} == {fund.fund_id}
    assert {line.actor for line in lines} == {"treasurer"}
    assert [line.cause for line in lines] == [None] + [lines[0].event_id] * 5
    async with database.acquire() as connection:
        labels = {label.id: label.text for label in await list_labels(connection, fund.fund_id)}
    assert labels[fund.fund_id] == "Tidewater"
    assert labels[fund.court] == "County court"
    with pytest.raises(FundExists):
        await ask(books, fund.fund_id, opening())


async def test_a_fund_that_was_never_opened_is_unknown(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)

    with pytest.raises(FundUnknown):
        await ask(books, uuid4(), fund.donation())
    with pytest.raises(FundUnknown):
        await books.get_fund(uuid4())


async def test_the_same_key_gets_the_same_answer_and_writes_once(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    command = fund.donation()

    first = await books.execute(fund.fund_id, command, actor="a", key="k")
    again = await books.execute(fund.fund_id, command, actor="a", key="k")
    elsewhere = await Books(database).execute(fund.fund_id, command, actor="a", key="k")
    other_actor = await books.execute(fund.fund_id, command, actor="b", key="k")

    assert first.answer == again.answer == elsewhere.answer
    assert [first.replayed, again.replayed, elsewhere.replayed] == [False, True, True]
    assert other_actor.answer.first == first.answer.last + 1


async def test_the_same_key_asked_twice_at_once_writes_once(database: Database) -> None:
    books, other = Books(database), Books(database)
    fund = await open_fund(books)
    before = await position_of(database, fund.fund_id)

    receipts = await asyncio.gather(
        *(
            shell.execute(fund.fund_id, fund.donation(), actor="a", key="k")
            for shell in (books, other, books, other, books)
        )
    )

    assert len({receipt.answer for receipt in receipts}) == 1
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert await position_of(database, fund.fund_id) == before + 1


async def test_the_same_key_with_other_content_is_refused(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    answer = await ask(books, fund.fund_id, fund.donation(1), key="k")
    before = await position_of(database, fund.fund_id)

    with pytest.raises(KeyReused) as refused:
        await ask(books, fund.fund_id, fund.donation(2), key="k")

    assert refused.value == KeyReused(answer.last)
    assert await position_of(database, fund.fund_id) == before


@pytest.mark.parametrize("key", ["", "x" * 201, "with space", "ключ"])
async def test_an_unusable_key_is_refused(database: Database, key: str) -> None:
    books = Books(database)

    with pytest.raises(KeyUnusable):
        await books.execute(uuid4(), opening(), actor="a", key=key)


async def test_a_refusal_writes_nothing_and_may_be_asked_again(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, money=10_00)
    before = await position_of(database, fund.fund_id)

    with pytest.raises(InsufficientFunds):
        await ask(books, fund.fund_id, fund.bail(50_00), key="k")
    assert await position_of(database, fund.fund_id) == before
    await ask(books, fund.fund_id, fund.donation(40_00))
    answer = await ask(books, fund.fund_id, fund.bail(50_00), key="k")

    assert answer.last == before + 2


async def test_commands_asked_together_are_each_answered_by_themselves(
    database: Database,
) -> None:
    books = Books(database)
    fund = await open_fund(books, money=100_00)
    before = await position_of(database, fund.fund_id)

    answers = await asyncio.gather(
        *(ask(books, fund.fund_id, fund.bail(30_00)) for _ in range(500)), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, InsufficientFunds)]
    assert len(refused) == 497
    assert await position_of(database, fund.fund_id) == before + 3


async def test_a_thousand_commands_at_once_leave_no_gap(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)

    answers = await asyncio.gather(
        *(ask(books, fund.fund_id, fund.donation(1 + n)) for n in range(1000))
    )

    assert sorted(answer.first for answer in answers) == list(range(7, 1007))
    lines = await lines_of(database, fund.fund_id)
    by_position = {line.position: decode(line.topic, line.payload) for line in lines}
    for n, answer in enumerate(answers):
        event = by_position[answer.first]
        assert isinstance(event, DonationReceived)
        assert event.gross == 1 + n
    state, position = await books.get_fund(fund.fund_id)
    assert (state.accounts[fund.bank].balance, position) == (500_500, 1006)


async def test_two_processes_see_each_other_before_they_decide(database: Database) -> None:
    here, there = Books(database), Books(database)
    fund = await open_fund(here, money=100_00)
    await there.get_fund(fund.fund_id)

    answers = await asyncio.gather(
        *(
            ask(shell, fund.fund_id, fund.bail(30_00))
            for shell in (here, there, here, there, here, there)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(answer, InsufficientFunds) for answer in answers) == 3
    fund_here, _ = await here.get_fund(fund.fund_id)
    fund_there, _ = await there.get_fund(fund.fund_id)
    assert fund_here == fund_there
    assert fund_here.accounts[fund.bank].balance == 10_00


async def test_a_case_is_read_again_after_another_process_changed_it(database: Database) -> None:
    here, there = Books(database), Books(database)
    fund = await open_fund(here)
    answer = await ask(here, fund.fund_id, fund.donation())
    reversal = ReverseLine(
        case_id=answer.case_id, position=answer.first, reason=Reason.ENTERED_TWICE
    )
    await there.get_case(fund.fund_id, answer.case_id)

    reversed_at = (await ask(here, fund.fund_id, reversal)).first

    with pytest.raises(AlreadyReversed) as refused:
        await ask(there, fund.fund_id, reversal)
    assert refused.value.reversed_by == reversed_at


async def test_a_correction_writes_both_lines_and_names_the_cause(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, money=100_00)
    wrong = await ask(books, fund.fund_id, fund.bail(80_00))

    answer = await ask(
        books,
        fund.fund_id,
        CorrectLine(
            case_id=wrong.case_id,
            position=wrong.first,
            reason=Reason.WRONG_AMOUNT,
            replacement=fund.bail(90_00),
        ),
    )

    reversal, bail = (await lines_of(database, fund.fund_id))[-2:]
    assert (answer.first, answer.last) == (reversal.position, bail.position)
    assert isinstance(decode(reversal.topic, reversal.payload), LineReversed)
    assert isinstance(decode(bail.topic, bail.payload), BailPosted)
    assert (reversal.cause, bail.cause) == (None, reversal.event_id)
    assert (reversal.case_id, bail.case_id) == (wrong.case_id, wrong.case_id)


async def test_a_correction_that_is_refused_reverses_nothing(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books, money=100_00)
    wrong = await ask(books, fund.fund_id, fund.bail(80_00))
    before = await position_of(database, fund.fund_id)

    with pytest.raises(InsufficientFunds) as refused:
        await ask(
            books,
            fund.fund_id,
            CorrectLine(
                case_id=wrong.case_id,
                position=wrong.first,
                reason=Reason.WRONG_AMOUNT,
                replacement=fund.bail(100_01),
            ),
        )

    assert refused.value.available.amount == 100_00
    assert await position_of(database, fund.fund_id) == before
