"""What exact figures give away together: sums of cells in the span of the rows, by fractions."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Row = Mapping[Name, int]


class Span(Generic[Name]):
    """Rows of whole numbers over named unknowns, and what can be made of them.

    Unknowns that every row treats alike are one: of them only their sum can ever be told.
    """

    def __init__(self, rows: Sequence[Row[Name]]) -> None:
        columns: dict[Name, dict[int, int]] = defaultdict(dict)
        for place, row in enumerate(rows):
            for name, value in row.items():
                if value:
                    columns[name][place] = value
        by_column: dict[tuple[tuple[int, int], ...], list[Name]] = defaultdict(list)
        for name, column in columns.items():
            by_column[tuple(column.items())].append(name)
        self.classes: tuple[tuple[Name, ...], ...] = tuple(map(tuple, by_column.values()))
        self._class_of = {name: at for at, names in enumerate(self.classes) for name in names}
        self._reduced = _reduce(
            [
                {self._class_of[name]: Fraction(value) for name, value in row.items() if value}
                for row in rows
            ]
        )

    def holds(self, wanted: Row[Name]) -> bool:
        """Say whether the sum *wanted* follows from the rows, to the last unit."""
        row: dict[int, Fraction] = {}
        for name, value in wanted.items():
            at = self._class_of.get(name)
            if at is None:
                return False
            if row.setdefault(at, Fraction(value)) != value:
                return False
        if any(len(self.classes[at]) != self._in(at, wanted) for at in row):
            return False
        return not _without(row, self._reduced)

    def told(self) -> Iterator[tuple[Name, ...]]:
        """Yield each set of unknowns that no row splits and whose sum is told."""
        for names in self.classes:
            if self.holds(dict.fromkeys(names, 1)):
                yield names

    def _in(self, at: int, wanted: Row[Name]) -> int:
        return sum(name in wanted for name in self.classes[at])


def differences(rows: Sequence[Row[Name]]) -> Iterator[frozenset[Name]]:
    """Yield what is left of each row when another that lies within it is taken away."""
    plain = [frozenset(row) for row in rows if set(row.values()) == {1}]
    for larger in plain:
        for smaller in plain:
            if smaller < larger:
                yield larger - smaller


def _reduce(rows: Sequence[dict[int, Fraction]]) -> dict[int, dict[int, Fraction]]:
    """Return rows by the unknown that each begins with, and that no later row has."""
    reduced: dict[int, dict[int, Fraction]] = {}
    for row in rows:
        left = _without(row, reduced)
        if left:
            lead = min(left)
            reduced[lead] = {at: value / left[lead] for at, value in left.items()}
    return reduced


def _without(
    row: Mapping[int, Fraction], reduced: Mapping[int, Mapping[int, Fraction]]
) -> dict[int, Fraction]:
    """Take everything from a row that other rows already tell."""
    left = dict(row)
    done: set[int] = set()
    while at := [each for each in left if each in reduced and each not in done]:
        lead = min(at)
        factor = left[lead]
        for each, value in reduced[lead].items():
            left[each] = left.get(each, Fraction(0)) - factor * value
            if not left[each]:
                del left[each]
        done.add(lead)
    return left
