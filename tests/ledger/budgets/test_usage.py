"""What was used, in the fund's state: the sum of postings, whatever history made it."""

from collections import Counter
from uuid import UUID

import msgspec
from hypothesis import given, settings

from ledger.budgets.kinds import COUNTED, KINDS, kind_of, kinds_within
from ledger.budgets.left import budget_at, item_in, outside, standing
from ledger.budgets.state import Usage
from ledger.chart import CHART, Category, Group, Side
from ledger.events import FundEvent
from ledger.fund import Fund, evolve, replay
from ledger.postings import postings
from ledger.publishing.months import month_of_day
from tests.ledger.book import FUND, TODAY
from tests.ledger.budgets.stage import adopted, planned
from tests.ledger.histories import Plan, histories
from tests.ledger.test_laws import START, obeyed

PLANS = histories()
lawful = settings(max_examples=60, deadline=None)
BUDGET = adopted(
    1,
    ("2026-10", "2026-11"),
    planned(1, "housing"),
    planned(2, "legal"),
    planned(3, "bail"),
    planned(4, "other"),
)


def flat(usage: Usage) -> Counter[tuple[int | None, UUID, str]]:
    """Return every sum by month (None: promised), purpose and key; noughts are no sums."""
    found: Counter[tuple[int | None, UUID, str]] = Counter()
    for month, uses in ((None, usage.promised), *usage.paid.items()):
        for purpose_id, by_key in uses.items():
            found.update({(month, purpose_id, key): amount for key, amount in by_key.items()})
    return Counter({place: amount for place, amount in found.items() if amount})


def summed(events: list[FundEvent]) -> Counter[tuple[int | None, UUID, str]]:
    found: Counter[tuple[int | None, UUID, str]] = Counter()
    for event in events:
        for each in postings(event):
            if each.purpose_id is None or kind_of(each.code) is None:
                continue
            promised = CHART[each.code].side is Side.PROMISED
            month = None if promised else month_of_day(event.occurred_on)
            found[month, each.purpose_id, f"{each.code} {each.currency}"] += each.amount
    return Counter({place: amount for place, amount in found.items() if amount})


@lawful
@given(PLANS)
def test_what_was_used_is_a_sum_of_postings(plans: list[Plan]) -> None:
    book = obeyed(plans)
    events = [*START, *(entry.event for entry in book.entries)]
    fund = replay(Fund(fund_id=FUND), events)
    assert flat(fund.budgets.usage) == summed(events)


@lawful
@given(PLANS)
def test_replayed_or_one_by_one_is_the_same_in_bytes(plans: list[Plan]) -> None:
    events = [*START, BUDGET, *(entry.event for entry in obeyed(plans).entries)]
    one_by_one = Fund(fund_id=FUND)
    for event in events:
        one_by_one = evolve(one_by_one, event)
    whole = replay(Fund(fund_id=FUND), events)
    assert whole == one_by_one
    again = msgspec.json.decode(msgspec.json.encode(whole), type=Fund)
    assert again == whole


@lawful
@given(PLANS)
def test_everything_used_counts_once_under_an_item_or_outside(plans: list[Plan]) -> None:
    book = obeyed(plans)
    fund = replay(Fund(fund_id=FUND), [*START, BUDGET, *(each.event for each in book.entries)])
    month = month_of_day(TODAY)
    assert budget_at(fund.budgets.budgets, month) is not None
    under = standing(fund.budgets, BUDGET.budget, month)
    beside = outside(fund.budgets, BUDGET.budget, month)
    paid: Counter[str] = Counter()
    promised: Counter[str] = Counter()
    for (when, _, key), amount in flat(fund.budgets.usage).items():
        currency = key.partition(" ")[2]
        if when is None:
            promised[currency] += amount
        elif month - 1 <= when <= month:
            paid[currency] += amount
    for currency in ("USD", "EUR"):
        items = [each for each in under if each.item.currency == currency]
        others = [each for each in beside if each.currency == currency]
        spent = sum(each.paid for each in items) + sum(each.paid for each in others)
        said = sum(each.promised for each in items) + sum(each.promised for each in others)
        assert (spent, said) == (paid[currency], promised[currency])
        assert all(
            item_in(fund.budgets.budgets[BUDGET.budget], each.kind, each.purpose_id, currency)
            is None
            for each in others
        )


def test_every_code_of_help_costs_and_bail_is_counted_and_no_other() -> None:
    families = {"help", "costs", "bail", "promised", "courts", "depositors"}
    assert set(COUNTED) == {code for code in CHART if code.partition(":")[0] in families}
    assert {kind_of(code) for code in COUNTED} <= KINDS
    assert kinds_within(Group.LEGAL_AND_BAIL) == {Category.LEGAL, Category.BAIL}
