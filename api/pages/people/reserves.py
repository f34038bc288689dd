"""The reserves of a fund: how much is kept for which kinds of help."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from markupsafe import escape

from api.i18n import N_, Words
from api.pages.fields import MoneyField, Option, PageForm
from api.pages.people.governing import GoverningPage
from api.pages.people.room import Room
from api.pages.step_up import StepUp
from api.pages.ticks import TicksField
from ledger.chart import Category
from ledger.events import Reserve
from ledger.money import Money
from ledger.policy import MAX_RESERVES, SetPolicy, keeping

_OFFERED: Final = 2
"""How many empty reserves the form offers besides those there are."""


class _Form(PageForm):
    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for what belongs to an answer: the kinds of help to an amount, and back."""
        is_valid = super().validate()
        for field in self:
            kinds = field.name.replace("amount_", "kinds_")
            if kinds == field.name or kinds not in self or field.errors:
                continue
            if field.data and not self[kinds].data:
                self[kinds].errors = [N_("Tick at least one kind of help")]
                is_valid = False
            if self[kinds].data and not field.data:
                field.errors = [N_("Write an amount, or tick nothing")]
                is_valid = False
        return is_valid


def _form_with(count: int) -> type[PageForm]:
    fields: dict[str, Any] = {}
    for number in range(1, count + 1):
        said = {"number": number}
        fields[f"amount_{number}"] = MoneyField(
            Words(N_("How much is kept back? ({number})"), said)  # type: ignore[arg-type]
        )
        fields[f"kinds_{number}"] = TicksField(
            Words(N_("For which kinds of help? ({number})"), said)  # type: ignore[arg-type]
        )
    return type("Form", (_Form,), fields)


class SettingReserves(GoverningPage):
    """Sets what is kept back; the rest of the rules stays as it is."""

    asks_for = SetPolicy
    title = N_("Change the reserves")
    lede = N_("What is kept for some kinds of help is shown as not free for all others.")
    remarks: ClassVar[tuple[str, ...]] = (
        N_("Leave a row empty to keep nothing. A payment that uses a reserve is never refused."),
    )
    fields_of_refusals: ClassVar[Mapping[str, str]] = {
        **GoverningPage.fields_of_refusals,
        "policy-unusable": "amount_1",
        "amount-too-large": "amount_1",
    }

    def __init__(self, room: Room, step_up: StepUp) -> None:
        super().__init__(room, step_up)
        self.there = room.governance.policy.reserves
        self.count = min(len(self.there) + _OFFERED, MAX_RESERVES)
        self.form = _form_with(self.count)  # type: ignore[misc]

    def options(self) -> dict[str, Sequence[Option]]:
        """Return the kinds of help."""
        words = [(each.value, self.room.language.say(each)) for each in Category]
        kinds = [Option(value, escape(text[:1].upper() + text[1:])) for value, text in words]
        return {f"kinds_{number}": kinds for number in range(1, self.count + 1)}

    def prepare(self, form: PageForm) -> None:
        """Set the currency of every amount."""
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = self.room.fund.currency
                field.exponent = self.room.fund.exponent

    def defaults(self) -> dict[str, Any]:
        """Return the reserves that there are."""
        fund = self.room.fund
        found: dict[str, Any] = {}
        for number, reserve in enumerate(self.there, start=1):
            found[f"amount_{number}"] = Money(reserve.amount, fund.currency, fund.exponent)
            found[f"kinds_{number}"] = list(reserve.categories)
        return found

    def command(self, form: PageForm) -> SetPolicy:
        """Return the command: the policy as it is, with other reserves."""
        return keeping(
            self.room.governance.policy, self.room.today, reserves=tuple(self._reserves(form))
        )

    def _reserves(self, form: PageForm) -> Iterator[Reserve]:
        data: dict[str, Any] = form.data
        for number in range(1, self.count + 1):
            amount = data[f"amount_{number}"]
            if amount is not None and amount.amount:
                kinds = tuple(Category(each) for each in data[f"kinds_{number}"])
                yield Reserve(amount=amount.amount, categories=kinds)

    def after(self, command: SetPolicy) -> str:  # type: ignore[override]  # noqa: ARG002
        """Lead to where reserves are shown."""
        return f"{self.room.prefix}/tonight#reserves"
