"""A court's docket beside a figure: how sure it makes somebody of who was helped."""

from collections.abc import Sequence
from functools import reduce
from math import gcd
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST: Final = 60
"""Lines of a docket up to which ways are counted exactly in 64 bits."""


def posteriors(
    amounts: Sequence[int], least: int, most: int, people: tuple[int, int] | None = None
) -> list[float]:
    """Return for each line of a docket the share of explanations in which it was paid.

    An explanation is a set of lines whose sum is between *least* and *most*, of as many lines as
    *people* says. All are as likely as one another. Without an explanation nobody is named. In a
    docket longer than `MOST` the number of lines is left out of account: it says little there.
    """
    unit = reduce(gcd, amounts, 0) or 1
    sizes = [amount // unit for amount in amounts]
    low, high = max(0, -(-least // unit)), min(sum(sizes), most // unit)
    few, many = people or (0, len(sizes))
    if high < low:
        return [0.0] * len(sizes)
    if len(sizes) > MOST:
        return _by_sum(sizes, low, high)
    ways = np.zeros((len(sizes) + 1, high + 1), dtype=np.int64)
    ways[0, 0] = 1
    for size in sizes:
        ways = _with(ways, size)
    total = _among(ways, few, many, low, high)
    if not total:
        return [0.0] * len(sizes)
    found = {size: 1 - _among(_less(ways, size), few, many, low, high) / total for size in {*sizes}}
    return [found[size] for size in sizes]


def _by_sum(sizes: Sequence[int], low: int, high: int) -> list[float]:
    """Count by sums alone, in whole numbers of any length."""
    ways = np.zeros(high + 1, dtype=object)
    ways[0] = 1
    for size in sizes:
        if size <= high:
            ways[size:] = ways[size:] + ways[: high + 1 - size]
    total = sum(ways[low:])
    found: dict[int, float] = {}
    for size in {*sizes}:
        left = ways.copy()
        for at in range(size, high + 1):
            left[at] -= left[at - size]
        found[size] = 1 - sum(left[low:]) / total if total else 0.0
    return [found[size] for size in sizes]


def _with(ways: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the ways with one more line to choose or leave."""
    more = ways.copy()
    if size < ways.shape[1]:
        more[1:, size:] += ways[:-1, : ways.shape[1] - size]
    return more


def _less(ways: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the ways without one line: the reverse of adding it."""
    left = ways.copy()
    if size >= ways.shape[1]:
        return left
    for count in range(1, ways.shape[0]):
        left[count, size:] -= left[count - 1, : ways.shape[1] - size]
    return left


def _among(ways: NDArray[np.int64], few: int, many: int, low: int, high: int) -> int:
    return int(ways[max(few, 0) : many + 1, low : high + 1].astype(object).sum())
