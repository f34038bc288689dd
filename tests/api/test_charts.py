"""Charts: geometry says no more than the figures beside it, and holds for any figures."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import charts

AMOUNTS = st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=24)
PERCENT = re.compile(r"(-?[0-9.]+)%")


def percents(css: str) -> list[float]:
    return [float(found) for found in PERCENT.findall(css)]


@given(AMOUNTS)
def test_every_size_is_half_a_percent_of_the_picture(values: list[int]) -> None:
    rows = list(pairwise([*values, 0]))
    drawings = [
        charts.columns("c", rows),
        charts.bars("b", values),
        charts.gauge("g", values),
        charts.area("a", values, 5),
        charts.bridge("w", [("total", values[0]), *(("plus", each) for each in values[1:])]),
        charts.layers("l", [(after, before, after, before) for before, after in rows]),
    ]
    for drawing in drawings:
        for percent in percents(drawing.css):
            assert 0 <= percent <= 100
            assert percent * 2 == int(percent * 2)
        assert "<" not in drawing.css


@given(AMOUNTS)
def test_the_parts_of_a_gauge_are_the_whole(values: list[int]) -> None:
    parts = percents(charts.gauge("g", values).css)
    if any(value > 0 for value in values):
        assert sum(parts) == 100


@given(st.lists(st.tuples(*[st.integers(0, 10**12)] * 4), min_size=1, max_size=24))
def test_layers_stay_in_their_cell_and_the_last_begins_where_the_one_before_ends(
    rows: list[tuple[int, ...]],
) -> None:
    css = charts.layers("l", rows).css
    for index, row in enumerate(rows, 1):
        mine = f"#l tr:nth-child({index}) .bar:nth-child"
        last = css.partition(f"{mine}(4){{")[2].partition("}")[0]
        before = css.partition(f"{mine}(3){{")[2].partition("}")[0]
        assert sum(percents(last)) <= 100.5
        if row[2] and row[3]:
            assert percents(last)[1:] == percents(before)
        assert ("display:none" in last) == (row[3] == 0)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=24))
def test_ticks_start_at_zero_are_even_and_hold_every_column(values: list[int]) -> None:
    ticks = charts.columns("c", [(value, 0) for value in values]).ticks
    assert ticks[0] == 0
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 6


def test_geometry_follows_from_the_shown_figures_only() -> None:
    shown = [(120000, 45000), (80000, 90000)]
    assert charts.columns("c", shown) == charts.columns("c", list(shown))
    assert "120000" not in charts.columns("c", shown).css
    assert (
        charts.bars("b", [100_000_000, 33_000_001]).css
        == charts.bars("b", [100_000_000, 33_000_002]).css
    )


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=12))
def test_right_to_left_is_the_mirror_image(values: list[int]) -> None:
    def points(css: str) -> list[tuple[float, str]]:
        polygon = re.search(r"\.fill\{clip-path:polygon\(([^)]*)\)", css)
        assert polygon
        pairs = [point.split(" ") for point in polygon[1].split(",")]
        return [(float(x.rstrip("%")), y) for x, y in pairs]

    left = points(charts.area("a", values, None).css)
    right = points(charts.area("a", values, None, rtl=True).css)
    assert [y for _, y in left] == [y for _, y in right]
    for (x, _), (mirrored, _) in zip(left, right, strict=True):
        assert x + mirrored == pytest.approx(100, abs=0.5)


def test_nothing_to_show_is_no_accident() -> None:
    assert charts.columns("c", []).ticks == (0, 1)
    assert charts.bars("b", []).css == ""
    assert charts.layers("l", []).css == ""
    assert charts.gauge("g", [0, 0]).css.count("display:none") == 2
