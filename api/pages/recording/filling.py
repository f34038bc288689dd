"""Between the fields of a form and the values of facts and commands."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from wtforms import Field

from api.pages.fields import ChoiceField, MoneyField, PageForm
from ledger.money import Money


def fill(form: PageForm, values: Mapping[str, Any]) -> None:
    """Put *values* into the fields of their names, as far as the form has them."""
    for name, value in values.items():
        if name in form:
            form[name].process(None, value)


def field_value(field: Field, event: Any, value: Any) -> Any:  # noqa: ANN401  any fact
    """Return what *field* holds for one value of a fact."""
    match field:
        case MoneyField():
            is_left_out = value == 0 and field.optional
            return None if is_left_out else Money(value, event.currency, event.exponent)
        case ChoiceField():
            return None if value is None else str(value.value if isinstance(value, Enum) else value)
        case _:
            return value


def plain_value(field: Field) -> Any:  # noqa: ANN401  any value of a command
    """Return what *field* gives to the command; None leaves it out."""
    return field.data.amount if isinstance(field, MoneyField) and field.data else field.data
