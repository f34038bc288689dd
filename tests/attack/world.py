"""What is true behind the figures of one fund, and the cells of which all its figures are sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache

from msgspec import Struct

from tests.attack.books import GROUP_OF, Book, Movement
from tests.attack.law import People
from tests.attack.reading import ROOT, Figure, clocks, leaves

NOT_YET = 1_000_000


class Cell(Struct, frozen=True):
    """Money of one kind of one month, as one report after another came to know of it.

    *assigned* is the month that it counts for; *seen* the first report whose cut it is before.
    """

    side: str
    currency: str
    leaf: str
    occurred: int
    assigned: int
    seen: int
    part: str = "net"


class Report(Struct, frozen=True):
    """A report that is out: its number, the day, and the position that it was built from."""

    number: int
    day: date
    cut: int


class World:
    """A fund, its reports, and every figure that was read in them."""

    def __init__(self, book: Book, reports: Sequence[Report], figures: Sequence[Figure]) -> None:
        self.book, self.reports, self.figures = book, reports, figures
        self.stretches = clocks(figures, book.first_month)
        self.cells: dict[Cell, list[Movement]] = defaultdict(list)
        for position, each in enumerate(book.movements, 1):
            for cell in self._cells_of(position, each):
                self.cells[cell].append(each)
        self.people = cache(self._people)

    def truth(self, cells: Mapping[Cell, int]) -> int:
        """Return a sum over cells as it really is."""
        return sum(
            sign * (each.fee if cell.part == "fee" else each.amount)
            for cell, sign in cells.items()
            for each in self.cells[cell]
        )

    def movements(self, cells: Iterable[Cell]) -> list[Movement]:
        """Return what is in cells."""
        return [each for cell in cells for each in self.cells[cell]]

    def safe(self, cells: Iterable[Cell]) -> bool:
        """Say whether the law lets a sum over cells be told.

        Who is protected, and who counts as one, is what was known when a report told of a cell:
        what the book learns later can take nothing back. Of several reports, the first decides.
        """
        told = {cell: min(self.told_in(cell), len(self.reports)) for cell in cells}
        inside = [
            each
            for cell, number in told.items()
            for each in self.people(number).protected(self.cells[cell])
        ]
        return self.people(min(told.values(), default=0)).safe(inside)

    def protected(self, cells: Iterable[Cell]) -> int:
        """Return how much of a sum over cells is of people who are protected, or the fees of it."""
        return sum(
            each.fee if cell.part == "fee" else each.amount
            for cell in cells
            for each in self.people(min(self.told_in(cell), len(self.reports))).protected(
                self.cells[cell]
            )
        )

    def sum_of(self, figure: Figure) -> dict[Cell, int]:
        """Return the cells that a figure is a sum of; what is about nobody is left out."""
        regular = self.stretches.get((figure.number, figure.subject, figure.currency), [])
        again = (
            figure.subject in ("IN", "OUT")
            and (figure.first, figure.until) not in regular
            and not self._is_union(figure)
        )
        return {
            cell: sign
            for cell in self.cells
            if cell.currency == figure.currency
            and cell.seen <= figure.number
            and (sign := _sign(figure, cell))
            and _begins(figure) <= (cell.occurred if again else cell.assigned) <= figure.until
        }

    def known(self, figure: Figure) -> Fraction:
        """Return what a figure holds beside its cells: costs and the like, which are known."""
        if figure.subject not in ("BALANCE", "FEES"):
            return Fraction(0)
        return Fraction(
            sum(
                amount
                for side, currency, assigned, seen, amount in self._exempt()
                if currency == figure.currency
                and figure.subject == "BALANCE"
                and assigned <= figure.until
                and seen <= figure.number
            )
        )

    def told_in(self, cell: Cell) -> int:
        """Return the first report that holds a cell; `NOT_YET` where none does."""
        return next(
            (
                number
                for (number, side, currency), stretches in self.stretches.items()
                if (side, currency) == (cell.side, cell.currency) and cell.seen <= number
                if any(first <= cell.assigned <= until for first, until in stretches)
            ),
            NOT_YET,
        )

    def _is_union(self, figure: Figure) -> bool:
        """Say whether a sum over months of several reports is one of what these reports told."""
        told = [
            stretch
            for (number, *side), stretches in self.stretches.items()
            for stretch in stretches
            if side == [figure.subject, figure.currency] and number <= figure.number
        ]
        return (
            any(first == figure.first for first, _ in told)
            and any(until == figure.until for _, until in told)
            and figure.where.startswith((f"report {figure.number}: bridge", "compared"))
        )

    def _people(self, number: int) -> People:
        if not number:
            return People(self.book, 0, date.min)
        report = self.reports[number - 1]
        return People(self.book, report.cut, report.day)

    @property
    def _of_clocks(self) -> dict[tuple[str, str], list[tuple[int, int]]]:
        cuts = {each.number: each.cut for each in self.reports}
        found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for (number, side, currency), stretches in sorted(self.stretches.items()):
            found[side, currency] += [(until, cuts[number]) for _, until in stretches]
        return found

    def _place(self, position: int, movement: Movement) -> tuple[int, int]:
        """Return the month for which a line counts, and the first report that can know of it."""
        side = "COSTS" if movement.side == "OTHER" else movement.side
        past = [u for u, cut in self._clock(side, movement.currency) if cut < position]
        seen = next((each.number for each in self.reports if each.cut >= position), NOT_YET)
        return max([movement.month, *(until + 1 for until in past[-1:])]), seen

    def _clock(self, side: str, currency: str) -> list[tuple[int, int]]:
        if not hasattr(self, "_kept"):
            self._kept = self._of_clocks
        return self._kept.get((side, currency), [])

    def _cells_of(self, position: int, movement: Movement) -> list[Cell]:
        if movement.side not in ("IN", "OUT"):
            return []
        assigned, seen = self._place(position, movement)
        rest = movement.currency, movement.leaf, movement.month, assigned, seen
        made = [Cell(movement.side, *rest)]
        return [*made, Cell(movement.side, *rest, "fee")] if movement.fee else made

    def _exempt(self) -> list[tuple[str, str, int, int, int]]:
        found: list[tuple[str, str, int, int, int]] = []
        for position, each in enumerate(self.book.movements, 1):
            if each.side in ("COSTS", "OTHER"):
                effect = -each.amount if each.side == "COSTS" else each.amount
                assigned, seen = self._place(position, each)
                found.append((each.side, each.currency, assigned, seen, effect))
                if each.against is not None:
                    currency, effect = each.against
                    found.append((each.side, currency, assigned, seen, effect))
        return found


def _begins(figure: Figure) -> int:
    return 0 if figure.subject in ("BALANCE", "COURTS") else figure.first


def _sign(figure: Figure, cell: Cell) -> int:
    """Return with which sign a cell is in a figure."""
    if (cell.part == "fee") != (figure.subject == "FEES"):
        return 0
    match figure.subject:
        case "FEES":
            return 1
        case "BALANCE":
            return 1 if cell.side == "IN" else -1
        case "COURTS":
            return int(cell.leaf == "bail")
        case "IN" | "OUT":
            inside = leaves(figure.subject, figure.node)
            return int(cell.side == figure.subject and (inside is None or cell.leaf in inside))
        case "COSTS" | "EXCHANGED":
            return 0


def node_of(cell: Cell) -> tuple[str, ...]:
    """Return the nodes of its tree that a cell is below, the root first."""
    if cell.side == "OUT":
        return ROOT, GROUP_OF[cell.leaf], cell.leaf
    return ROOT, cell.leaf
