"""What a batch of lines adds to the running balances and to the sums of chunks. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from projections.projection import NOTHING, Batch, Place
from projections.sums.keys import PARTS, Figure, fact_of
from projections.sums.levels import number_of

Row = tuple[Any, ...]


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
    totals, by_fact = _sum_places(batch)
    facts, things = _Numbered(), _Numbered()
    fact_of_place = [facts[place.code, place.currency, place.exponent] for place in batch.places]
    parts_of_place = [_parts(place, things) for place in batch.places]
    fact_sums: defaultdict[Row, int] = defaultdict(int)
    place_sums: defaultdict[Row, int] = defaultdict(int)
    for by_day in (False, True):  # what is read together stands together
        for (chunk, day, fact), sums in by_fact.items():
            first = day if by_day else day.replace(day=1)
            for number, amount in sums.items():
                fact_sums[by_day, chunk, first, fact, fact_of_place[number]] += amount
                for thing, sign in parts_of_place[number]:
                    place_sums[by_day, chunk, first, thing] += sign * amount
    return Summed(
        [(*_balance(batch.places[number]), amount) for number, amount in totals.items()],
        Sums(list(facts), fact_sums),
        Sums(list(things), place_sums),
    )


def _sum_places(
    batch: Batch,
) -> tuple[dict[int, int], dict[tuple[int, date, str], defaultdict[int, int]]]:
    """Sum up by the number of the place: in all, and by chunk, day and sort of fact."""
    totals: defaultdict[int, int] = defaultdict(int)
    by_fact: dict[tuple[int, date, str], defaultdict[int, int]] = {}
    for line, entries, numbers in zip(batch.lines, batch.entries, batch.numbers, strict=True):
        if not entries:
            continue
        key = (number_of(line.position), line.event.occurred_on, fact_of(line))
        sums = by_fact.get(key)
        if sums is None:
            sums = by_fact[key] = defaultdict(int)
        for entry, number in zip(entries, numbers, strict=True):
            totals[number] += entry.amount
            sums[number] += entry.amount
    return totals, by_fact


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
