"""Batches decided while others are on their way: what is built on them, and what is taken back."""

import asyncio
from typing import Any, Final
from uuid import uuid4

import pytest

from ledger.asking import Receipt
from ledger.bail import RecordBailReturn
from ledger.books import Books
from ledger.refunds import RefundDonation
from ledger.rejections import InsufficientFunds, KeyReused, Rejection
from ledger.store.database import Database
from tests.funds import DAY, ask, lines_of, open_fund, position_of

_MONEY: Final[dict[str, Any]] = {"occurred_on": DAY, "currency": "USD", "exponent": 2}


async def test_a_refusal_is_never_of_yesterday(database: Database) -> None:
    idle, busy = Books(database), Books(database)
    fund = await open_fund(idle)
    await ask(busy, fund.fund_id, fund.donation(100_00))

    with pytest.raises(InsufficientFunds) as refused:
        await ask(idle, fund.fund_id, fund.bail(150_00))
    assert refused.value.known_at == 7
    await ask(busy, fund.fund_id, fund.donation(50_00))
    answer = await ask(idle, fund.fund_id, fund.bail(150_00))

    assert answer.first == 9


async def test_a_used_key_is_answered_as_before_even_if_it_would_be_refused_today(
    database: Database,
) -> None:
    books = Books(database)
    fund = await open_fund(books)
    await ask(books, fund.fund_id, fund.donation(50_00))
    command = fund.bail(50_00)

    first = await books.execute(fund.fund_id, command, actor="treasurer", key="k")
    for shell in (books, Books(database)):
        again = await shell.execute(fund.fund_id, command, actor="treasurer", key="k")
        assert again.replayed
        assert again.answer == first.answer
        with pytest.raises(KeyReused):
            await shell.execute(fund.fund_id, fund.bail(60_00), actor="treasurer", key="k")


async def test_one_used_key_among_many_holds_nobody_up(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    await books.execute(fund.fund_id, fund.donation(1), actor="treasurer", key="60")

    receipts = await asyncio.gather(
        *(
            books.execute(fund.fund_id, fund.donation(1), actor="treasurer", key=str(n))
            for n in range(200)
        )
    )

    assert [receipt.replayed for receipt in receipts] == [n == 60 for n in range(200)]
    firsts = [receipt.answer.first for receipt in receipts if not receipt.replayed]
    assert firsts == list(range(8, 207)), "first come, first served"
    assert await position_of(database, fund.fund_id) == 206


async def test_a_case_that_is_on_its_way_can_be_gone_on_with(database: Database) -> None:
    books = Books(database)
    fund = await open_fund(books)
    cases = [uuid4() for _ in range(150)]
    asked: list[asyncio.Task[object]] = []
    for case_id in cases:
        refund = RefundDonation(case_id=case_id, account_id=fund.bank, amount=5_00, **_MONEY)
        for command in (fund.donation(10_00, case_id=case_id), refund):
            asked.append(asyncio.create_task(ask(books, fund.fund_id, command)))
            if len(asked) % 7 == 0:
                await asyncio.sleep(0)
    await asyncio.gather(*asked)

    state, position = await books.get_fund(fund.fund_id)
    assert position == 6 + 300
    assert state.accounts[fund.bank].balance == 150 * 5_00
    lines = await lines_of(database, fund.fund_id)
    assert [line.version for line in lines[6:]] == [0, 1] * 150


async def test_what_was_decided_ahead_is_decided_again_when_another_was_faster(
    database: Database,
) -> None:
    shells = [Books(database) for _ in range(3)]
    fund = await open_fund(shells[0])
    await ask(shells[0], fund.fund_id, fund.donation(300_00))
    for shell in shells:
        await shell.get_fund(fund.fund_id)

    async def post(number: int) -> Receipt | Rejection:
        try:
            return await shells[number % 3].execute(
                fund.fund_id, fund.bail(1_00), actor="treasurer", key=str(number)
            )
        except Rejection as rejection:
            return rejection

    answers = await asyncio.gather(*(post(number) for number in range(600)))

    posted = [answer for answer in answers if isinstance(answer, Receipt)]
    refused = [answer for answer in answers if isinstance(answer, InsufficientFunds)]
    assert (len(posted), len(refused)) == (300, 300), "to the last cent and not beyond"
    assert sorted(receipt.answer.first for receipt in posted) == list(range(8, 308))
    assert {refusal.known_at for refusal in refused} == {307}


async def test_a_return_waits_for_a_case_that_is_not_in_memory(database: Database) -> None:
    first = Books(database)
    fund = await open_fund(first)
    await ask(first, fund.fund_id, fund.donation(500_00))
    cases = [(await ask(first, fund.fund_id, fund.bail(1_00))).case_id for _ in range(60)]
    second = Books(database)

    await asyncio.gather(
        *(
            ask(second, fund.fund_id, command)
            for case_id in cases
            for command in (
                fund.donation(1_00),
                RecordBailReturn(case_id=case_id, account_id=fund.bank, amount=1_00, **_MONEY),
            )
        )
    )

    state, _ = await second.get_fund(fund.fund_id)
    assert state.accounts[fund.bank].balance == 500_00 + 60 * 1_00
    assert state.authorities[fund.court].held == {"USD": 0}
