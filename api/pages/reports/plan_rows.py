"""Rows of the budget form beside its fields of kinds: items of one purpose, several of a kind."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from markupsafe import escape
from msgspec import Struct

from api.i18n import N_
from api.pages.deciding.items import kind_options
from api.pages.fields import ListField, MoneyField, Option, PageForm
from api.pages.people.room import Room
from api.public.words import name_of
from ledger.budgets.plans import item_id_of
from ledger.events import BudgetItem
from ledger.events.fund import Restriction
from ledger.money import Money

FREE: Final = 3
"""How many rows are there for items that are not there yet."""
TITLE: Final = N_("Items of one purpose, and several of one kind")


class Said(Struct, frozen=True):
    """What a form says of one item. *there* is what it is now; None for a new one."""

    kind: str
    purpose_id: UUID | None
    money: Money
    there: BudgetItem | None = None


class RowsForm(PageForm):
    """Checks that each of the free rows is empty or whole."""

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for what and how much, in every free row in which anything stands."""
        is_valid = super().validate()
        for number in range(FREE if "kind_0" in self else 0):
            kind, amount = self[f"kind_{number}"], self[f"amount_{number}"]
            if not kind.data and (amount.data is not None or self[f"purpose_{number}"].data):
                kind.errors = [N_("Choose what it is for")]
                is_valid = False
            if kind.data and amount.data is None and not amount.errors:
                amount.errors = [N_("Write how much")]
                is_valid = False
        return is_valid


class Rows(Struct, frozen=True):
    """The rows of a form: of the items *there* that no field of a kind is about, and free ones."""

    room: Room
    there: tuple[BudgetItem, ...]
    names: Mapping[UUID, str]

    @property
    def pots(self) -> list[Option]:
        """The purposes that an item can be about: not those that anything is paid from."""
        return [
            Option(str(each.purpose_id), escape(self.names.get(each.purpose_id, "")))
            for each in self.room.fund.purposes.values()
            if each.restriction is not Restriction.UNRESTRICTED
        ]

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Yield each field with its name. Free rows are for funds that have such purposes."""
        for number, item in enumerate(self.there):
            yield f"other_{number}", MoneyField(self._called(item))
        for number in range(FREE if self.pots else 0):
            yield f"kind_{number}", ListField(N_("What for?"))
            yield f"purpose_{number}", ListField(N_("Only from money of one purpose?"))
            yield f"amount_{number}", MoneyField(N_("How much?"))

    def _called(self, item: BudgetItem) -> str:
        name = self.names.get(item.item_id) or name_of(item.kind, self.room.language)
        pot = self.names.get(item.purpose_id, "") if item.purpose_id else ""
        return f"{name} · {pot}" if pot else name

    def prepare(self, form: PageForm) -> None:
        """Set the choices of the free rows."""
        if "kind_0" not in form:
            return
        anything = Option("", escape(self.room.language.say(N_("any money"))))
        kinds, pots = kind_options(self.room), [anything, *self.pots]
        for number in range(FREE):
            cast("ListField", form[f"kind_{number}"]).options = kinds
            cast("ListField", form[f"purpose_{number}"]).options = pots

    def defaults(self) -> dict[str, Money]:
        """Return what the rows of items start with."""
        return {
            f"other_{number}": Money(each.amount, each.currency, each.exponent)
            for number, each in enumerate(self.there)
        }

    def said(self, data: Mapping[str, Any]) -> Iterator[Said]:
        """Yield what the rows say; nothing of an item that is left empty."""
        for number, item in enumerate(self.there):
            money = data[f"other_{number}"]
            if money is not None:
                yield Said(item.kind, item.purpose_id, money, item)

    @staticmethod
    def said_anew(data: Mapping[str, Any]) -> Iterator[Said]:
        """Yield what the free rows say."""
        for number in range(FREE if "kind_0" in data else 0):
            money, purpose = data[f"amount_{number}"], data[f"purpose_{number}"]
            if money is not None:
                yield Said(data[f"kind_{number}"], UUID(purpose) if purpose else None, money)


def by_kind(items: Sequence[BudgetItem], currency: str) -> dict[str, BudgetItem]:
    """Return the items that the field of their kind is about: the first one of no purpose."""
    found: dict[str, BudgetItem] = {}
    for each in items:
        if each.currency == currency and each.purpose_id is None:
            found.setdefault(each.kind, each)
    return found


def new_id(
    fund_id: UUID, months: tuple[str, str], said: Said | BudgetItem, taken: Collection[UUID]
) -> UUID:
    """Return an id for an item: the same again when the form is sent again, and not *taken*."""
    money = said.money if isinstance(said, Said) else said
    number = 0
    while True:
        item_id = item_id_of(
            fund_id, months, said.kind, money.currency, said.purpose_id, number=number
        )
        if item_id not in taken:
            return item_id
        number += 1
