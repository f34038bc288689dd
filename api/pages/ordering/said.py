"""What an order says, row by row, in the words in which its line will say it.

An order is a command, and its fields are called like those of the fact that it becomes; so a line
that is to be taken back is said by the same rows. Its one sentence is in `api.pages.reading.asked`.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from markupsafe import Markup, escape

from api.formats import day_text
from api.i18n import N_, Words
from api.pages.compared import changed_rows, compared_rows
from api.pages.flow import Row
from api.pages.people.words import rows_of as rows_of_governing
from api.pages.reading.asked import ordered
from api.pages.reading.line_fields import FIELDS, fields_of
from api.pages.reading.reader import Reader
from api.pages.reports.budget_words import amendment_said
from api.pages.reports.words import publishing_rows
from ledger.budgets.commands import AmendBudget
from ledger.budgets.state import Budgets
from ledger.money import Money
from ledger.orders.content import GOVERNING, Orderable, Publishing, command_of
from ledger.recordings import CorrectLine
from ledger.transfers import Exchange

AMOUNT: Final = FIELDS["amount"]
"""How the row of the amount is called."""
_DAY: Final = N_("Day")
_LINE: Final = N_("Line")
_YES: Final[dict[str, str]] = {
    "household": N_("Helped before, in another case"),
    "incident": N_("Arrested together with others"),
}
"""References that say something to people only by being there."""


def sentence_of(content: str, reader: Reader, budgets: Budgets) -> Markup | Words:
    """Say in one sentence what an order does; of a change of a budget, which one it changes."""
    command = command_of(content)
    if isinstance(command, AmendBudget):
        budget = budgets.budgets.get(command.budget)
        return amendment_said(command, budget, reader.language)
    return ordered(reader, command)


def money_of(order: Any, reader: Reader) -> Money | None:  # noqa: ANN401  an order or a fact
    """Return the amount that an order is about, to stand large on its page."""
    if isinstance(order, Exchange):
        return reader.money(order.sold_amount, order.sold_currency)
    if isinstance(order, CorrectLine):
        return money_of(order.replacement, reader)
    amount = getattr(order, "amount", getattr(order, "gross", None))
    return None if amount is None else reader.money(amount, order.currency)


def rows_of(order: Any, reader: Reader, *, with_day: bool) -> list[Row]:  # noqa: ANN401
    """Return a row for every field of an order, or of a fact, that people read."""
    if type(order) in GOVERNING:
        return list(rows_of_governing(order, reader.fund, reader.handles, reader.language))
    if isinstance(order, Publishing):
        return list(publishing_rows(order, reader.fund, reader.language, reader.names))
    rows = [Row(label, value) for label, value in _fields(order, reader)]
    if isinstance(order, CorrectLine):
        rows += rows_of(order.replacement, reader, with_day=True)
    elif with_day and isinstance(getattr(order, "occurred_on", None), date):
        rows.append(Row(_DAY, day_text(order.occurred_on, reader.language)))
    return rows


def _fields(order: Any, reader: Reader) -> Iterator[tuple[str, Markup]]:  # noqa: ANN401
    if hasattr(order, "position"):
        yield _LINE, escape(order.position)
    yield from fields_of(reader, order)
    for name, label in _YES.items():
        if getattr(order, name, None) is not None:
            yield label, escape(reader.language.say(N_("Yes")))


def rows_against(
    before: Orderable | None, order: Orderable, reader: Reader, *, with_day: bool
) -> list[Row]:
    """Return the rows of an order, and in those that differ what holds *before* it."""
    rows = rows_of(order, reader, with_day=with_day)
    if before is None:
        return rows
    return compared_rows(rows_of(before, reader, with_day=with_day), rows, reader.language)


def rows_of_change(old: Orderable, new: Orderable, reader: Reader) -> list[Row]:
    """Return a row for everything that a change changed: what it says now, and what it said."""
    before, after = (rows_of(each, reader, with_day=True) for each in (old, new))
    return changed_rows(before, after, reader.language)
