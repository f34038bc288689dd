"""State tables: whole by construction, rendered into the documentation, met cell by cell."""

from pathlib import Path
from typing import Final

import pytest

from ledger.bail.table import BAIL_TABLE
from ledger.events import EVENTS
from ledger.rejections import REJECTIONS, NotInThisState
from ledger.state_table import REFUSED, StateTable, is_event, render, row
from ledger.states import TABLES, page

PAGE: Final = Path(__file__).parents[2] / "docs" / "states.md"

SMALL: Final = StateTable(
    name="Doors",
    states=("open", "shut"),
    commands=("knock", "enter"),
    cells={
        **row("knock", ("open", "shut"), {"door.knocked.v1": ("shut",)}, "door-open"),
        **row("enter", ("open", "shut"), {"door.entered.v1": ("open",)}, REFUSED),
    },
)


def test_a_table_with_a_hole_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not whole"):
        StateTable("Doors", ("open", "shut"), ("knock",), row("knock", ("open",), {"a.b.v1": ()}))


def test_a_table_with_a_cell_of_no_state_cannot_be_made() -> None:
    cells = row("knock", ("open",), {"a.b.v1": ("open", "ajar")})
    with pytest.raises(ValueError, match="ajar"):
        StateTable("Doors", ("open",), ("knock",), cells)


def test_a_cell_says_one_thing() -> None:
    with pytest.raises(ValueError, match="two cells"):
        row("knock", ("open",), {"a.b.v1": ("open",), "no-no": ("open",)})


def test_a_table_refuses_what_does_not_go_with_the_state() -> None:
    SMALL.check("open", "enter")
    SMALL.check("open", "knock")  # a code of its own is for the rules, which know its facts
    with pytest.raises(NotInThisState, match="shut"):
        SMALL.check("shut", "enter")
    assert SMALL.open_to("open") == ("enter",)
    assert SMALL.open_to("shut") == ("knock",)


def test_a_table_is_rendered_a_row_a_state() -> None:
    text = render(SMALL)
    assert "| open | `enter` → `door.entered.v1` | `knock` (`door-open`) |" in text
    assert "| shut | `knock` → `door.knocked.v1` | `enter` |" in text


def test_the_documentation_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run scripts/states"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_cell_names_an_event_or_a_refusal_that_there_is(table: StateTable) -> None:
    for cell in table.cells.values():
        topics = cell if isinstance(cell, tuple) else (cell,)
        known = EVENTS if is_event(cell) else REJECTIONS
        assert set(topics) <= set(known)


def test_bail_is_among_the_tables() -> None:
    assert BAIL_TABLE in TABLES
