"""State machines as tables: what each command makes of each state, an event or a refusal.

A table has a cell for every pair of state and command, or it cannot be made at all. The rules ask
it (`check`), the documentation shows it (`render`), and the tests run every cell against `decide`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from msgspec import Struct

from ledger.rejections import NotInThisState

REFUSED: Final = NotInThisState.code
"""The code of a cell whose refusal has nothing to say but state and command."""

Cell = str | tuple[str, ...]
"""The topic or topics of what is written down, or the code of a refusal."""


def is_event(cell: Cell) -> bool:
    """Say whether *cell* is written down; a refusal is a code without a dot."""
    return not isinstance(cell, str) or "." in cell


class StateTable(Struct, frozen=True):
    """What *commands* (by their names in JSON) do in each of the *states* of one sort of thing.

    Raises ValueError when a cell is missing, or is of no state or command of the table.
    """

    name: str
    states: tuple[str, ...]
    commands: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def __post_init__(self) -> None:
        """Refuse a table with a hole in it."""
        expected = {(state, command) for command in self.commands for state in self.states}
        if wrong := sorted(expected ^ set(self.cells)):
            raise ValueError(f"The table {self.name} is not whole: {wrong}")

    def takes(self, state: str, command: str) -> bool:
        """Say whether *command* writes something down in *state*, as far as the state decides."""
        return is_event(self.cells[state, command])

    def check(self, state: str, command: str) -> None:
        """Refuse *command* where its cell is `not-in-this-state`.

        A cell with a code of its own is refused by the rules of the command, which know its facts.
        """
        if self.cells[state, command] == REFUSED:
            raise NotInThisState(state, command)

    def open_to(self, state: str) -> tuple[str, ...]:
        """List the commands that *state* does not refuse, in the order of the table."""
        return tuple(command for command in self.commands if self.takes(state, command))


def row(
    command: str,
    states: Collection[str],
    cells: Mapping[Cell, Iterable[str]],
    otherwise: Cell | None = None,
) -> dict[tuple[str, str], Cell]:
    """Return the cells of one *command*: each cell with the states that it stands in.

    *otherwise* fills the other states; without it they stay missing, and the table is refused.
    Raises ValueError when a state is given two cells.
    """
    found: dict[tuple[str, str], Cell] = {}
    for cell, where in cells.items():
        for state in where:
            if (state, command) in found:
                raise ValueError(f"{command} has two cells in {state}.")
            found[state, command] = cell
    if otherwise is not None:
        for state in states:
            found.setdefault((state, command), otherwise)
    return found


def render(table: StateTable) -> str:
    """Return *table* as a section of Markdown: a row a state, its commands by what they write."""
    lines = [f"## {table.name}", "", "| state | written down | refused |", "|---|---|---|"]
    for state in table.states:
        written, refused = [], []
        for command in table.commands:
            cell = table.cells[state, command]
            if is_event(cell):
                topics = (cell,) if isinstance(cell, str) else cell
                written.append(f"`{command}` → " + ", ".join(f"`{topic}`" for topic in topics))
            else:
                refused.append(f"`{command}`" + ("" if cell == REFUSED else f" (`{cell}`)"))
        said = ("<br>".join(each) or "–" for each in (written, refused))
        lines.append(f"| {state} | {' | '.join(said)} |")
    return "\n".join([*lines, ""])
