"""Money at courts: ages, what is expected when, and how the money goes round."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from ledger.bail import (
    GiveSurety,
    PostBail,
    RaiseBail,
    RecordBailForfeiture,
    RecordBailRecovery,
    RecordBailReturn,
    RecordDepositorRepayment,
    RecordReturnToDepositor,
    ReportBail,
    State,
    VerifyBail,
    WriteOffBail,
)
from ledger.events import BailKind, HeldBy, News
from ledger.store.database import Database
from projections.bail import BailNow, band_of
from projections.budget import get_budget
from projections.cases import list_open_cases
from projections.check import check_fund
from projections.courts import Courts, get_courts
from tests.projections.test_cases import Small

_MAY, _JUNE, _JULY = date(2026, 5, 4), date(2026, 6, 4), date(2026, 7, 4)
_TODAY: Final = date(2026, 11, 4)


class AtCourt(Small):
    """A fund that posts bail."""

    def post(self, amount: int, on: date = _MAY, **more: Any) -> UUID:
        fields: dict[str, Any] = {
            "occurred_on": on,
            "authority_id": self.court,
            "amount": amount,
            **self.given,
        }
        return self.tell(PostBail(**fields, **more))

    def news(self, case_id: UUID, news: News, due_on: date | None = None) -> None:
        self.tell(ReportBail(occurred_on=_JULY, case_id=case_id, news=news, due_on=due_on))

    async def courts(self) -> Courts:
        await self.write()
        async with self.database.acquire() as connection:
            return await get_courts(connection, self.fund_id, _TODAY)


async def test_what_is_out_is_aged_by_authority_and_by_depositor(database: Database) -> None:
    fund = AtCourt(database, 5_000_00)
    whose = UUID(int=7)
    old, new = fund.post(100_00), fund.post(200_00, date(2026, 10, 20), depositor=whose)
    back = {"occurred_on": date(2026, 10, 25), **fund.money}
    fund.tell(RecordReturnToDepositor(case_id=new, amount=50_00, **back))
    found = await fund.courts()
    [authority], [depositor] = found.by_authority, found.by_depositor
    assert (authority.holder, authority.bands) == (fund.court, (150_00, 0, 0, 100_00, 0))
    assert (depositor.holder, depositor.bands) == (whose, (50_00, 0, 0, 0, 0))
    assert (authority.count, authority.total, depositor.total) == (2, 250_00, 50_00)
    assert [case.case_id for case in found.cases] == [old, new]


async def test_what_is_overdue_comes_first_and_is_expected_in_its_month(database: Database) -> None:
    fund = AtCourt(database, 5_000_00)
    first, second, third = fund.post(100_00), fund.post(200_00), fund.post(300_00)
    fund.news(second, News.DISPOSED, due_on=date(2026, 9, 30))
    fund.news(third, News.REFUND_DUE, due_on=date(2026, 12, 31))
    found = await fund.courts()
    assert [case.case_id for case in found.cases] == [second, first, third]
    states = [case.bail.state(_TODAY) for case in found.cases if case.bail]
    assert states == [State.OVERDUE, State.POSTED, State.REFUND_DUE]
    assert [(each.month, each.amount) for each in found.expected] == [
        (date(2026, 9, 1), 200_00),
        (date(2026, 12, 1), 300_00),
        (None, 100_00),
    ]


async def test_it_says_how_often_the_money_went_round(database: Database) -> None:
    fund = AtCourt(database, 5_000_00)
    whole, lost, out = fund.post(100_00), fund.post(100_00, _JUNE), fund.post(50_00, _JULY)
    fund.news(whole, News.FREED)
    arrived = {"account_id": fund.account, **fund.money}
    fund.tell(RecordBailReturn(occurred_on=_JULY, case_id=whole, amount=100_00, **arrived))
    fund.tell(RecordBailForfeiture(occurred_on=_JULY, case_id=lost, amount=100_00, **fund.money))
    fund.tell(RaiseBail(occurred_on=_JULY, case_id=out, amount=50_00, **arrived))
    [round_] = (await fund.courts()).revolving
    assert (round_.deposited, round_.came_back, round_.lost) == (300_00, 100_00, 100_00)
    assert (round_.out, round_.bails, round_.freed) == (100_00, 3, 1)
    assert round_.days == (_TODAY - _JULY).days
    assert (round_.share(round_.came_back), round_.times) == (0.5, 1.5)


async def test_verified_bail_and_sureties_are_no_money_out(database: Database) -> None:
    fund = AtCourt(database, 5_000_00)
    asked = {"occurred_on": _MAY, "authority_id": fund.court, "amount": 900_00, **fund.money}
    verified = fund.tell(VerifyBail(**asked, kind=BailKind.CASH_DEPOSIT, share=300_00))
    vouched = fund.tell(GiveSurety(**asked))
    found = await fund.courts()
    assert (found.cases, found.by_authority, found.expected) == ((), (), ())
    assert [case.case_id for case in found.waiting] == [verified]
    assert [case.case_id for case in found.vouched] == [vouched]
    assert await fund.at_hand() == (5_000_00, 0, 0)


async def test_every_way_that_bail_goes_adds_up_and_the_check_agrees(database: Database) -> None:
    fund = AtCourt(database, 5_000_00)
    fund.post(80_00, kind=BailKind.COMMERCIAL_PREMIUM)
    bail = fund.post(500_00)
    on = {"occurred_on": _MAY, "case_id": bail, **fund.money}
    arrived = {"account_id": fund.account, **on}
    fund.tell(RaiseBail(amount=100_00, fee=1_00, **arrived))
    fund.tell(RecordReturnToDepositor(amount=400_00, **on))
    fund.tell(RecordDepositorRepayment(amount=300_00, **arrived))
    fund.tell(WriteOffBail(amount=100_00, held_by=HeldBy.DEPOSITOR, **on))
    assert await fund.at_hand() == (4_619_00, 200_00, 180_00)
    fund.tell(WriteOffBail(amount=200_00, **on))
    fund.tell(RecordBailRecovery(amount=250_00, **arrived))
    assert await fund.at_hand() == (4_869_00, 0, 130_00)
    async with database.acquire() as connection:
        budget = await get_budget(connection, fund.fund_id, from_month=_MAY, to_month=_MAY)
        assert (await list_open_cases(connection, fund.fund_id)).cases == ()
        report = await check_fund(connection, fund.fund_id)
    figures = budget.currencies[0].total
    assert figures.bail_posted == 680_00
    assert figures.bail_returned == 550_00
    assert figures.bail_lost == {"premium": 80_00, "written_off": 300_00, "recovered": -250_00}
    assert figures.opening + figures.money_in - figures.money_out == figures.closing == 4_869_00
    assert (report.verdict, report.findings) == ("OK", ())


def test_bands_end_on_their_last_day() -> None:
    days = (0, 30, 31, 90, 91, 180, 181, 365, 366)
    assert [band_of(each) for each in days] == [0, 0, 1, 1, 2, 2, 3, 3, 4]


def test_nothing_is_expected_of_what_nobody_holds() -> None:
    now = BailNow(standing=State.REFUND_DUE, due_on=_TODAY)
    assert now.expected == ()
    assert now.days_late(_TODAY) == 0
