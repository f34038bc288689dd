"""Pictures of figures without SVG, script or style attributes.

A chart is plain boxes on the page; this module turns figures into CSS rules for the one hashed
``<style>`` of the page. It must be given only figures that the same page shows: geometry is
rounded to half a per cent of the picture, so that a style sheet never says more than the table.
"""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, Literal

from msgspec import Struct

_STEPS: Final = (1, 2, 2.5, 5, 10)
_HALVES: Final = 200
"""Half per cents in a whole."""

StepKind = Literal["total", "plus", "minus"]


class Drawing(Struct, frozen=True):
    """The geometry of one chart: rules for the page's style sheet, and its axis."""

    chart_id: str
    css: str
    ticks: tuple[int, ...] = ()
    """Values at the grid lines, in minor units, from zero upwards (or from the lowest)."""


def _share(value: int, whole: int) -> str:
    """Return value/whole as a percentage, rounded to 0.5; integers only on the way."""
    halves = (2 * _HALVES * value + whole) // (2 * whole)
    return f"{halves // 2}{'.5' if halves % 2 else ''}%"


def _step(span: int, lines: int = 4) -> int:
    """Return a round distance between grid lines: 1, 2, 2.5 or 5 times a power of ten."""
    raw = max(1, -(-span // lines))
    power = 10 ** (len(str(raw)) - 1)
    return next(
        int(power * step) for step in _STEPS if power * step >= raw and power * step % 1 == 0
    )


def _axis(values: Iterable[int]) -> tuple[int, tuple[int, ...]]:
    """Return the top of the axis and its ticks; all figures are zero or more."""
    highest = max(0, *values, 0)
    step = _step(highest)
    count = max(1, -(-highest // step))
    return step * count, tuple(step * index for index in range(count + 1))


def _grid(chart_id: str, ticks: Sequence[int], top: int) -> str:
    return "".join(
        f"#{chart_id} .grid span:nth-child({index}){{inset-block-end:{_share(tick, top)}}}"
        for index, tick in enumerate(ticks, 1)
    )


def columns(chart_id: str, rows: Sequence[tuple[int, int]]) -> Drawing:
    """Two columns side by side for each (in, out); negative figures are drawn as nothing."""
    top, ticks = _axis(value for row in rows for value in row)
    css = "".join(
        f"#{chart_id} li:nth-child({index}) .{name}{{block-size:{_share(max(0, value), top)}}}"
        for index, row in enumerate(rows, 1)
        for name, value in zip(("in", "out"), row, strict=True)
    )
    return Drawing(chart_id, css + _grid(chart_id, ticks, top), ticks)


def bars(chart_id: str, values: Sequence[int]) -> Drawing:
    """One bar in each row of the table body with the chart's id; the longest fills its cell."""
    longest = max(1, *values, 1)
    css = "".join(
        f"#{chart_id} tr:nth-child({index}) .bar{{inline-size:{_share(max(0, value), longest)}}}"
        for index, value in enumerate(values, 1)
    )
    return Drawing(chart_id, css)


def layers(chart_id: str, rows: Sequence[tuple[int, ...]]) -> Drawing:
    """Bars one below the other in each row of the table body with the chart's id.

    The first two stand by themselves; each one after the third begins where the one before it
    ends. The longest of all fills its cell; what is zero or less is not drawn.
    """
    longest = max(1, *(sum(max(0, each) for each in row[2:]) for row in rows), 1)
    longest = max(longest, *(value for row in rows for value in row), 1)
    css = ""
    for index, row in enumerate(rows, 1):
        begins = 0
        for number, value in enumerate(row, 1):
            bar = f"#{chart_id} tr:nth-child({index}) .bar:nth-child({number})"
            size = f"inline-size:{_share(value, longest)}"
            if begins:
                size += f";margin-inline-start:{_share(begins, longest)}"
            css += f"{bar}{{{size if value > 0 else 'display:none'}}}"
            begins += max(0, value) if number > len(row[:2]) else 0
    return Drawing(chart_id, css)


def gauge(chart_id: str, values: Sequence[int]) -> Drawing:
    """One bar cut into parts that add up to the whole; parts that are zero are hidden."""
    parts = [max(0, value) for value in values]
    whole = sum(parts) or 1
    # Cumulated before rounding, so that the parts always add up to the whole bar.
    edges = [round(_HALVES * edge / whole) for edge in (0, *accumulate(parts))]
    css = "".join(
        f"#{chart_id} .seg:nth-child({index})"
        + (f"{{flex:0 1 {(right - left) / 2:g}%}}" if value else "{display:none}")
        for index, (value, left, right) in enumerate(
            zip(parts, edges[:-1], edges[1:], strict=True), 1
        )
    )
    return Drawing(chart_id, css)


def _along(index: int, count: int, *, rtl: bool) -> str:
    """Return the x of a point; polygons know no writing direction, so right-to-left is mirrored."""
    value = 2 * index + 1
    return _share(2 * count - value if rtl else value, 2 * count)


def area(chart_id: str, values: Sequence[int], floor: int | None, *, rtl: bool = False) -> Drawing:
    """A line with its area down to zero, and a dashed floor; *values* must not be empty."""
    drawn = [max(0, value) for value in values]
    top, ticks = _axis([*drawn, floor or 0, max(drawn) * 112 // 100])
    count = len(drawn)
    xs = [_along(index, count, rtl=rtl) for index in range(count)]
    ys = [_share(top - value, top) for value in drawn]
    points = ",".join(f"{x} {y}" for x, y in zip(xs, ys, strict=True))
    upper = [f"{x} calc({y} - 1.25px)" for x, y in zip(xs, ys, strict=True)]
    lower = [f"{x} calc({y} + 1.25px)" for x, y in zip(xs, ys, strict=True)]
    dot = _along(count - 1, count, rtl=False)
    css = (
        f"#{chart_id} .fill{{clip-path:polygon({xs[0]} 100%,{points},{xs[-1]} 100%)}}"
        f"#{chart_id} .line{{clip-path:polygon({','.join(upper + lower[::-1])})}}"
        f"#{chart_id} .dot{{inset-block-end:{_share(drawn[-1], top)};inset-inline-start:{dot}}}"
    )
    if floor is not None:
        css += f"#{chart_id} .floor{{inset-block-end:{_share(max(0, floor), top)}}}"
    return Drawing(chart_id, css + _grid(chart_id, ticks, top), ticks)


def bridge(chart_id: str, steps: Sequence[tuple[StepKind, int]]) -> Drawing:
    """Floating columns: a total, what is added, what is taken away, and the total after it."""
    spans: list[tuple[int, int]] = []
    running = 0
    for kind, value in steps:
        before = 0 if kind == "total" else running
        running = value if kind == "total" else running + (value if kind == "plus" else -value)
        spans.append((min(before, running), max(before, running)))
    lowest = min(0, *(low for low, _ in spans), 0)
    height = max(1, *(high for _, high in spans), 1) * 108 // 100 - lowest
    css = "".join(
        f"#{chart_id} li:nth-child({index}) span{{inset-block-end:{_share(low - lowest, height)};"
        f"block-size:{_share(high - low, height)}}}"
        f"#{chart_id} li:nth-child({index}) b{{inset-block-end:{_share(high - lowest, height)}}}"
        for index, (low, high) in enumerate(spans, 1)
    )
    return Drawing(chart_id, css)
