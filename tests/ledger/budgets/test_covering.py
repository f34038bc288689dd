"""A fund that pays nothing unbudgeted: what takes an item, and what is let through."""

from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
from msgspec.structs import replace

from ledger.bail import PostBail, RaiseBail
from ledger.budgets.covering import COVERED, covered_by_budget, covering, needed_cover
from ledger.budgets.state import Budgets
from ledger.chart import Category, CostCategory, Group
from ledger.costs import PayCost
from ledger.decider import COMMANDS, AnyCommand
from ledger.events import FundEvent, Instalment, Way
from ledger.floats import HandFloat
from ledger.grants import ChangeGrantPlan, CommitGrant, PayGrant
from ledger.orders.commands import Act, RequestOrder
from ledger.orders.content import Orderable
from ledger.rejections import BudgetMissing, BudgetShort, Rejection
from tests.ledger.asked import approved, asked, authorised, prepared, signs
from tests.ledger.book import CASE, NOW, TODAY, Given, context
from tests.ledger.budgets.stage import REFUSING, RICH, SHOWING, adopted, an_id, planned, rooms
from tests.ledger.decided import DECISION, asked_as_decided
from tests.ledger.decided import adopted as decided
from tests.ledger.people import BO, CY, DEE, FAY, TOGETHER, admitted
from tests.ledger.world import BAIL, COURT, HOUSING, RIGHT, brought, posted, promised, usd

MONEY: Final = (brought(1_000_00, purpose_id=HOUSING), brought(1_000_00, purpose_id=BAIL))
HALF: Final = ("2026-07", "2026-12")
COST: Final = PayCost(**RIGHT, category=CostCategory.ROOMS, amount=60, fee=5)
GRANT: Final = CommitGrant(
    occurred_on=TODAY,
    category=Category.RENT,
    purpose_id=HOUSING,
    amount=60,
    currency="USD",
    exponent=2,
    instalments=(Instalment(due_on=TODAY, amount=60),),
)
POST: Final = PostBail(**(RIGHT | {"purpose_id": BAIL}), authority_id=COURT, amount=60)
RAISE: Final = RaiseBail(
    case_id=CASE, occurred_on=TODAY, account_id=RIGHT["account_id"], amount=60,
    currency="USD", exponent=2,
)  # fmt: skip
MORE: Final = ChangeGrantPlan(
    case_id=CASE,
    occurred_on=TODAY,
    instalments=(Instalment(due_on=TODAY, amount=90),),
    currency="USD",
    exponent=2,
)
CASES: Final[dict[str, tuple[FundEvent, ...]]] = {
    "RaiseBail": (posted(10),),
    "ChangeGrantPlan": (promised(30, HOUSING),),
}
KIND: Final[dict[str, Category | CostCategory]] = {
    "PayCost": CostCategory.ROOMS,
    "CommitGrant": Category.RENT,
    "PostBail": Category.BAIL,
    "RaiseBail": Category.BAIL,
    "ChangeGrantPlan": Category.RENT,
}
TAKING: Final = (COST, GRANT, POST, RAISE, MORE)
"""Each takes 60 more, of which the fund has plenty."""


def name_of(command: AnyCommand) -> str:
    return type(command).__name__


def given(command: AnyCommand, *facts: FundEvent) -> Given:
    return Given(*RICH, *MONEY, *facts, case=CASES.get(name_of(command), ()))


def budget(command: AnyCommand, amount: int = 100, **fields: Any) -> FundEvent:
    return adopted(1, HALF, planned(1, KIND[name_of(command)], amount, **fields))


@pytest.mark.parametrize("command", TAKING, ids=name_of)
def test_what_no_item_covers_is_refused_only_where_the_fund_says_so(command: AnyCommand) -> None:
    refusal = BudgetMissing(KIND[name_of(command)], "USD")
    given(command, REFUSING).when(command).refused(refusal)
    given(command, REFUSING, adopted(1, HALF, planned(1, "reserve"))).when(command).refused(refusal)
    euros = budget(command, currency="EUR")
    given(command, REFUSING, euros).when(command).refused(refusal)
    assert given(command).when(command).facts
    assert given(command, SHOWING).when(command).facts
    assert given(command, REFUSING, SHOWING).when(command).facts


@pytest.mark.parametrize("command", TAKING, ids=name_of)
def test_it_takes_what_is_left_to_the_last_cent_and_no_more(command: AnyCommand) -> None:
    used = {"RaiseBail": 10, "ChangeGrantPlan": 30}.get(name_of(command), 0)
    assert given(command, REFUSING, budget(command, 60 + used)).when(command).facts
    short = given(command, REFUSING, budget(command, 59 + used)).when(command)
    short.refused(BudgetShort(an_id(1), KIND[name_of(command)], usd(60), usd(59)))


def test_these_commands_and_no_others_take_from_a_budget() -> None:
    assert {name_of(command) for command in TAKING} == {kind.__name__ for kind in COVERED}
    assert set(COMMANDS.values()) >= COVERED
    assert {name_of(each) for each in TAKING} == set(KIND)


@pytest.mark.parametrize(
    ("months", "now", "on", "covered"),
    [
        (("2026-11", "2026-11"), datetime(2026, 12, 1, 2, 30, tzinfo=UTC), None, True),
        (("2026-12", "2026-12"), datetime(2026, 12, 1, 2, 30, tzinfo=UTC), None, False),
        (("2026-12", "2026-12"), datetime(2026, 12, 1, 3, 30, tzinfo=UTC), None, True),
        (("2026-10", "2026-10"), NOW, date(2026, 10, 31), True),
        (("2026-11", "2026-11"), NOW, date(2026, 10, 31), False),
    ],
    ids=["last day here", "not begun here", "first day here", "a day before", "and no other month"],
)
def test_months_are_those_of_the_fund_and_payments_count_on_their_own_day(
    months: tuple[str, str], now: datetime, on: date | None, *, covered: bool
) -> None:
    facts = (*RICH, REFUSING, adopted(1, months, planned(1)))
    day = context(1, now).today("America/Sao_Paulo")
    answer = Given(*facts).when(replace(COST, occurred_on=on or day), now)
    assert isinstance(answer.answer, BudgetMissing) is not covered


def test_a_promise_counts_in_the_month_that_it_is_now() -> None:
    earlier = replace(GRANT, occurred_on=date(2026, 6, 1))
    facts = (*RICH, *MONEY, REFUSING)
    june = adopted(1, ("2026-06", "2026-06"), planned(1, "rent"))
    Given(*facts, june).when(earlier).refused(BudgetMissing(Category.RENT, "USD"))
    assert Given(*facts, adopted(1, HALF, planned(1, "rent"))).when(earlier).facts


def test_paying_a_promise_and_a_plan_of_less_take_nothing() -> None:
    less = replace(MORE, instalments=(Instalment(due_on=TODAY, amount=10),))
    pays = PayGrant(
        case_id=CASE,
        occurred_on=TODAY,
        account_id=RIGHT["account_id"],
        instalment=1,
        amount=30,
        currency="USD",
        exponent=2,
    )
    for command in (less, pays):
        book = Given(*RICH, *MONEY, REFUSING, case=(promised(30, HOUSING),))
        assert needed_cover(command, book.case) is None
        assert book.when(command).facts


def test_what_comes_over_can_be_used_and_what_is_used_elsewhere_cannot() -> None:
    first = adopted(1, ("2026-07", "2026-10"), planned(1, amount=40, carries_over=True))
    second = adopted(2, ("2026-11", "2026-12"), planned(2, amount=30))
    facts = (*RICH, REFUSING, first, second)
    assert Given(*facts).when(COST).facts
    spent = rooms(11, date(2026, 10, 31))
    Given(*facts, spent).when(COST).refused(
        BudgetShort(an_id(2), CostCategory.ROOMS, usd(60), usd(59))
    )


def test_the_item_is_found_before_anything_is_asked_for() -> None:
    book = given(GRANT, REFUSING, budget(GRANT))
    world = context(book.position)
    item = covering(GRANT, world, book.fund, book.case)
    assert item is not None
    assert item.item_id == an_id(1)
    assert covering(COST, world, book.fund, book.case) is None
    empty = replace(book.fund, budgets=Budgets())
    assert covering(GRANT, world, empty, book.case) is None
    covered_by_budget(RequestOrder(occurred_on=TODAY, order=GRANT), world, empty, book.case)


BOOK_OF_TWO: Final = (*TOGETHER, brought(1_000_00), *MONEY, REFUSING)


def asks(order: Orderable, way: Way = Way.USUAL) -> RequestOrder:
    return RequestOrder(occurred_on=TODAY, order=order, way=way)


def test_an_order_is_refused_when_it_is_asked_for() -> None:
    book = Given(*BOOK_OF_TWO)
    book.when(asks(COST), actor=CY).refused(BudgetMissing(CostCategory.ROOMS, "USD"))
    held = Given(*BOOK_OF_TWO, adopted(1, HALF, planned(1, amount=59)))
    held.when(asks(COST), actor=CY).refused(
        BudgetShort(an_id(1), CostCategory.ROOMS, usd(60), usd(59))
    )
    assert Given(*BOOK_OF_TWO, adopted(1, HALF, planned(1))).when(asks(COST), actor=CY).facts


def test_what_is_urgent_or_paid_already_waits_for_no_budget() -> None:
    book = Given(*BOOK_OF_TWO)
    assert book.when(asks(POST, Way.URGENT), actor=CY).facts
    assert book.when(asks(COST, Way.ALREADY_PAID), actor=CY).facts


def test_an_order_is_refused_when_it_is_sent_and_its_item_was_used_meanwhile() -> None:
    lines = (asked(COST, CY), approved(BO, COST))
    ready = (*lines, prepared(CY, COST), authorised(DEE, COST))
    enough = Given(*BOOK_OF_TWO, adopted(1, HALF, planned(1)), case=ready)
    assert enough.when(signs(Act.CARRY_OUT, command=COST), actor=DEE).facts
    used = Given(*BOOK_OF_TWO, adopted(1, HALF, planned(1)), rooms(50), case=ready)
    refusal = BudgetShort(an_id(1), CostCategory.ROOMS, usd(60), usd(50))
    used.when(signs(Act.CARRY_OUT, command=COST), actor=DEE).refused(refusal)


def test_a_refusal_says_what_members_can_do() -> None:
    said: list[Rejection] = [
        BudgetMissing(CostCategory.ROOMS, "USD"),
        BudgetShort(an_id(1), CostCategory.ROOMS, usd(60), usd(50)),
    ]
    assert all("members amend" in str(each) for each in said)


def test_what_members_decided_by_itself_waits_for_no_budget() -> None:
    lines = (*asked_as_decided(COST, CY), prepared(CY, COST), authorised(DEE, COST))
    book = Given(*BOOK_OF_TWO, *decided(COST), case=lines)
    assert book.when(signs(Act.CARRY_OUT, command=COST), actor=DEE).facts
    asks_it = RequestOrder(occurred_on=TODAY, order=COST, decision=DECISION)
    assert Given(*BOOK_OF_TWO, *decided(COST)).when(asks_it, actor=CY).facts


def test_a_group_that_is_short_is_called_by_its_own_name() -> None:
    group = adopted(1, HALF, planned(1, "housing", 59))
    refusal = BudgetShort(an_id(1), Group.HOUSING, usd(60), usd(59))
    given(GRANT, REFUSING, group).when(GRANT).refused(refusal)


def test_a_float_is_handed_over_for_what_the_budget_covers_and_for_no_more() -> None:
    handed = HandFloat(
        occurred_on=TODAY,
        carrier=FAY,
        account_id=RIGHT["account_id"],
        purpose_id=RIGHT["purpose_id"],
        amount=60,
        currency="USD",
        exponent=2,
        until=TODAY,
        categories=(Category.FOOD,),
        cost_categories=(CostCategory.TRAVEL,),
    )
    plain = Given(*TOGETHER, brought(10_000_00), admitted(FAY))
    assert plain.when(RequestOrder(occurred_on=TODAY, order=handed), actor=BO).facts
    food = planned(1, Category.FOOD, 50)
    one = Given(*TOGETHER, brought(10_000_00), admitted(FAY), REFUSING, adopted(1, HALF, food))
    one.when(RequestOrder(occurred_on=TODAY, order=handed), actor=BO).refused(
        BudgetMissing(CostCategory.TRAVEL, "USD")
    )
    for travel, answer in (
        (10, None),
        (9, BudgetShort(an_id(2), CostCategory.TRAVEL, usd(60), usd(59))),
    ):
        both = adopted(1, HALF, food, planned(2, CostCategory.TRAVEL, travel))
        said = Given(*TOGETHER, brought(10_000_00), admitted(FAY), REFUSING, both).when(
            RequestOrder(occurred_on=TODAY, order=handed), actor=BO
        )
        if answer is None:
            assert said.facts
        else:
            said.refused(answer)
