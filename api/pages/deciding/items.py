"""Rows of budget items in a form, without a script: one fieldset an item, and room for more."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, cast
from uuid import UUID, uuid5

from markupsafe import escape
from msgspec import Struct

from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm, TextField, TickField
from api.pages.flow import Sent
from api.pages.people.room import Room
from api.public.words import name_of
from ledger.budgets.kinds import MAX_ITEMS
from ledger.chart import GROUP_OF, Category, CostCategory, Group
from ledger.deciding.commands import ItemName
from ledger.events.budgets import BudgetItem
from ledger.money import Money

RESERVE: Final = "reserve"
FIRST_ROWS: Final = 6
MORE_ROWS: Final = 4
FREE_ROWS: Final = 1
"""So many rows are free beside items that stand already; a page has room for more on demand."""
MOST_ROWS: Final = MAX_ITEMS
MOST_APART: Final = 12
"""With more items than this, a file's are all for the same: one question, and not one each."""
_NUMBER: Final = re.compile(r"(?:kind|amount)_([0-9]{1,2})")
_ITEMS: Final = UUID("6f1d6e8e-6a3e-4d52-9d0e-9c3f8f9a7c21")
_LONGEST_NAME: Final = 80


class ItemRow(Struct, frozen=True):
    """The fields of one item: their names in the form. *there* is an item that stands already."""

    number: int
    there: BudgetItem | None = None
    title: str | Words = ""

    def name(self, field: str) -> str:
        """Return the name of a field of this row."""
        return f"{field}_{self.number}"


class ItemsForm(PageForm):
    """Checks that every row is empty or whole. Rows without a kind are all for the same."""

    rows: Sequence[ItemRow] = ()

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Ask for what and how much, in every row in which anything stands."""
        is_valid = super().validate()
        for row in self.rows:
            if row.there is not None:
                continue
            amount = self[row.name("amount")]
            has_kind, has_name = (row.name(each) in self for each in ("kind", "name"))
            kind = self[row.name("kind")] if has_kind else None
            named = self[row.name("name")].data if has_name else None
            if kind and kind.data and amount.data is None and not amount.errors:
                amount.errors = [N_("Write how much")]
                is_valid = False
            if kind and not kind.data and (amount.data is not None or named):
                kind.errors = [N_("Choose what it is for")]
                is_valid = False
            if named and amount.data is None and not amount.errors:
                amount.errors = [N_("Write how much")]
                is_valid = False
        return is_valid


def rows_in(
    sent: Sent | None, there: Sequence[BudgetItem] = (), *, more: bool = False
) -> list[ItemRow]:
    """Return the rows of a form: those that were sent, with room for more where it is asked for."""
    known = [ItemRow(number, each) for number, each in enumerate(there)]
    if sent is None:
        free = FIRST_ROWS if not there else FREE_ROWS
        return [*known, *(ItemRow(len(known) + each) for each in range(free))]
    numbers = [
        int(found[1]) for name, _ in sent.fields if (found := _NUMBER.fullmatch(name)) is not None
    ]
    last = min(max(numbers, default=FIRST_ROWS - 1) + 1, MOST_ROWS)
    if more:
        last = min(last + MORE_ROWS, MOST_ROWS)
    return [*known, *(ItemRow(each) for each in range(len(known), max(last, len(known))))]


def are_together(sent: Sent | None, there: Sequence[BudgetItem] = ()) -> bool:
    """Say whether all items are for the same, so that it is asked once: as sent, or as they are."""
    if sent is not None:
        names = [name for name, _ in sent.fields if _NUMBER.fullmatch(name)]
        return bool(names) and not any(name.startswith("kind") for name in names)
    about = {(each.kind, each.purpose_id, each.carries_over) for each in there}
    return len(there) > MOST_APART and len(about) == 1


def items_form(base: type[PageForm], rows: Sequence[ItemRow], **shown: bool) -> type[PageForm]:
    """Return *base* with the fields of *rows*; *shown* are purpose, carries, named and together."""
    fields: dict[str, Any] = {"rows": tuple(rows)}
    if shown.get("together"):
        needed = N_("Choose what they are for")
        fields["kind_all"] = ListField(N_("What are all of these items for?"), needed=needed)
        if shown.get("purpose"):
            fields["purpose_all"] = ListField(N_("Only from money of one purpose?"))
    for row in rows:
        fields |= dict(_fields_of(row, shown))
    return type("Form", (ItemsForm, base), fields)


def _fields_of(row: ItemRow, shown: dict[str, bool]) -> Iterator[tuple[str, Any]]:
    if row.there is not None:
        needed = N_("Write an amount; zero takes it out")
        yield row.name("amount"), MoneyField(N_("How much?"), zero=True, needed=needed)
        if shown.get("carries"):
            yield row.name("carries"), TickField(N_("What is left goes on into the next budget"))
        return
    is_apart = not shown.get("together")
    if is_apart:
        yield row.name("kind"), ListField(N_("What for?"))
    yield row.name("amount"), MoneyField(N_("How much?"))
    name = N_("What is it called?") if shown.get("named") else N_("A name of its own, if any")
    yield row.name("name"), TextField(name, longest=_LONGEST_NAME)
    if shown.get("purpose") and is_apart:
        yield row.name("purpose"), ListField(N_("Only from money of one purpose?"))
    if shown.get("carries"):
        yield row.name("carries"), TickField(N_("What is left goes on into the next budget"))


def prepare_items(form: PageForm, room: Room, purposes: Iterable[tuple[UUID, str]] = ()) -> None:
    """Set currencies and choices of every row."""
    kinds = kind_options(room)
    pots = [Option("", escape(room.language.say(N_("any money"))))]
    pots += [Option(str(purpose), escape(name)) for purpose, name in purposes]
    for field in form:
        if isinstance(field, MoneyField):
            field.currency, field.exponent = room.fund.currency, room.fund.exponent
        elif field.name.startswith("kind_"):
            cast("ListField", field).options = kinds
        elif field.name.startswith("purpose_"):
            cast("ListField", field).options = pots


def kind_options(room: Room) -> list[Option]:
    """Return what an item can be for: groups, kinds of help, kinds of cost, and the reserve."""
    say = room.language

    def called(code: str, within: str = "") -> Option:
        name = name_of(code, say)
        return Option(code, escape(f"{name_of(within, say)}: {name}" if within else name))

    whole = say.say(N_("{group}, all of it"))
    found = [Option("", "")]
    for group in Group:
        found.append(Option(group.value, escape(whole.format(group=name_of(group.value, say)))))
        found += [called(each.value, group.value) for each in Category if GROUP_OF[each] is group]
    costs = say.say(N_("Running costs"))
    found += [
        Option(each.value, escape(f"{costs}: {name_of(each.value, say)}")) for each in CostCategory
    ]
    return [*found, called(RESERVE)]


def new_items(form: PageForm, key: str) -> tuple[tuple[BudgetItem, ...], tuple[ItemName, ...]]:
    """Return the items that were typed, and the names of those that have one.

    Their ids follow from the *key* of the form: sent twice, it is the same budget.
    """
    items, names = list[BudgetItem](), list[ItemName]()
    for row in cast("ItemsForm", form).rows:
        if row.there is not None or form[row.name("amount")].data is None:
            continue
        money: Money = form[row.name("amount")].data
        item_id = uuid5(_ITEMS, f"{key}/{row.number}")
        purpose = _said_of(form, row, "purpose")
        items.append(
            BudgetItem(
                item_id=item_id,
                kind=_said_of(form, row, "kind") or "",
                amount=money.amount,
                currency=money.currency,
                exponent=money.exponent,
                purpose_id=UUID(purpose) if purpose else None,
                carries_over=row.name("carries") in form and bool(form[row.name("carries")].data),
            )
        )
        if form[row.name("name")].data:
            names.append(ItemName(item_id, form[row.name("name")].data))
    return tuple(items), tuple(names)


def _said_of(form: PageForm, row: ItemRow, part: str) -> str | None:
    """Return what a row says of kind or purpose, or what was said of all of them."""
    name = row.name(part) if row.name(part) in form else f"{part}_all"
    said: str | None = form[name].data if name in form else None
    return said


def changed_items(form: PageForm) -> tuple[BudgetItem, ...]:
    """Return the items that stood there already and shall be otherwise."""
    found = list[BudgetItem]()
    for row in cast("ItemsForm", form).rows:
        if row.there is None:
            continue
        amount = form[row.name("amount")].data
        carries = bool(form[row.name("carries")].data)
        if (amount.amount, carries) != (row.there.amount, row.there.carries_over):
            found.append(
                BudgetItem(
                    item_id=row.there.item_id,
                    kind=row.there.kind,
                    amount=amount.amount,
                    currency=row.there.currency,
                    exponent=row.there.exponent,
                    purpose_id=row.there.purpose_id,
                    carries_over=carries,
                )
            )
    return tuple(found)
