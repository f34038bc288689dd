"""A plan of instalments without a script: a few numbers make it, and every row can be changed."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final, cast

from wtforms import Field

from api.i18n import N_, Words
from api.pages.fields import DayField, ListField, MoneyField, Option, PageForm
from api.pages.recording import parts
from ledger.events import Instalment

ROWS: Final = 12
"""How many rows a form has; a line with more instalments gets more."""

_EVERY: Final = {"month": N_("Month"), "two_weeks": N_("Two weeks"), "week": N_("Week")}
_DAYS: Final = {"two_weeks": 14, "week": 7}


class PlanForm(PageForm):
    """The few numbers that make a plan; the rows, where they are filled in, count instead."""

    each = parts.amount(N_("Amount of each instalment"))
    count = ListField(N_("How many instalments?"), needed=N_("Choose how many"))
    every = ListField(N_("One every"), needed=N_("Choose how often"))
    first_due = parts.day(N_("First one due on"))

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  WTForms's signature
        """Check the fields, and that no row is half filled in."""
        is_valid = super().validate(extra_validators)
        rows = [(due, amount) for due, amount in rows_of(self) if due.text or amount.text]
        missing = [field for row in rows for field in row if not field.text]
        for field in missing:
            field.errors = [_MISSING[type(field)]]
        return is_valid and not missing


FEW: Final = ("each", "count", "every", "first_due")
"""The few numbers; a form whose rows are filled in has none of them."""

_MISSING: Final[dict[type[Field], str]] = {
    MoneyField: N_("Write an amount"),
    DayField: N_("Fill in day, month and year"),
}


def with_rows(form: type[PlanForm], rows: int) -> type[PlanForm]:
    """Return *form* with a day and an amount for each of *rows* instalments."""
    fields: dict[str, Any] = {}
    for number in range(1, rows + 1):
        facts = {"number": number}
        # A label is said in the reader's language where it is shown, so it may have facts.
        due: Any = Words(N_("Day on which instalment {number} is due"), facts)
        amount: Any = Words(N_("Amount of instalment {number}"), facts)
        fields |= {f"due_{number}": DayField(due), f"amount_{number}": MoneyField(amount)}
    return type(form.__name__, (form,), fields)


def plan_options() -> dict[str, Sequence[Option]]:
    """Return the choices of the few numbers."""
    return {
        "count": [Option(str(number), str(number)) for number in range(1, ROWS + 1)],
        "every": [Option(value, words) for value, words in _EVERY.items()],
    }


def rows_of(form: PageForm) -> Iterator[tuple[DayField, MoneyField]]:
    """Yield the fields of every row, in order."""
    number = 1
    while f"due_{number}" in form:
        yield cast("DayField", form[f"due_{number}"]), cast("MoneyField", form[f"amount_{number}"])
        number += 1


def has_rows(form: PageForm) -> bool:
    """Whether any row is filled in, so that the rows count."""
    return any(due.text or amount.text for due, amount in rows_of(form))


def shown_rows(form: PageForm) -> list[tuple[DayField, MoneyField]]:
    """Return the rows that are filled in, and two more to go on with."""
    rows = list(rows_of(form))
    last = max((n for n, (due, amount) in enumerate(rows) if due.text or amount.text), default=-1)
    return rows[: last + 3]


def planned(form: PageForm) -> tuple[Instalment, ...]:
    """Return the instalments that a valid *form* asks for."""
    if has_rows(form):
        return tuple(
            Instalment(due_on=due.data, amount=amount.data.amount)
            for due, amount in rows_of(form)
            if amount.data
        )
    first: date = form["first_due"].data
    return tuple(
        Instalment(
            due_on=_due(first, str(form["every"].data), number), amount=form["each"].data.amount
        )
        for number in range(int(form["count"].data or 1))
    )


def write_rows_out(form: PageForm) -> bool:
    """Fill the rows from the few numbers; say whether these were all there."""
    if has_rows(form):
        return True
    valid = [form[name].validate(form) for name in FEW]
    if not all(valid):
        return False
    money = form["each"].data
    for (due, amount), instalment in zip(rows_of(form), planned(form), strict=False):
        due.process(None, instalment.due_on)
        amount.process(None, money)
    return True


def _due(first: date, every: str, number: int) -> date:
    """Return the day of instalment *number*, counted from 0; a short month ends on its last."""
    if every in _DAYS:
        return first + timedelta(days=_DAYS[every] * number)
    years, month = divmod(first.month - 1 + number, 12)
    year = first.year + years
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))
