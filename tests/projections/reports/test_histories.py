"""Books that grow while reports come out: nothing changes afterwards, and everything ties."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.chart import GROUP_OF, Category
from ledger.publishing.months import month_of
from projections.reports.build import build
from projections.reports.facts import Fact, Side
from projections.reports.manifest import (
    COUNT_LEAST,
    FEWER,
    Bridge,
    Costs,
    MoneyIn,
    PaidOut,
    canonical,
)
from projections.reports.rules import Past
from tests.projections.reports.given import BASE, Book
from tests.projections.reports.grown import grown
from tests.projections.reports.test_safety import by_the_book

K: Final = 10
Place = tuple[Side, str]
Row = MoneyIn | PaidOut | Costs


SEEDS: Final = range(25)
each_book = pytest.mark.parametrize("seed", SEEDS)


def rows_of(past: Past, side: Side) -> Sequence[Row]:
    manifest = past.manifest
    rows: dict[Side, Sequence[Row]] = {
        Side.IN: manifest.money_in,
        Side.OUT: manifest.paid_out,
        Side.COSTS: manifest.costs,
    }
    return rows.get(side, ())


def published(book: Book, history: Sequence[Past]) -> dict[tuple[int, Place, str], list[Fact]]:
    """Say, the slow way, which facts each stretch of each report is made of.

    A fact is in the first report that was built after it was recorded and that closes a stretch
    reaching its month; in the stretch of its month, or the first one of that report.
    """
    found: dict[tuple[int, Place, str], list[Fact]] = defaultdict(list)
    for fact in book.found:
        for past in history:
            rows = [
                row
                for row in rows_of(past, fact.side)
                if row.currency == fact.currency and fact.position <= past.cut
            ]
            at = next((row for row in rows if fact.month <= month_of(row.until_month)), None)
            if at is not None:
                key = past.manifest.number, (fact.side, fact.currency), at.from_month
                found[key].append(fact)
                break
    return found


def still_there(facts: Iterable[Fact]) -> list[Fact]:
    facts = list(facts)
    positions = {fact.position for fact in facts}
    gone = {fact.reverses for fact in facts if fact.reverses in positions}
    return [fact for fact in facts if fact.position not in gone and fact.reverses not in gone]


@each_book
def test_every_fact_is_in_one_stretch_and_every_stretch_is_the_sum_of_its_facts(seed: int) -> None:
    book, history, _, _ = grown(seed)
    book = replace_sides(book, {Side.IN, Side.OUT, Side.COSTS})
    made_of = published(book, history)
    for past in history:
        for side in (Side.IN, Side.OUT, Side.COSTS):
            for row in rows_of(past, side):
                key = past.manifest.number, (side, row.currency), row.from_month
                assert row.amount == sum(fact.amount for fact in made_of[key])


def replace_sides(book: Book, sides: set[Side]) -> Book:
    found = Book(book.opened)
    found.found = [fact for fact in book.found if fact.side in sides]
    return found


def households(facts: Sequence[Fact]) -> dict[UUID, UUID]:
    """Name for each household one of those that it shares incidents with, the slow way."""
    leader = {fact.party: fact.party for fact in facts if fact.party}
    by_incident = defaultdict(set)
    for fact in facts:
        if fact.party and fact.incident:
            by_incident[fact.incident].add(fact.party)
    for _ in leader:
        for together in by_incident.values():
            least = min(leader[each] for each in together)
            for each in together:
                leader[each] = least
    return leader


@each_book
def test_every_stretch_and_every_part_is_safe(seed: int) -> None:
    book, history, _, rules = grown(seed)
    book = replace_sides(book, {Side.IN, Side.OUT, Side.COSTS})
    made_of = published(book, history)
    checked = 0
    for past in history:
        known = [fact for fact in book.found if fact.position <= past.cut]
        leader = households([fact for fact in known if fact.side is Side.OUT])
        for row in past.manifest.money_in:
            key = past.manifest.number, (Side.IN, row.currency), row.from_month
            facts = still_there(made_of[key])
            parts = [[fact for fact in facts if fact.leaf == part.leaf] for part in row.parts]
            for each in (facts, *parts):
                protected = [fact for fact in each if fact.leaf != "collections"]
                sizes = Counter[UUID | None]()
                for fact in protected:
                    sizes[fact.party] += abs(fact.amount)
                assert by_the_book(list(sizes.values()), K) or not protected
                checked += 1
        for out in past.manifest.paid_out:
            key = past.manifest.number, (Side.OUT, out.currency), out.from_month
            facts = still_there(made_of[key])
            for each in (facts, *(_of_part(facts, part.group, part.leaf) for part in out.parts)):
                sizes = Counter()
                for fact in each:
                    name = leader[fact.party] if fact.party else fact.incident
                    sizes[name] += abs(fact.amount)
                assert by_the_book(list(sizes.values()), K)
                checked += 1
    assert rules.policy.k == K
    if seed == 0:
        assert checked


def _of_part(facts: Iterable[Fact], group: str, leaf: str | None) -> list[Fact]:
    return [
        fact
        for fact in facts
        if (leaf is None or fact.leaf == leaf) and GROUP_OF[Category(fact.leaf)] == group
    ]


@each_book
def test_stretches_follow_one_another(seed: int) -> None:
    _, history, _, _ = grown(seed)
    for side in (Side.IN, Side.OUT, Side.COSTS):
        ends: dict[str, int] = {}
        for past in history:
            for row in rows_of(past, side):
                first, last = month_of(row.from_month), month_of(row.until_month)
                assert first <= last
                assert ends.get(row.currency, first - 1) == first - 1
                ends[row.currency] = last


@each_book
def test_bridges_tie_and_each_begins_with_what_the_one_before_ended_with(seed: int) -> None:
    _, history, _, _ = grown(seed)
    last: dict[str, Bridge] = {}
    rows: dict[Place, list[Row]] = defaultdict(list)
    for past in history:
        for side in (Side.IN, Side.OUT, Side.COSTS):
            for row in rows_of(past, side):
                rows[side, row.currency].append(row)
        for bridge in past.manifest.bridge:
            before = last.get(bridge.currency)
            assert bridge.opening == (before.closing if before else 0)
            span = month_of(bridge.from_month), month_of(bridge.until_month)
            for side, said in (
                (Side.IN, bridge.money_in),
                (Side.OUT, bridge.paid_out),
                (Side.COSTS, bridge.costs),
            ):
                within = [row for row in rows[side, bridge.currency] if _inside(row, span)]
                assert said == sum(row.amount for row in within)
            assert bridge.closing == (
                bridge.opening
                + bridge.brought_forward
                + bridge.money_in
                - bridge.paid_out
                - bridge.costs
                - bridge.passed_on
                + bridge.lost_or_found
                + bridge.exchanged_in
                - bridge.exchanged_out
            )
            last[bridge.currency] = bridge


def _inside(row: Row, span: tuple[int, int]) -> bool:
    return span[0] <= month_of(row.from_month) and month_of(row.until_month) <= span[1]


@each_book
def test_an_old_report_is_built_again_to_the_same_bytes_whatever_came_later(seed: int) -> None:
    book, history, days, rules = grown(seed)
    for number, past in enumerate(history):
        again = build(book.facts(), history[:number], rules, today=days[number], cut=past.cut)
        assert again is not None
        assert canonical(again) == canonical(past.manifest)


@each_book
def test_parts_are_rounded_and_small_counts_not_said(seed: int) -> None:
    _, history, _, _ = grown(seed)
    for past in history:
        money_in, paid_out = past.manifest.money_in, past.manifest.paid_out
        parts_in = [part for row in money_in for part in row.parts]
        parts_out = [part for row in paid_out for part in row.parts]
        assert all(part.about % BASE == 0 for part in parts_in)
        assert all(part.about % BASE == 0 for part in parts_out)
        counts = {row.givers for row in money_in} | {part.givers for part in parts_in}
        counts |= {row.households for row in paid_out} | {part.households for part in parts_out}
        for count in counts - {FEWER, None}:
            assert isinstance(count, int)
            assert count >= COUNT_LEAST
            assert count % 5 == 0


def test_the_drawn_books_say_something() -> None:
    """What the laws above look at is there: parts, bridges, late lines, several stretches."""
    histories = [history for _, history, _, _ in map(grown, SEEDS)]
    manifests = [past.manifest for history in histories for past in history]
    assert sum(len(each.bridge) for each in manifests) > 20
    assert sum(bool(row.parts) for each in manifests for row in each.money_in) > 10
    assert sum(bool(row.parts) for each in manifests for row in each.paid_out) > 5
    assert {row.currency for each in manifests for row in each.money_in} == {"USD", "EUR"}
    assert any(len(each.money_in) > 2 for each in manifests)


def test_the_order_in_which_facts_are_handed_over_changes_nothing() -> None:
    book, history, days, rules = grown(3)
    facts = book.facts()
    mixed = list(facts.facts)
    Random(1).shuffle(mixed)
    for number, past in enumerate(history):
        again = build(
            replace(facts, facts=tuple(mixed)),
            history[:number],
            rules,
            today=days[number],
            cut=past.cut,
        )
        assert again == past.manifest
