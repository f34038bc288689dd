"""A field for a whole number: of people, of hours, of days."""

from typing import Any, Final

from api.i18n import N_
from api.pages.fields import TextField, stop

_MOST: Final = 10_000


class NumberField(TextField):
    """A whole number from nought on; nothing where nothing was typed."""

    shape = "line"

    def __init__(self, label: str = "", **others: Any) -> None:  # noqa: ANN401
        super().__init__(label, longest=5, narrow=True, **others)

    def read(self, text: str) -> Any:  # noqa: ANN401  a number, not a text
        """Return the number."""
        if not text.isdecimal() or int(text) > _MOST:
            raise stop(N_("Write a number, like 7"))
        return int(text)
