"""Reports of books that were written by the rules: the bridge is what the accounts hold."""

import time
from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.chart import Category
from ledger.events import FundEvent
from ledger.postings import postings
from ledger.publishing.months import month_of, month_of_day
from projections.reports.build import build
from projections.reports.facts import BAIL, LEAVES_IN, Currency, Fact, Facts, Side
from projections.reports.forecast import outlook
from projections.reports.reading import Reading
from projections.reports.rules import Policy, Rules
from tests.projections.histories import history
from tests.projections.reports.given import FUND, Book
from tests.projections.told import LAST_DAY

SEEDS: Final = range(8)
LATER: Final = date(2027, 2, 20)
EASY: Final = Rules(policy=Policy(version=1, k=2, period_months=3))


def in_accounts(events: Iterable[FundEvent], until: int, currency: str) -> int:
    """Return what all accounts held at the end of a month."""
    return sum(
        posting.amount
        for event in events
        for posting in postings(event)
        if month_of_day(event.occurred_on) <= until
        and posting.code == "cash"
        and posting.currency == currency
    )


def read(events: Iterable[tuple[UUID, FundEvent]]) -> Facts:
    reading = Reading()
    for position, line in enumerate(events, 1):
        reading.take(position, *line)
    return reading.facts(FUND)


def of_many(facts: Facts) -> Facts:
    """Let every fact be about somebody else, and bail be help as any other: much is safe then."""
    book = Book()
    return replace(
        facts,
        facts=tuple(
            replace(
                fact,
                party=book.someone(),
                incident=None,
                payee=None,
                leaf=Category.FOOD.value if fact.leaf == BAIL else fact.leaf,
            )
            for fact in facts.facts
        ),
    )


def test_a_bridge_ends_with_what_the_accounts_held() -> None:
    seen = set()
    for seed in SEEDS:
        book = history(seed, 1_200)
        events = [line.event for line in book.lines]
        facts = of_many(read((line.case_id, line.event) for line in book.lines))
        manifest = build(facts, (), EASY, today=LATER, cut=len(events))
        assert manifest is not None
        for bridge in manifest.bridge:
            until = month_of(bridge.until_month)
            assert bridge.closing == in_accounts(events, until, bridge.currency)
            seen.add((seed, bridge.currency))
    assert {currency for _, currency in seen} == {"USD", "EUR"}
    assert len(seen) > 8


def test_a_book_without_known_people_publishes_its_running_costs_and_nothing_else() -> None:
    book = history(4, 200)
    facts = read((line.case_id, line.event) for line in book.lines)
    nobody = replace(
        facts, facts=tuple(replace(fact, party=None, incident=None) for fact in facts.facts)
    )
    rules = Rules(policy=Policy(version=1))
    manifest = build(nobody, (), rules, today=LATER, cut=len(book.lines))
    assert manifest is not None
    assert manifest.costs
    others = (manifest.money_in, manifest.paid_out, manifest.bridge, manifest.at_courts)
    assert others == ((), (), (), ())
    assert month_of(manifest.costs[-1].until_month) >= month_of_day(LAST_DAY)


def large_book(lines: int) -> Facts:
    random = Random(1)
    people = [UUID(int=random.getrandbits(128)) for _ in range(lines // 10)]
    first = month_of("2024-01")
    facts = []
    for position in range(1, lines + 1):
        month, person = first + position * 30 // lines, random.choice(people)
        amount = random.randrange(100, 20_000)
        side = random.choice((Side.IN, Side.OUT))
        leaf = random.choice(LEAVES_IN if side is Side.IN else [each.value for each in Category])
        facts.append(Fact(position, month, side, leaf, "USD", amount, person))
    currencies = (Currency("USD", 2),)
    return Facts(fund_id=FUND, opened=first, currencies=currencies, facts=tuple(facts))


@pytest.mark.slow
def test_a_hundred_thousand_facts_are_a_matter_of_seconds() -> None:
    facts, rules = large_book(100_000), Rules(policy=Policy(version=1))
    before = time.process_time()
    manifest = build(facts, (), rules, today=LATER, cut=100_000)
    built = time.process_time() - before
    assert manifest is not None
    assert len(manifest.money_in) > 8
    assert built < 4
    before = time.process_time()
    outlook(facts, (), rules, today=LATER, cut=100_000)
    assert time.process_time() - before < 6
