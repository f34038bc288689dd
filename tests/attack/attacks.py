"""The attacks on what reports say together. Each returns a sentence for everything it learnt."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Final

from msgspec.structs import replace

from tests.attack.books import Movement
from tests.attack.docket import posteriors
from tests.attack.interval import Band, Bands
from tests.attack.rank import Span, differences
from tests.attack.reading import Figure
from tests.attack.world import Cell, World, node_of

NEAR: Final = 0.1
"""Whoever knows an amount to a tenth of it knows it."""
SURE: Final = 0.9
"""Whoever is this sure that somebody was helped knows it."""


def untrue(world: World) -> list[str]:
    """Say which figures are not what is in the book."""
    return [
        f"{each.where}: {each.low}–{each.high} is not {truth}"
        for each in world.figures
        if each.subject not in ("COSTS", "EXCHANGED")
        and not each.low
        <= (truth := world.truth(world.sum_of(each)) + world.known(each))
        <= each.high
    ]


def spanned(world: World) -> list[str]:
    """T2: say which sums that may not be told follow from the exact figures."""
    rows = _rows(world)
    span = Span(rows)
    found = [set(names) for names in span.told()]
    found += [set(names) for names in differences(rows)]
    found += [set(names) for names in _months(world) if span.holds(dict.fromkeys(names, 1))]
    return [f"told exactly: {_said(cells)}" for cells in found if not world.safe(cells)]


def narrowed(world: World) -> list[str]:
    """T3: say which sums that may not be told all figures together put within a tenth."""
    figures = [(each, world.sum_of(each)) for each in world.figures]
    bands = Bands(
        [
            Band(row, each.low - world.known(each), each.high - world.known(each))
            for each, row in figures
            if row
        ],
        lambda cell: world.truth({cell: 1}) >= 0,
    )
    found = []
    for cells in {*_months(world), *map(frozenset, bands.classes)}:
        truth = world.truth(dict.fromkeys(cells, 1))
        if not world.protected(cells) or not any(
            cells.issuperset(names) for names in bands.classes
        ):
            continue
        if world.safe(cells):
            continue
        low, high = bands.range(cells)
        room = NEAR * abs(world.protected(cells))
        if truth - room <= low and high <= truth + room:
            found.append(f"told to a tenth: {_said(cells)}")
    return found


def subtracted(world: World) -> list[str]:
    """T4: say where somebody who takes their own money away learns another's."""
    found = []
    for each in world.figures:
        cells = world.sum_of(each)
        if each.subject not in ("IN", "OUT") or not cells:
            continue
        inside = world.people(each.number).protected(world.movements(cells))
        shares = _shares(world, each, inside)
        if not shares or any(movement.amount < 0 for movement in world.movements(cells)):
            continue
        rest = sum(movement.amount for movement in world.movements(cells)) - sum(shares)
        first, second = shares[0], shares[1] if len(shares) > 1 else 0
        if each.high - rest - second < (1 + Fraction(NEAR)) * first:
            found.append(f"{each.where}: the second largest knows the largest")
        if len(shares) < 4:
            found.append(f"{each.where}: two know the third")
    return found


def named(world: World) -> list[str]:
    """T6: say where a court's docket and a figure name somebody whose bail the fund paid."""
    found: dict[tuple[frozenset[Cell], Fraction, Fraction], str] = {}
    for each in [*world.figures, *_moved(world)]:
        cells = frozenset(world.sum_of(each)) if each.subject == "OUT" else frozenset[Cell]()
        inside = world.movements(cells)
        bails = [one for one in inside if one.leaf == "bail" and one.amount > 0]
        place = cells, each.low, each.high
        if not bails or place in found:
            continue
        sure = max(_surest(world, each, inside, bails, insiders) for insiders in (0, 2))
        found[place] = f"{each.where}: sure by {sure:.2f} of who was helped" if sure > SURE else ""
    return [sentence for sentence in found.values() if sentence]


def mirrored(world: World) -> list[str]:
    """Say where what was exchanged stands for money in a currency that no report tells of yet."""
    found = []
    for each in world.figures:
        if each.subject != "EXCHANGED" or not each.high:
            continue
        others = {
            other
            for one in world.book.movements
            if one.against is not None
            for own, other in ((one.currency, one.against[0]), (one.against[0], one.currency))
            if own == each.currency
        }
        hidden = [
            cell
            for cell in world.cells
            if cell.currency in others
            and cell.assigned <= each.until
            and cell.seen <= each.number
            and world.told_in(cell) > each.number
        ]
        if hidden:
            found.append(f"{each.where}: exchanged from {_said(frozenset(hidden))}")
    return found


def joined(world: World) -> list[str]:
    """T13: say which unions of what may be told may not be told."""
    chance = Random(len(world.figures))
    found = []
    for side in ("IN", "OUT"):
        sets = [frozenset(world.sum_of(each)) for each in world.figures if each.subject == side]
        unions = [frozenset[Cell]().union(*chance.choices(sets, k=3)) for _ in sets]
        found += [
            f"not safe: {_said(cells)}"
            for cells in {*sets, *unions}
            if cells and not world.safe(cells)
        ]
    return found


def _moved(world: World) -> list[Figure]:
    """Return what two figures of the money at courts tell of the bail between them."""
    stocks = sorted(
        (each for each in world.figures if each.subject == "COURTS"),
        key=lambda each: (each.currency, each.number),
    )
    return [
        replace(
            stock,
            subject="OUT",
            node="bail",
            first=before.until + 1,
            low=stock.low - before.high,
            high=stock.high - before.low,
            where=f"{stock.where} less what it was",
        )
        for before, stock in pairwise(stocks)
        if before.currency == stock.currency and before.until < stock.until
    ]


def _surest(
    world: World, figure: Figure, inside: list[Movement], bails: list[Movement], insiders: int
) -> float:
    """Return how sure the docket of the figure's months makes somebody of one of its lines.

    So many *insiders* among those whose bail was paid, those with most, put in what they know. So
    do two of the others: what is left of the others then hides bails, or does not.
    """
    shares = _shares(world, figure, [one for one in inside if one.leaf != "bail"])
    left, paid = sum(shares[2:]), sum(one.amount for one in bails)
    posted: dict[int | None, int] = defaultdict(int)
    for one in bails:
        posted[one.party] += one.amount
    known_by = sorted(posted, key=lambda party: -posted[party])[:insiders]
    places = {id(movement): at for at, movement in enumerate(world.book.movements, 1)}
    own = {places[id(one)] for one in bails if one.party not in known_by}
    gone = {places[id(one)] for one in bails if one.party in known_by}
    lines = [
        line
        for line in world.book.docket
        if line.currency == figure.currency
        and (line.movement in own or figure.first <= line.month <= figure.until)
        and line.movement not in gone
    ]
    known = sum(one.amount for one in inside if one.leaf == "bail" and one.amount <= 0)
    known += sum(shares[:2]) + sum(posted[party] for party in known_by)
    hidden = left >= NEAR * paid
    least = 0 if hidden else int(figure.low - known - max(left, 0))
    people = figure.people if len(bails) == len(inside) else None
    if people is not None:
        people = max(0, people[0] - len(gone)), people[1]
    said = posteriors([line.amount for line in lines], least, int(figure.high - known), people)
    return max(
        (sure for sure, line in zip(said, lines, strict=True) if line.movement in own), default=0.0
    )


def _shares(world: World, figure: Figure, inside: list[Movement]) -> list[int]:
    people = world.people(figure.number)
    shares: dict[int, int] = defaultdict(int)
    for each in inside:
        whose = people.household if figure.subject == "OUT" else people.giver
        shares[whose(each)] += each.amount
    return sorted(shares.values(), reverse=True)


def _rows(world: World) -> list[dict[Cell, int]]:
    found: dict[frozenset[tuple[Cell, int]], dict[Cell, int]] = {}
    for each in world.figures:
        if each.exact and (row := world.sum_of(each)):
            found[frozenset(row.items())] = row
    return list(found.values())


def _months(world: World) -> Iterator[frozenset[Cell]]:
    """Yield what a curious person asks for: each node of each tree, month by month."""
    found: dict[tuple[str, str, str, str, int], set[Cell]] = defaultdict(set)
    for cell in world.cells:
        for node in ("fees",) if cell.part == "fee" else node_of(cell):
            rest = cell.side, cell.currency, node
            found[*rest, cell.occurred, "occurred"].add(cell)  # type: ignore[index]
            found[*rest, cell.assigned, "assigned"].add(cell)  # type: ignore[index]
    for cells in found.values():
        yield frozenset(cells)


def _said(cells: set[Cell] | frozenset[Cell]) -> str:
    some = sorted({f"{cell.side} {cell.leaf} {cell.occurred} {cell.part}" for cell in cells})
    return f"{', '.join(some[:3])}{' …' if len(some) > 3 else ''}"


ATTACKS: Final = {
    "untrue": untrue,
    "T2 spanned": spanned,
    "T3 narrowed": narrowed,
    "T4 subtracted": subtracted,
    "T6 named": named,
    "T10 mirrored": mirrored,
    "T13 joined": joined,
}
