"""Sums are made of whole chunks and the rest; at every edge of a chunk they are still right."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import pytest

from ledger.chart import DonationKind
from ledger.donations import RecordDonation
from ledger.store.database import Database
from projections.balances import get_balances
from projections.budget import get_budget
from projections.check import check_fund
from projections.runner import Runner
from projections.sums.levels import CHUNK_LINES
from tests.projections.histories import Teller
from tests.projections.independent import reckon
from tests.projections.test_statements import agree
from tests.projections.told import FIRST_DAY, LAST_DAY, History

_EDGES: Final = (
    CHUNK_LINES - 1,
    CHUNK_LINES,
    CHUNK_LINES + 1,
    2 * CHUNK_LINES,
    2 * CHUNK_LINES + 7,
)
_SPAN: Final = (LAST_DAY - FIRST_DAY).days


def long_book() -> History:
    """Tell a varied beginning, then gifts on days all over, then a varied end."""
    teller = Teller(73)  # a posted bail and a promise are taken back within the first chunk
    teller.tell(300)
    account, purpose = teller.accounts[0].account_id, teller.purposes[0]
    number = 0
    while len(teller.history.lines) < 2 * CHUNK_LINES:
        number += 1
        gift = RecordDonation(
            occurred_on=FIRST_DAY + timedelta(days=number * 37 % _SPAN),
            kind=DonationKind.GIFT,
            account_id=account,
            purpose_id=purpose,
            gross=100 + number % 7,
            currency="USD",
            exponent=2,
        )
        assert teller.history.tell(
            gift, lambda: UUID(int=teller.random.getrandbits(128), version=4)
        )
    return teller.tell(60)


@pytest.mark.slow
async def test_statements_agree_at_the_edges_of_chunks_and_months(database: Database) -> None:
    told = long_book()
    await told.write(database)
    await Runner(database, batch=1_500).catch_up(told.fund_id)
    last_of_chunk = told.lines[CHUNK_LINES - 1].event.occurred_on
    days = (None, FIRST_DAY, FIRST_DAY.replace(day=30), date(2025, 10, 31), last_of_chunk)
    async with database.acquire() as connection:
        for position in (*_EDGES, len(told.lines)):
            for day in days:
                await agree(connection, told, min(position, len(told.lines)), day)
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


@pytest.mark.slow
async def test_amounts_beyond_64_bits_are_summed(database: Database) -> None:
    teller = Teller(72)
    account, purpose = teller.accounts[0].account_id, teller.purposes[0]
    told = teller.history
    for number in range(10_000):
        told.tell(
            RecordDonation(
                occurred_on=FIRST_DAY + timedelta(days=number % _SPAN),
                kind=DonationKind.GRANT,
                account_id=account,
                purpose_id=purpose,
                gross=10**15 - 1,
                currency="USD",
                exponent=2,
            ),
            teller.new_id,
        )
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    expected = reckon(told.lines).accounts[account]
    assert expected > 2**63
    async with database.acquire() as connection:
        for known_at in (None, len(told.lines) - 1):
            found = await get_balances(connection, told.fund_id, known_at=known_at)
            missing = 0 if known_at is None else 10**15 - 1
            assert found.accounts[0].balance == expected - missing
        budget = await get_budget(connection, told.fund_id, from_month=FIRST_DAY, to_month=LAST_DAY)
    assert budget.currencies[0].total.closing == expected
