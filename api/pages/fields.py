"""The fields of page forms. Each keeps what was typed, and says all at once what is wrong.

A field is read when the form is validated, not before: which currency an amount has may depend
on the account chosen in the same form. Messages are `Words`, said in the reader's language.
"""

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

from msgspec import Struct
from wtforms import Field, Form
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from api.formats import AmountUnreadable, parse_amount
from api.i18n import N_, Words
from ledger.money import Money, decimal_text

_NOT_CHOSEN: Final = N_("Choose one of the list")


def stop(words: "str | Words") -> StopValidation:
    """Return the exception that ends a field's validation with what is expected of it."""
    # WTForms keeps the message as it is; its stubs know of strings only.
    return StopValidation(words)  # type: ignore[arg-type]


class _Plain:
    """WTForms asks for translations of its own messages; ours are translated where shown."""

    def gettext(self, text: str) -> str:
        return text

    def ngettext(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many


class PageForm(Form):
    """Base of all page forms. Forgery is checked before a form is made."""

    class Meta:
        """How WTForms behaves."""

        csrf = False

        def get_translations(self, form: Form) -> _Plain:  # noqa: ARG002  WTForms's signature
            """Leave messages as they are."""
            return _Plain()


class _TypedField(Field):
    """One value that arrives as text."""

    shape: ClassVar[str] = "line"
    options: "Sequence[Option]" = ()
    longest = 200
    narrow = False

    def __init__(
        self,
        label: str = "",
        *,
        hint: str | Words = "",
        needed: str = "",
        **others: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, **others)
        self.hint = hint
        self.needed = needed
        self.text = ""

    @property
    def optional(self) -> bool:
        """Whether it may stay empty; it may when nothing says what is needed."""
        return not self.needed

    def process_data(self, value: Any) -> None:  # noqa: ANN401  WTForms's signature
        """Take a value that the page starts with."""
        self.data = value
        self.text = self.written(value) if value is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was typed, as it was typed."""
        if valuelist:
            self.text = str(valuelist[0])
            self.data = None

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  WTForms's signature
        """Read the text into `data`, or say what is wrong with it."""
        text = self.text.strip()
        if not text:
            self.data = None
            if self.needed:
                raise stop(self.needed)
            return
        self.data = self.read(text)

    def written(self, value: Any) -> str:  # noqa: ANN401  each field knows its own type
        """Write a value as it would be typed."""
        return str(value)

    def read(self, text: str) -> Any:  # noqa: ANN401
        """Read what was typed; raise StopValidation with what is expected."""
        return text


class TextField(_TypedField):
    """One line of text: composed Unicode, single spaces, no control signs."""

    def __init__(
        self,
        label: str = "",
        *,
        longest: int = 80,
        narrow: bool = False,
        **others: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, **others)
        self.longest, self.narrow = longest, narrow

    def read(self, text: str) -> str:
        """Return the text in its one canonical form."""
        plain = " ".join(unicodedata.normalize("NFC", text).split())
        if len(plain) > self.longest:
            raise stop(Words(N_("Write at most {longest} letters"), {"longest": self.longest}))
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in plain):
            raise stop(N_("Write it with letters and digits only"))
        return plain


class PrivateText(TextField):
    """Text that goes into the vault, with its lines as they were typed."""

    shape = "long"

    def read(self, text: str) -> str:
        """Return the text without control signs other than line ends."""
        plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
        if len(plain) > self.longest:
            raise stop(Words(N_("Write at most {longest} letters"), {"longest": self.longest}))
        if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign != "\n" for sign in plain):
            raise stop(N_("Write it with letters and digits only"))
        return plain


class MoneyField(_TypedField):
    """An amount of one currency; set `currency` and `exponent` before validating."""

    shape = "money"

    def __init__(
        self,
        label: str = "",
        *,
        currency: str = "",
        exponent: int = 2,
        zero: bool = False,
        **others: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(label, **others)
        self.currency, self.exponent, self.zero = currency, exponent, zero

    def written(self, value: Money) -> str:
        """Write the amount with a point and no grouping."""
        return decimal_text(value.amount, value.exponent).replace(",", "")

    def read(self, text: str) -> Money:
        """Read the amount; a question when it could be two."""
        try:
            amount = parse_amount(text, self.exponent, zero=self.zero)
        except AmountUnreadable as unreadable:
            raise stop(unreadable.words) from None
        return Money(amount, self.currency, self.exponent)


class Option(Struct, frozen=True):
    """One choice: its value, its name, and a remark under it (what an account holds, say)."""

    value: str
    label: str
    note: str | Words = ""


class ChoiceField(_TypedField):
    """One of a few, all in sight. Set `options` when the form is made."""

    shape = "choice"

    def __init__(self, label: str = "", *, options: Sequence[Option] = (), **others: Any) -> None:  # noqa: ANN401
        super().__init__(label, **others)
        self.options = options

    def read(self, text: str) -> str:
        """Return the chosen value."""
        if text not in {option.value for option in self.options}:
            raise stop(self.needed or _NOT_CHOSEN)
        return text

    @property
    def chosen(self) -> str:
        """The name of the chosen option, for the check page."""
        return next((each.label for each in self.options if each.value == self.data), "")


class ListField(ChoiceField):
    """One of many, in a list that opens."""

    shape = "list"


class DayField(_TypedField):
    """A day in three boxes: day, month from a list, year. Works on every keyboard."""

    shape = "day"

    def __init__(self, label: str = "", **others: Any) -> None:  # noqa: ANN401
        super().__init__(label, **others)
        self.parts = ("", "", "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401
        """Gather the three boxes; a form without them starts with *data*."""
        super().process(None, data or self.default, extra_filters)
        names = [f"{self.name}-{part}" for part in ("day", "month", "year")]
        if formdata is not None and any(name in formdata for name in names):
            day, month, year = (
                str(formdata.getlist(name)[0]).strip() if name in formdata else "" for name in names
            )
            self.parts = (day, month, year)
            self.text = "-".join(self.parts).strip("-")
        elif isinstance(self.data, date):
            self.parts = (str(self.data.day), str(self.data.month), str(self.data.year))

    def read(self, text: str) -> date:  # noqa: ARG002  the boxes hold more than their sum
        """Return the day."""
        if not all(self.parts):
            raise stop(N_("Fill in day, month and year"))
        try:
            day, month, year = (int(part) for part in self.parts)
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise stop(N_("There is no such day; write it like 21, November, 2026")) from None


class TickField(_TypedField):
    """A box to tick; its data is True or False."""

    shape = "tick"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take whether it was ticked; an unticked box is not sent at all."""
        self.text = "y" if valuelist else ""

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002
        """Read the tick; a needed one must be set."""
        self.data = bool(self.text)
        if self.needed and not self.data:
            raise stop(self.needed)


class HiddenField(_TypedField):
    """A value that the page brings along, such as the case it is about."""

    shape = "hidden"
