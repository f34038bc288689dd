"""What a batch of lines adds to the running balances and to the sums of chunks. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from projections.projection import NOTHING, Batch, Place
from projections.sums.keys import PARTS, Figure, fact_of
from projections.sums.levels import number_of

Row = tuple[Any, ...]
_ByFirst: TypeAlias = defaultdict[tuple[int, date, str], defaultdict[int, int]]
"""Chunk, first day and sort of fact, to sums by the number of a place."""


class Sums(NamedTuple):
    """Sums of chunks: *amounts* by whether of a day, chunk, first day, and so on.

    The last part of each key says which of *things* the sum is of.
    """

    things: Sequence[Row]
    amounts: Mapping[Row, int]

    def rows(self, chunks: int | None = None) -> Iterator[Row]:
        """Go through the rows, each with its amount last: all, or those of the first *chunks*."""
        for key, amount in self.amounts.items():
            if chunks is None or key[1] < chunks:
                yield (*key[:-1], *self.things[key[-1]], amount)


class Summed(NamedTuple):
    """What a batch adds up to; each row of *balances* has its amount last."""

    balances: list[Row]
    facts: Sums
    places: Sums


class _Numbered(dict[tuple[object, ...], int]):
    """Gives every key a number: the sums of many lines are taken of numbers, not of ids."""

    def __missing__(self, key: tuple[object, ...]) -> int:
        number = self[key] = len(self)
        return number


def sum_batch(batch: Batch) -> Summed:
    """Sum up the postings of a batch by place, and by day and month of each chunk."""
    by_day = _sum_places(batch)
    by_month = _sum_months(by_day)
    facts, things = _Numbered(), _Numbered()
    fact_of_place = [facts[place.code, place.currency, place.exponent] for place in batch.places]
    parts_of_place = [_parts(place, things) for place in batch.places]
    fact_sums: defaultdict[Row, int] = defaultdict(int)
    place_sums: defaultdict[Row, int] = defaultdict(int)
    for of_day, by_first in ((False, by_month), (True, by_day)):  # what is read together, together
        for (chunk, first, fact), sums in by_first.items():
            for number, amount in sums.items():
                fact_sums[of_day, chunk, first, fact, fact_of_place[number]] += amount
                for thing, sign in parts_of_place[number]:
                    place_sums[of_day, chunk, first, thing] += sign * amount
    return Summed(
        [(*_balance(batch.places[number]), amount) for number, amount in _totals(by_month)],
        Sums(list(facts), fact_sums),
        Sums(list(things), place_sums),
    )


def _sum_places(batch: Batch) -> _ByFirst:
    """Sum up by chunk, day and sort of fact, and by the number of the place."""
    by_day: _ByFirst = defaultdict(lambda: defaultdict(int))
    for line, entries, numbers in zip(batch.lines, batch.entries, batch.numbers, strict=True):
        if entries:
            event = line.event
            sums = by_day[number_of(line.position), event.occurred_on, fact_of(event)]
            for entry, number in zip(entries, numbers, strict=True):
                sums[number] += entry.amount
    return by_day


def _sum_months(by_day: _ByFirst) -> _ByFirst:
    """Sum up the sums of days by month."""
    by_month: _ByFirst = defaultdict(lambda: defaultdict(int))
    for (chunk, day, fact), of_day in by_day.items():
        sums = by_month[chunk, day.replace(day=1), fact]
        for number, amount in of_day.items():
            sums[number] += amount
    return by_month


def _totals(by_month: _ByFirst) -> Iterable[tuple[int, int]]:
    """Sum up in all, by the number of the place."""
    totals: defaultdict[int, int] = defaultdict(int)
    for sums in by_month.values():
        for number, amount in sums.items():
            totals[number] += amount
    return totals.items()


def _parts(place: Place, things: _Numbered) -> list[tuple[int, int]]:
    """Return the numbers of what a place counts for, each with its sign."""
    return [
        (things[_thing(figure, place, of_ref=of_ref)], sign)
        for figure, of_ref, sign in PARTS.get(place.code, ())
    ]


def _thing(figure: Figure, place: Place, *, of_ref: bool) -> tuple[object, ...]:
    thing: UUID = (place.ref if of_ref else place.purpose_id) or NOTHING
    return figure, thing, place.currency, place.exponent


def _balance(place: Place) -> Row:
    ref, purpose_id = place.ref or NOTHING, place.purpose_id or NOTHING
    return place.code, ref, purpose_id, place.currency, place.exponent
