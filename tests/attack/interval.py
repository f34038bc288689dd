"""How far figures and their rounding narrow a sum that no report shows: linear programmes."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Final, Generic, TypeVar

import highspy
from msgspec import Struct

Name = TypeVar("Name", bound=Hashable)
OPEN: Final = float("inf")


class Band(Struct, Generic[Name], frozen=True):
    """A sum of unknowns that lies between two figures."""

    row: Mapping[Name, int]
    low: Fraction
    high: Fraction


class Bands(Generic[Name]):
    """All that is known of the unknowns: the bands, and which of them cannot be below zero.

    Unknowns that every band treats alike are one column.
    """

    def __init__(self, bands: Sequence[Band[Name]], is_positive: Callable[[Name], bool]) -> None:
        columns: dict[Name, dict[int, int]] = defaultdict(dict)
        for place, band in enumerate(bands):
            for name, value in band.row.items():
                columns[name][place] = value
        classes: dict[tuple[tuple[int, int], ...], list[Name]] = defaultdict(list)
        for name, column in columns.items():
            classes[tuple(column.items())].append(name)
        self.classes: Final = tuple(map(tuple, classes.values()))
        self.is_positive = is_positive
        self._scale = float(max((abs(band.high) for band in bands), default=1) or 1)
        self._model = _model()
        self._columns = [
            self._model.addVariable(0.0 if all(map(is_positive, names)) else -OPEN, OPEN)
            for names in self.classes
        ]
        for place, band in enumerate(bands):
            self._add(band, [dict(column).get(place, 0) for column in classes])

    def range(self, wanted: frozenset[Name]) -> tuple[float, float]:
        """Return between what the sum of the unknowns *wanted* lies."""
        whole, some = [], []
        for at, names in enumerate(self.classes):
            inside = sum(name in wanted for name in names)
            if inside == len(names):
                whole.append(at)
            elif inside:
                some.append(at)
        if wanted - {name for names in self.classes for name in names}:
            return -OPEN, OPEN
        if any(not all(map(self.is_positive, self.classes[at])) for at in some):
            return -OPEN, OPEN
        return self._best(whole, least=True), self._best(whole + some, least=False)

    def _best(self, columns: Sequence[int], *, least: bool) -> float:
        if not columns:
            return 0.0
        sign = 1.0 if least else -1.0
        for at in columns:
            self._model.changeColCost(at, sign)
        self._model.run()
        status, value = self._model.getModelStatus(), self._model.getObjectiveValue()
        for at in columns:
            self._model.changeColCost(at, 0.0)
        if status == highspy.HighsModelStatus.kOptimal:
            return sign * value * self._scale
        assert status != highspy.HighsModelStatus.kInfeasible, "figures contradict one another"
        return -OPEN if least else OPEN

    def _add(self, band: Band[Name], values: Sequence[int]) -> None:
        places = [at for at, value in enumerate(values) if value]
        self._model.addRow(
            float(band.low) / self._scale,
            float(band.high) / self._scale,
            len(places),
            places,
            [float(values[at]) for at in places],
        )


def _model() -> highspy.Highs:
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    return model
