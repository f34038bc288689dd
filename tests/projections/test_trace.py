"""The trace: the lines of an item are its figures, and a line leads back to what decided it."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.budgets.left import sharing
from ledger.budgets.state import Budget
from ledger.chart import Category
from ledger.events import (
    BudgetAdopted,
    BudgetItem,
    DecisionCarriedOut,
    FundEvent,
    GrantCommitted,
    GrantPaid,
    Instalment,
    OrderCarriedOut,
    OrderDecided,
    OrderWithdrawn,
    PayeeKind,
)
from ledger.line import Line
from ledger.publishing.months import month_of
from ledger.store.connection import Connection
from ledger.store.database import Database
from projections import trace
from projections.items import get_budget_items, get_outside
from projections.runner import Runner
from projections.trace import (
    Origin,
    TracePage,
    decisions_of,
    list_item_lines,
    list_outside_lines,
    origin_of,
)
from tests.projections.histories import history
from tests.projections.told import LAST_DAY, History

_FEW: Final = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KINDS: Final = (
    *("rent", "housing", "legal_and_bail", "bail", "hosting", "medical", "reserve"),
    *("hosting", "rent"),
)
"""The last two stand there twice."""
EARLY, LATE = UUID(int=1), UUID(int=2)


def budgets_of(told: History, months: tuple[str, str, str, str]) -> dict[UUID, Budget]:
    """Return two budgets one after the other, the second one with items of a purpose."""
    numbers = count(1)
    purpose = next(iter(told.fund.purposes))

    def items(*purposes: UUID | None) -> Iterator[BudgetItem]:
        for of in purposes:
            for kind in KINDS[:: 1 if of is None else 2]:
                for currency in ("USD", "EUR"):
                    yield BudgetItem(
                        item_id=UUID(int=next(numbers)),
                        kind=kind,
                        amount=1_000_00,
                        currency=currency,
                        exponent=2,
                        purpose_id=of,
                    )

    first, last, second, end = (month_of(each) for each in months)
    early = Budget(budget=EARLY, from_month=first, until_month=last, items=tuple(items(None)))
    late = Budget(
        budget=LATE, from_month=second, until_month=end, items=tuple(items(None, purpose))
    )
    return {EARLY: early, LATE: late}


async def every_page(
    connection: Connection, told: History, budgets: dict[UUID, Budget], item: BudgetItem | None
) -> list[TracePage]:
    """Go through all pages about an item, or about what stands outside the later budget."""
    pages: list[TracePage] = []
    before: int | None = None
    while not pages or before is not None:
        if item is None:
            page = await list_outside_lines(
                connection, told.fund_id, budgets, LATE, before=before, limit=3
            )
        else:
            page = await list_item_lines(
                connection, told.fund_id, budgets, item, before=before, limit=3
            )
        pages.append(page)
        before = page.older
    return pages


@_FEW
@given(seed=st.integers(0, 2**32))
async def test_the_lines_of_an_item_come_to_its_figures(database: Database, seed: int) -> None:
    told = history(seed)
    budgets = budgets_of(told, ("2025-09", "2026-05", "2026-06", "2026-12"))
    await told.write(database)
    await Runner(database, batch=37).catch_up(told.fund_id)
    async with database.acquire() as connection:
        head = len(told.lines)
        for budget_id in budgets:
            standing = await get_budget_items(
                connection, told.fund_id, budgets, budget_id, as_of=LAST_DAY, known_at=head
            )
            for each in standing:
                pages = await every_page(connection, told, budgets, each.item)
                lines = [line for page in pages for line in page.lines]
                shared = {item.item_id for item in sharing(budgets[budget_id], each.item)}
                paid = sum(other.paid for other in standing if other.item.item_id in shared)
                assert sum(line.paid for line in lines) == paid
                positions = [line.line.position for line in lines]
                assert positions == sorted(set(positions), reverse=True)
        beside = await get_outside(
            connection, told.fund_id, budgets, LATE, as_of=LAST_DAY, known_at=head
        )
        found = Counter[str]()
        for page in await every_page(connection, told, budgets, None):
            for line in page.lines:
                found[line.currency] += line.paid
        assert found == Counter(_sums((each.currency, each.paid) for each in beside))


def _sums(found: Iterator[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for currency, paid in found:
        sums[currency] = sums.get(currency, 0) + paid
    return sums


async def test_no_answer_looks_at_the_whole_book(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "LOOKED_AT", 20)
    monkeypatch.setattr(trace, "_AT_A_TIME", 5)
    told = history(7, 160)
    budgets = budgets_of(told, ("2025-09", "2025-09", "2025-10", "2026-12"))
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    hosting = next(each for each in budgets[LATE].items if each.kind == "hosting")
    async with database.acquire() as connection:
        pages = await every_page(connection, told, budgets, hosting)
        monkeypatch.setattr(trace, "LOOKED_AT", 5_000)
        whole = await every_page(connection, told, budgets, hosting)
    assert len(pages) > len(whole)
    assert [line for page in pages for line in page.lines] == [
        line for page in whole for line in page.lines
    ]


async def test_what_is_not_known_has_no_lines(database: Database) -> None:
    told = history(3, 5)
    await told.write(database)
    await Runner(database).catch_up(told.fund_id)
    item = BudgetItem(item_id=EARLY, kind="rent", amount=1, currency="USD", exponent=2)
    async with database.acquire() as connection:
        with pytest.raises(KeyError):
            await list_item_lines(connection, told.fund_id, {}, item)
        with pytest.raises(KeyError):
            await list_outside_lines(connection, told.fund_id, {}, EARLY)


ORDER, OTHER, DECISION = UUID(int=11), UUID(int=12), UUID(int=13)
_ON: Final = date(2026, 7, 1)
DECIDED: Final = OrderDecided(
    occurred_on=_ON, order=ORDER, decision=DECISION, content_hash="0" * 64
)
CARRIED: Final = OrderCarriedOut(
    occurred_on=_ON, order=ORDER, by=UUID(int=5), content_hash="0" * 64
)
PROMISED: Final = GrantCommitted(
    occurred_on=_ON,
    category=Category.RENT,
    purpose_id=UUID(int=6),
    amount=100,
    currency="USD",
    exponent=2,
    household=UUID(int=8),
    payee_kind=PayeeKind.LANDLORD,
    instalments=(Instalment(due_on=_ON, amount=100),),
)
PAID: Final = GrantPaid(
    occurred_on=_ON,
    category=Category.RENT,
    purpose_id=UUID(int=6),
    account_id=UUID(int=7),
    instalment=1,
    amount=100,
    currency="USD",
    exponent=2,
    household=UUID(int=8),
    payee_kind=PayeeKind.LANDLORD,
)
PAYING: Final = OrderCarriedOut(occurred_on=_ON, order=OTHER, by=UUID(int=5), content_hash="0" * 64)
ADOPTED: Final = BudgetAdopted(
    occurred_on=_ON, budget=EARLY, from_month="2026-07", until_month="2026-12", items=()
)
STAMPED: Final = replace(PROMISED, decision=ORDER, content_hash="0" * 64)
"""The same, as an order writes it."""
ENACTED: Final = DecisionCarriedOut(occurred_on=_ON, decision=DECISION, content_hash="0" * 64)


def lines(*events: FundEvent | None) -> list[Line]:
    """Return the lines of a case; None leaves a gap, where another case has a line."""
    return [
        Line(
            fund_id=UUID(int=1),
            position=position,
            case_id=UUID(int=2),
            version=0,
            event=event,
            event_id=UUID(int=position),
            recorded_at=datetime(2026, 7, 1, tzinfo=UTC),
            actor="someone",
            cause=None,
        )
        for position, event in enumerate(events, 1)
        if event is not None
    ]


@pytest.mark.parametrize(
    ("events", "position", "expected"),
    [
        ((PROMISED,), 1, Origin()),
        ((CARRIED, PROMISED), 2, Origin(ORDER)),
        ((DECIDED, CARRIED, PROMISED), 3, Origin(ORDER, DECISION)),
        ((DECIDED, CARRIED, None, PROMISED), 4, Origin()),
        ((DECIDED, CARRIED, PROMISED, PAYING, PAID), 5, Origin(OTHER, DECISION)),
        ((DECIDED, CARRIED, PROMISED, None, PAID), 5, Origin()),
        ((CARRIED, PROMISED, PAYING, PAID), 4, Origin(OTHER)),
        ((DECIDED, CARRIED, PROMISED, PAYING, PROMISED), 5, Origin(OTHER)),
        ((CARRIED, STAMPED), 2, Origin(ORDER)),
        ((DECIDED, CARRIED, STAMPED), 3, Origin(ORDER, DECISION)),
        ((ADOPTED, ENACTED), 1, Origin(None, DECISION)),
        ((ADOPTED, None, ENACTED), 1, Origin()),
        ((DECIDED, CARRIED), 1, Origin(None, DECISION)),
        ((PROMISED,), 9, Origin()),
    ],
    ids=[
        "by-nobody",
        "by-an-order",
        "by-a-decided-order",
        "another-case-between",
        "paid-out-of-a-decided-promise",
        "paid-without-an-order",
        "promise-not-decided",
        "a-second-promise-is-not-the-first",
        "what-an-order-writes-names-the-order",
        "and-that-may-be-decided",
        "decided-without-an-order",
        "decided-elsewhere",
        "the-decision-itself",
        "no-such-line",
    ],
)
def test_a_line_leads_back(
    events: tuple[FundEvent | None, ...], position: int, expected: Origin
) -> None:
    assert origin_of(lines(*events), position) == expected


def test_a_decision_is_free_again_once_its_order_is_withdrawn() -> None:
    gone = OrderWithdrawn(occurred_on=_ON, order=ORDER, by=UUID(int=5))
    assert decisions_of(lines(DECIDED)) == {ORDER: DECISION}
    assert decisions_of(lines(DECIDED, gone)) == {}
