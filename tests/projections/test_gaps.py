"""Statements beside the book: none that needs somebody is left out, however long ago it was."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import pytest

from ledger.assertions import AssertStatement, ExplainGap
from ledger.brought_forward import BringForward
from ledger.case import Case
from ledger.events import GapReason
from ledger.store.database import Database
from projections.gaps import MOST_SETTLED, Gap, gap_of_case, list_gaps, open_gaps
from projections.runner import Runner
from projections.sums import Figure, levels, sum_places
from projections.sums.days import Days, account_days
from projections.view import pin
from tests.projections.histories import history
from tests.projections.test_cases import Small
from tests.projections.told import FIRST_DAY, LAST_DAY

_DAY: Final = date(2025, 1, 7)
_WEEK: Final = timedelta(days=7)
_THERE: Final = 500


class Reconciled(Small):
    """A fund whose statements say what somebody types."""

    def said(self, balance: int, on: date, account_id: UUID | None = None) -> UUID:
        where = account_id or self.account
        return self.tell(
            AssertStatement(occurred_on=on, account_id=where, balance=balance, **self.money)
        )

    def explained(self, case_id: UUID, amount: int) -> None:
        why = GapReason.IN_TRANSIT
        on = date(2026, 11, 20)
        self.tell(ExplainGap(occurred_on=on, case_id=case_id, amount=amount, why=why, **self.money))

    async def gaps(self) -> tuple[Gap, ...]:
        await self.write()
        async with self.database.acquire() as connection:
            return await list_gaps(connection, self.fund_id)


async def test_an_unexplained_statement_stays_listed_behind_hundreds_of_others(
    database: Database,
) -> None:
    fund = Reconciled(database, _THERE)
    wrong = fund.said(7, _DAY)
    explained = fund.said(9, _DAY + _WEEK)
    fund.explained(explained, 9)
    first = date(2026, 5, 4)
    for number in range(190):
        fund.said(_THERE, first + timedelta(days=number))
    gaps = await fund.gaps()
    assert [gap.case_id for gap in open_gaps(gaps)] == [wrong]
    assert (gaps[-1].case_id, gaps[-1].balance, gaps[-1].booked) == (wrong, 7, 0)
    assert len(gaps) == MOST_SETTLED + 1
    assert gaps[0].on == first + timedelta(days=189)


async def test_the_latest_statement_of_an_account_is_listed_however_busy_another_one_is(
    database: Database,
) -> None:
    fund = Reconciled(database, _THERE)
    accounts = [each for each in fund.told.fund.accounts.values() if each.currency == "USD"]
    quiet = next(each.account_id for each in accounts if each.account_id != fund.account)
    alone = fund.said(0, date(2026, 5, 4), quiet)
    for number in range(MOST_SETTLED + 20):
        fund.said(_THERE, date(2026, 5, 5) + timedelta(days=number))
    assert alone in {gap.case_id for gap in await fund.gaps()}


async def test_a_line_written_later_for_an_earlier_day_closes_a_gap(database: Database) -> None:
    fund = Reconciled(database, _THERE)
    short = fund.said(_THERE + 40, date(2026, 6, 1))
    assert [gap.open for gap in await fund.gaps()] == [40]
    fund.tell(BringForward(occurred_on=date(2026, 5, 20), amount=40, **fund.given))
    assert [gap.open for gap in await fund.gaps()] == [0]
    async with database.acquire() as connection:
        alone = await gap_of_case(connection, fund.fund_id, fund.told.cases[short])
        nothing = await gap_of_case(connection, fund.fund_id, Case(UUID(int=1)))
    assert alone is not None
    assert (alone.booked, alone.open, nothing) == (_THERE + 40, 0, None)


@pytest.mark.parametrize("seed", range(3))
async def test_balances_by_day_are_those_of_the_statements_of_the_days(
    database: Database, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "CHUNK_LINES", 5)
    monkeypatch.setattr(levels, "CHUNKS_A_LEVEL", 3)
    told = history(seed, 60)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    async with database.acquire() as connection:
        for known_at in (len(told.lines), len(told.lines) // 2):
            view = await pin(connection, told.fund_id, known_at)
            days = await account_days(view, LAST_DAY)
            for number in range(0, (LAST_DAY - FIRST_DAY).days, 23):
                day = FIRST_DAY + timedelta(days=number)
                sums = {
                    each.thing: each.amount
                    for each in await sum_places(view, day)
                    if each.figure is Figure.ACCOUNT
                }
                found = {key: each.at(day) for key, each in days.items()}
                assert {key: sum_ for key, sum_ in found.items() if sum_} == sums


def test_before_the_first_day_nothing_is_there() -> None:
    days = Days([_DAY, _DAY + _WEEK], [5, 3])
    asked = (_DAY - _WEEK, _DAY, _DAY + _WEEK / 2, _DAY + _WEEK, _DAY + 9 * _WEEK)
    assert [days.at(day) for day in asked] == [0, 5, 5, 3, 3]
