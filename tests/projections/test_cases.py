"""Figures of single cases, with the figures that the issue names."""

from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from ledger.bail import PostBail, RecordBailReturn
from ledger.brought_forward import BringForward
from ledger.chart import Category, DeductionKind, DonationKind
from ledger.corrections import ReverseLine
from ledger.decider import AnyCommand
from ledger.donations import RecordDonation
from ledger.events import AccountOpened, Deduction, Instalment, PurposeOpened, Reason
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest
from ledger.refunds import RecordChargeback, RefundDonation
from ledger.store.database import Database
from projections.balances import get_balances
from projections.budget import get_budget
from projections.cases import get_case, get_case_at, list_open_cases
from projections.figures import Due
from projections.runner import Runner
from tests.projections.histories import Teller
from tests.projections.test_statements import all_rows

_DAY: Final = date(2026, 5, 4)
_MONTH: Final = date(2026, 5, 1)
_JUNE, _JULY, _AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


class Small:
    """A fund with one account, one purpose and a court to write plain lines into."""

    def __init__(self, database: Database, money: int) -> None:
        self.database = database
        self.teller = Teller(0)
        self.told = self.teller.history
        self.account = next(
            line.event.account_id
            for line in self.told.lines
            if isinstance(line.event, AccountOpened)
        )
        self.purpose = next(
            line.event.purpose_id
            for line in self.told.lines
            if isinstance(line.event, PurposeOpened)
        )
        self.court = self.teller.courts[0]
        self.money: dict[str, Any] = {"currency": "USD", "exponent": 2}
        self.given: dict[str, Any] = {
            "account_id": self.account,
            "purpose_id": self.purpose,
            **self.money,
        }
        self.fund_id = self.told.fund_id
        self._written = 0
        self.tell(BringForward(occurred_on=_DAY, amount=money, **self.given))

    def tell(self, command: AnyCommand) -> UUID:
        """Write a command that must be accepted, and return its case."""
        assert self.told.tell(command, uuid4)
        return self.told.lines[-1].case_id

    async def write(self) -> None:
        await self.told.write(self.database, self._written)
        self._written = len(self.told.lines)
        await Runner(self.database).catch_up(self.fund_id)

    async def at_hand(self) -> tuple[int, int, int]:
        """Return what is there, at courts, and spent in the month."""
        await self.write()
        async with self.database.acquire() as connection:
            total = (await get_balances(connection, self.fund_id)).totals[0]
            budget = await get_budget(connection, self.fund_id, from_month=_MONTH, to_month=_MONTH)
        assert total.currency == "USD"
        return total.there, total.held, budget.currencies[0].total.spent


async def test_posted_bail_is_held_and_only_what_is_kept_is_spent(database: Database) -> None:
    fund = Small(database, 5_688_29)
    assert await fund.at_hand() == (5_688_29, 0, 0)
    bail = fund.tell(
        PostBail(occurred_on=_DAY, authority_id=fund.court, amount=500_00, **fund.given)
    )
    assert await fund.at_hand() == (5_188_29, 500_00, 0)
    fund.tell(
        RecordBailReturn(
            occurred_on=_DAY,
            case_id=bail,
            account_id=fund.account,
            amount=470_00,
            deductions=(Deduction(kind=DeductionKind.FEE, amount=30_00),),
            **fund.money,
        )
    )
    assert await fund.at_hand() == (5_658_29, 0, 30_00)
    async with database.acquire() as connection:
        view = await get_case(connection, fund.fund_id, bail)
        assert (await list_open_cases(connection, fund.fund_id)).cases == ()
        before = await list_open_cases(
            connection, fund.fund_id, kind="bail", known_at=len(fund.told.lines) - 1
        )
    assert view is not None
    assert view.figures is not None
    figures = view.figures
    assert (figures.amount, figures.rest, figures.came_back, figures.lost) == (
        500_00,
        0,
        470_00,
        30_00,
    )
    (open_bail,) = before.cases
    assert (open_bail.authority_id, open_bail.rest, open_bail.opened_on) == (
        fund.court,
        500_00,
        _DAY,
    )


def commit_three(fund: Small) -> UUID:
    """Promise a grant in three parts and pay more than half of the second one."""
    grant = fund.tell(
        CommitGrant(
            occurred_on=_DAY,
            category=Category.RENT,
            purpose_id=fund.purpose,
            amount=300_00,
            instalments=tuple(
                Instalment(due_on=day, amount=100_00) for day in (_JULY, _JUNE, _AUGUST)
            ),
            **fund.money,
        )
    )
    fund.tell(
        PayGrant(
            occurred_on=_JUNE,
            case_id=grant,
            account_id=fund.account,
            instalment=2,
            amount=60_00,
            **fund.money,
        )
    )
    return grant


async def test_a_grant_tells_what_is_due_next_and_what_is_overdue(database: Database) -> None:
    fund = Small(database, 1_000_00)
    commit_three(fund)
    await fund.write()
    async with database.acquire() as connection:
        (case,) = (await list_open_cases(connection, fund.fund_id)).cases
    assert case.due == (Due(2, _JUNE, 40_00), Due(1, _JULY, 100_00), Due(3, _AUGUST, 100_00))
    assert case.next_due == Due(2, _JUNE, 40_00)
    assert [case.overdue(day) for day in (_JUNE, _JULY, date(2026, 7, 2))] == [0, 40_00, 140_00]


async def test_a_released_grant_is_closed_but_was_open_before(database: Database) -> None:
    fund = Small(database, 1_000_00)
    grant = commit_three(fund)
    fund.tell(ReleaseGrantRest(occurred_on=_JULY, case_id=grant))
    await fund.write()
    async with database.acquire() as connection:
        assert (await list_open_cases(connection, fund.fund_id)).cases == ()
        view = await get_case(connection, fund.fund_id, grant)
        earlier = await list_open_cases(connection, fund.fund_id, as_of=date(2026, 6, 30))
    assert view is not None
    figures = view.figures
    assert figures is not None
    assert (figures.amount, figures.rest, figures.paid) == (300_00, 0, 60_00)
    assert figures.due == ()
    assert [case.rest for case in earlier.cases] == [240_00]


async def test_a_donation_is_found_by_any_of_its_lines(database: Database) -> None:
    fund = Small(database, 1_000_00)
    gift = fund.tell(
        RecordDonation(occurred_on=_DAY, kind=DonationKind.GIFT, gross=80_00, **fund.given)
    )
    position = len(fund.told.lines)
    common: dict[str, Any] = {
        "occurred_on": _DAY,
        "case_id": gift,
        "account_id": fund.account,
        **fund.money,
    }
    fund.tell(RefundDonation(amount=10_00, **common))
    fund.tell(RecordChargeback(amount=20_00, **common))
    await fund.write()
    async with database.acquire() as connection:
        for at in (position, position + 1, position + 2):
            view = await get_case_at(connection, fund.fund_id, at)
            assert view is not None
            assert view.figures is not None
            assert (view.case_id, view.kind, len(view.lines)) == (gift, "donation", 3)
            assert (view.figures.rest, view.figures.came_back) == (50_00, 30_00)
        assert await get_case_at(connection, fund.fund_id, position + 3) is None
        assert await get_case(connection, fund.fund_id, uuid4()) is None


async def test_a_case_taken_back_whole_has_no_kind_and_no_figures(database: Database) -> None:
    fund = Small(database, 1_000_00)
    bail = fund.tell(
        PostBail(occurred_on=_DAY, authority_id=fund.court, amount=500_00, **fund.given)
    )
    position = len(fund.told.lines)
    fund.tell(ReverseLine(case_id=bail, position=position, reason=Reason.DID_NOT_HAPPEN))
    await fund.write()
    # The same case may then begin again as something else.
    fund.tell(
        RecordDonation(
            occurred_on=_DAY,
            kind=DonationKind.GIFT,
            gross=80_00,
            case_id=bail,
            **fund.given,
        )
    )
    await fund.write()
    async with database.acquire() as connection:
        gone = await get_case(connection, fund.fund_id, bail, known_at=position + 1)
        again = await get_case(connection, fund.fund_id, bail)
        assert (await list_open_cases(connection, fund.fund_id)).cases == ()
        before = await list_open_cases(connection, fund.fund_id, known_at=position)
    assert gone is not None
    assert again is not None
    assert (gone.kind, gone.figures, again.kind) == (None, None, "donation")
    assert [case.case_id for case in before.cases] == [bail]
    rows = await all_rows(database, fund.told)
    await Runner(database).rebuild(fund.fund_id)
    assert await all_rows(database, fund.told) == rows
