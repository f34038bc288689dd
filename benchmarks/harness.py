"""How everything is measured: stretches of work, taken in turn, read as ratios.

A machine that other work shares gets slower and faster while it is measured. So two sides are
never measured one after the other in full: they alternate, A B A B, and what counts is the median
of the ratios of their rounds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import median
from typing import Any, TypeVar

from msgspec import Struct

from benchmarks.figures import figures

Result = dict[str, float | list[Any] | dict[str, Any]]
"""What a workload returns. A number under ``workload.key`` is a ratio, or a figure that is read
like one; a list or a dictionary holds raw figures. Structs in it are written as objects."""

T = TypeVar("T")


class Round(Struct, frozen=True):
    """One measured stretch: what was done per second, and how long each caller waited."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


def round_of(waits_seconds: Sequence[float], took_seconds: float) -> Round:
    """Sum up a stretch of *took_seconds* in which each piece of work took one of the waits."""
    return Round(**figures(waits_seconds, took_seconds))


async def measure(work: Callable[[], Awaitable[object]], callers: int, seconds: float) -> Round:
    """Let *callers* do *work* again and again for *seconds*; each does it at least once.

    Work that returns ``False`` was given up and is not counted.
    """
    waits: list[float] = []
    started = time.perf_counter()
    end = started + seconds

    async def call() -> None:
        before = time.perf_counter()
        while True:
            done = await work()
            after = time.perf_counter()
            if done is not False:
                waits.append(after - before)
            if after >= end:
                return
            before = after

    await asyncio.gather(*(call() for _ in range(callers)))
    return round_of(waits, time.perf_counter() - started)


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Return how many seconds *work* takes once."""
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def interleave(
    sides: Mapping[str, Callable[[], Awaitable[T]]], rounds: int
) -> dict[str, list[T]]:
    """Run every side once, in order, then all again, *rounds* times; return what each returned."""
    found: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(await side())
    return found


def speeds(rounds: Sequence[Round]) -> list[float]:
    """List what was done per second in each round."""
    return [each.per_second for each in rounds]


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """Return the median of the ratios of rounds that were taken in turn."""
    return median(a / b for a, b in zip(above, below, strict=True))


def middle(rounds: Sequence[Round]) -> Round:
    """Return the median of each figure over all rounds."""
    fields = Round.__struct_fields__
    return Round(**{field: median(getattr(each, field) for each in rounds) for field in fields})


def show(title: str, headings: Sequence[str], rows: Mapping[str, Sequence[float | str]]) -> None:
    """Print a table: a name and figures in each row."""
    width = max(len(name) for name in (title, *rows)) + 2
    print(f"\n{title:<{width}}" + "".join(f"{heading:>14}" for heading in headings))
    for name, values in rows.items():
        print(f"{name:<{width}}" + "".join(f"{_cell(value):>14}" for value in values), flush=True)


def show_rounds(title: str, sides: Mapping[str, Sequence[Round]]) -> None:
    """Print the medians of the rounds of each side."""
    rows = {}
    for name, rounds in sides.items():
        mid = middle(rounds)
        rows[name] = (mid.per_second, mid.p50_ms, mid.p95_ms, mid.p99_ms)
    show(title, ("per second", "p50 ms", "p95 ms", "p99 ms"), rows)


def _cell(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1000 or isinstance(value, int) else f"{value:,.2f}"
