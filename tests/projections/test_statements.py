"""Every statement, at any position and day, agrees with a reckoning that knows no postings."""

from datetime import date, timedelta
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.grants import plan_of
from ledger.store.connection import Connection
from ledger.store.database import Database
from projections.balances import get_balances
from projections.budget import Figures, get_budget
from projections.cases import get_case, list_open_cases
from projections.check import check_fund
from projections.checkpoints import list_checkpoints
from projections.known import ProjectionBehind
from projections.models import READ_MODELS
from projections.runner import Runner
from projections.sums import levels
from projections.view import SUFFIXES
from tests.projections.histories import history
from tests.projections.independent import Reckoned, in_months, open_cases, reckon
from tests.projections.told import FIRST_DAY, LAST_DAY, History, parts

_FEW: Final = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_PARTS: Final = ("gifts", "given_back", "fees", "people", "costs", "bail_lost", "lost", "committed")
_SINGLE: Final = ("brought_forward", "bail_posted", "bail_returned", "exchanged")
_DAYS: Final = st.none() | st.dates(FIRST_DAY, LAST_DAY)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make chunks so small that a short book has several levels of them."""
    monkeypatch.setattr(levels, "CHUNK_LINES", 5)
    monkeypatch.setattr(levels, "CHUNKS_A_LEVEL", 3)


async def agree(connection: Connection, told: History, position: int, day: date | None) -> None:
    """Ask for every statement and compare it with the reckoning."""
    sums = reckon(told.upto(position, day))
    pinned = None if position == len(told.lines) else position
    await balances_agree(connection, told, sums, pinned, day)
    await cases_agree(connection, told, position, day)
    await budget_agrees(connection, told, position, day)


async def balances_agree(
    connection: Connection, told: History, sums: Reckoned, pinned: int | None, day: date | None
) -> None:
    found = await get_balances(connection, told.fund_id, known_at=pinned, as_of=day)
    for account in found.accounts:
        balance = sums.accounts[account.account_id]
        assert (account.balance, account.short) == (balance, max(-balance, 0))
    listed = {account.account_id for account in found.accounts}
    assert {thing for thing, balance in sums.accounts.items() if balance} <= listed
    for purpose in found.purposes:
        for money in purpose.money:
            key = (purpose.purpose_id, money.currency)
            assert (money.cash, money.promised, money.held) == (
                sums.cash[key],
                sums.promised[key],
                sums.held_for[key],
            )
            assert money.free == money.cash - money.promised
            assert money.short == max(-money.cash, 0)
    for authority in found.authorities:
        for held in authority.held:
            assert held.amount == sums.held[authority.authority_id, held.currency]
    for total in found.totals:
        purposes = [each for one in found.purposes for each in one.money]
        mine = [each for each in purposes if each.currency == total.currency]
        assert total.there == sum(each.cash for each in mine)
        assert (total.held, total.promised) == (
            sum(each.held for each in mine),
            sum(each.promised for each in mine),
        )
        assert total.free == total.there - total.promised


async def cases_agree(
    connection: Connection, told: History, position: int, day: date | None
) -> None:
    found = await list_open_cases(connection, told.fund_id, known_at=position, as_of=day)
    expected = {each.case_id: each for each in open_cases(told.upto(position, day))}
    assert {case.case_id: (case.kind, case.amount, case.rest) for case in found.cases} == {
        each.case_id: (each.kind, each.amount, each.rest) for each in expected.values()
    }
    opened = [case.opened_position for case in found.cases]
    assert opened == sorted(opened)
    for case in found.cases:
        if case.kind == "grant":
            # As of a past day a payment may be there before the plan that it is of.
            assert sum(due.amount for due in case.due) == max(case.rest, 0)
            assert case.overdue(date.max) == max(case.rest, 0)
            if day is None:  # with every line there, each instalment says what is left of it
                whole = await get_case(connection, told.fund_id, case.case_id, known_at=position)
                assert whole is not None
                planned = {each.number: each.left for each in plan_of(whole.case)}
                assert {due.instalment: due.amount for due in case.due} == {
                    number: left for number, left in planned.items() if left > 0
                }
    for kind in ("bail", "grant"):
        some = await list_open_cases(
            connection, told.fund_id, kind=kind, known_at=position, as_of=day
        )
        assert [case for case in found.cases if case.kind == kind] == list(some.cases)
    for case in found.cases[:3]:
        view = await get_case(connection, told.fund_id, case.case_id, known_at=position, as_of=day)
        assert view is not None
        assert view.figures is not None
        assert (view.kind, view.figures.amount, view.figures.rest, view.figures.due) == (
            case.kind,
            case.amount,
            case.rest,
            case.due,
        )


async def budget_agrees(
    connection: Connection,
    told: History,
    position: int,
    day: date | None,
    *,
    floats: bool = False,
) -> None:
    first, last = FIRST_DAY + timedelta(days=70), LAST_DAY - timedelta(days=100)
    budget = await get_budget(
        connection, told.fund_id, from_month=first, to_month=last, known_at=position, as_of=day
    )
    for one in budget.currencies:
        total = in_months(told, position, day, first, last)
        assert figures(one.total) == named(total, one.currency)
        adds_up(one.total, total.back[one.currency], floats=floats)
        opening = one.total.opening, one.total.held_opening, one.total.promised_opening
        for each in one.months:
            month = in_months(told, position, day, each.month, each.month)
            assert figures(each.figures) == named(month, one.currency)
            adds_up(each.figures, month.back[one.currency], floats=floats)
            now = each.figures
            assert (now.opening, now.held_opening, now.promised_opening) == opening
            opening = now.closing, now.held_closing, now.promised_closing
        assert opening == (
            one.total.closing,
            one.total.held_closing,
            one.total.promised_closing,
        )
        before = reckon(
            line
            for line in told.upto(position, day)
            if line.event.occurred_on < first.replace(day=1)
        )
        assert one.total.opening == sum(
            amount for (_, currency), amount in before.cash.items() if currency == one.currency
        )


def adds_up(each: Figures, back: int = 0, *, floats: bool = False) -> None:
    """Expect the figures to follow from each other; *back* came back and is not promised again."""
    assert each.opening + each.money_in - each.money_out == each.closing
    held = each.held_opening + each.bail_posted - each.bail_returned - each.total("bail_lost")
    assert held == each.held_closing
    promised = each.promised_opening + each.total("committed") - each.total("released")
    if not floats:  # what a carrier spends on people was not promised to them before
        assert promised - each.total("people") - back == each.promised_closing
    assert sum(each.groups.values()) == each.total("people")
    assert each.spent == sum(each.total(part) for part in ("people", "costs", "bail_lost", "lost"))


def figures(each: Figures) -> dict[tuple[str, str], int]:
    """Return the figures by name and part, without those of zero."""
    found = {
        (name, part): amount for name in _PARTS for part, amount in getattr(each, name).items()
    }
    found |= {("released", part): amount for part, amount in each.released.items()}
    found |= {(name, ""): getattr(each, name) for name in _SINGLE if getattr(each, name)}
    return found


def named(sums: Reckoned, currency: str) -> dict[tuple[str, str], int]:
    """Return the reckoned figures of one currency, without those of zero."""
    return {
        (name, part): amount
        for (name, part, code), amount in sums.budget.items()
        if code == currency and amount
    }


@_FEW
@given(
    seed=st.integers(0, 2**32),
    positions=st.lists(st.integers(0, 10_000), min_size=2, max_size=3),
    day=_DAYS,
)
@example(seed=21, positions=[0, 21], day=None)  # a plan made smaller on a later day than the next
async def test_statements_agree_at_any_position_and_day(
    database: Database, seed: int, positions: list[int], day: date | None
) -> None:
    told = history(seed)
    await told.write(database)
    await Runner(database, batch=37).catch_up(told.fund_id)
    async with database.acquire() as connection:
        await agree(connection, told, len(told.lines), None)
        await agree(connection, told, len(told.lines), day)
        for position in positions:
            upto = 1 + position % len(told.lines)
            own = told.lines[position % upto].event.occurred_on  # at the very edge of a day
            await agree(connection, told, upto, own)
        assert (await check_fund(connection, told.fund_id)).verdict == "OK"


@_FEW
@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(0, 10_000), max_size=6),
    batch=st.integers(1, 60),
)
async def test_rows_are_the_same_for_any_split_and_when_built_anew(
    database: Database, seed: int, cuts: list[int], batch: int
) -> None:
    told = history(seed, 60)
    runner = Runner(database, batch=batch)
    for first, last in parts(len(told.lines), cuts):
        await told.write(database, first, last)
        await runner.catch_up(told.fund_id)
    step_by_step = await all_rows(database, told)
    assert len(step_by_step["journal"]) == len(told.lines)
    await Runner(database).rebuild(told.fund_id)
    assert await all_rows(database, told) == step_by_step


async def all_rows(database: Database, told: History) -> dict[str, list[tuple[object, ...]]]:
    """Read every row in use of every table of the read models, in some fixed order."""
    rows: dict[str, list[tuple[object, ...]]] = {}
    async with database.acquire() as connection:
        found = await list_checkpoints(connection, told.fund_id)
        for model in READ_MODELS:
            at = found.get((model.name, False))
            for table in model.tables:
                place = table + SUFFIXES[at.side if at else 0]
                read = await connection.fetch(
                    f"select * from {place} where fund_id = $1", told.fund_id
                )
                rows[table] = sorted((tuple(row) for row in read), key=repr)
    return rows


async def test_asking_beyond_what_is_known_says_so(database: Database) -> None:
    told = history(3, 20)
    await told.write(database)
    async with database.acquire() as connection:
        with pytest.raises(ProjectionBehind) as behind:
            await get_balances(connection, told.fund_id)
        assert (behind.value.wanted, behind.value.position) == (len(told.lines), 0)
        await Runner(database).catch_up(told.fund_id)
        with pytest.raises(ProjectionBehind):
            await get_balances(connection, told.fund_id, known_at=len(told.lines) + 1)


async def test_a_fund_without_a_book_is_empty(database: Database) -> None:
    fund_id = history(4, 0).fund_id
    async with database.acquire() as connection:
        found = await get_balances(connection, fund_id)
        assert (found.known_at, found.currency, found.accounts) == (0, "", ())
        assert (await list_open_cases(connection, fund_id)).cases == ()


async def test_a_budget_of_months_the_wrong_way_round_is_refused(database: Database) -> None:
    async with database.acquire() as connection:
        with pytest.raises(ValueError, match="1 to 600 months"):
            await get_budget(
                connection,
                history(5, 0).fund_id,
                from_month=date(2026, 2, 1),
                to_month=date(2026, 1, 31),
            )
