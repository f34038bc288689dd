"""The budget: what the money is meant for in some months, by kind of help and of running cost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm, TickField
from api.pages.people.room import Room
from api.pages.reports.base import PublishingPage, month_options
from api.pages.reports.budget_words import months_words
from api.pages.reports.plan_rows import TITLE, Rows, RowsForm, Said, by_kind, new_id
from api.pages.step_up import StepUp
from api.public.words import NAMES
from ledger.budgets.commands import AdoptBudget, AmendBudget, BudgetCommand
from ledger.budgets.kinds import RESERVE
from ledger.budgets.left import budget_at
from ledger.budgets.state import Budget, digest_of
from ledger.chart import GROUP_OF, Category, CostCategory, Group
from ledger.events import BudgetItem
from ledger.money import Money
from ledger.publishing.months import month_of_day, month_text

_YEAR: Final = 12
_TWICE: Final = N_("Plan either a group as a whole or its kinds: this would count twice")


def _fields() -> Iterator[tuple[str, str]]:
    """Yield each item of a budget and what stands over its fields."""
    for group in Group:
        yield group.value, N_("Groups of help, where you plan no single kinds")
    for category in Category:
        yield category.value, NAMES[GROUP_OF[category].value]
    for cost in CostCategory:
        yield cost.value, N_("What running the fund costs")


_SECTIONS: Final[dict[str, str]] = dict(_fields())
_ITEMS: Final = (*_SECTIONS, RESERVE)


class _PlanForm(RowsForm):
    """A budget says a group as a whole, or its kinds one by one."""

    def validate(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401  WTForms's signature
        """Refuse a group beside one of its own kinds: that money would count twice."""
        is_valid = super().validate()
        for category, group in GROUP_OF.items():
            field = self[f"item_{category.value}"]
            if is_valid and field.data is not None and self[f"item_{group.value}"].data is not None:
                field.errors = [_TWICE]
                is_valid = False
        return is_valid


def _form() -> type[PageForm]:
    fields: dict[str, Any] = {
        "from_month": ListField(N_("From which month on?"), needed=N_("Choose a month")),
        "until_month": ListField(N_("Through which month?"), needed=N_("Choose a month")),
        "carries_over": TickField(
            N_("Carry over what is left"),
            hint=N_(
                "What is left of an item at the end is added to the same item of the budget that "
                "follows. Otherwise it is planned anew."
            ),
        ),
        f"item_{RESERVE}": MoneyField(NAMES[RESERVE]),
    }
    for item in _SECTIONS:
        fields[f"item_{item}"] = MoneyField(NAMES.get(item, item))
    return type("Form", (_PlanForm,), fields)


class AdoptingBudget(PublishingPage):
    """Adopts a budget; for the months of one that is there, amends it.

    A field of a kind is about the first item of it; items of one purpose and further ones of a kind
    have rows of their own. What is in other currencies stays as it is.
    """

    asks_for = AdoptBudget
    title = N_("The budget")
    lede = N_("What the money is meant for. It is public from the next first of a month on.")
    form = _form()

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
    ) -> None:
        super().__init__(room, step_up, names)
        self.there = self._shown()
        self.rows_shown = Rows(room, tuple(self._others()), self.names)
        if self.there is not None:
            months = months_words(*_months_of(self.there), room.language)
            words = Words(
                N_(
                    "What stands here now is the budget of {months}. With the same months it is "
                    "changed; with others a further one is adopted."
                ),
                {"months": months},
            )
            self.remarks = (words,)  # type: ignore[misc, assignment]

    def _shown(self) -> Budget | None:
        """Return the budget of now, else the one that ends last."""
        budgets = self.room.fund.budgets.budgets
        last = max(budgets.values(), key=lambda each: each.until_month, default=None)
        return budget_at(budgets, month_of_day(self.room.today)) or last

    @property
    def _items_there(self) -> tuple[BudgetItem, ...]:
        return self.there.items if self.there else ()

    def _others(self) -> Iterator[BudgetItem]:
        """Yield the items that the fields of kinds are not about, in the fund's currency."""
        currency = self.room.fund.currency
        fields = set(by_kind(self._items_there, currency).values())
        yield from (
            each for each in self._items_there if each.currency == currency and each not in fields
        )

    def whole_form(self) -> type[PageForm]:
        """Return the form with its rows."""
        return type("Form", (self.form,), dict(self.rows_shown.fields()))

    def options(self) -> dict[str, Sequence[Option]]:
        """Return months."""
        months = month_options(self.room)
        return {"from_month": months, "until_month": months}

    def prepare(self, form: PageForm) -> None:
        """Set the currency of every amount, and the choices of rows."""
        self.rows_shown.prepare(form)
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = self.room.fund.currency
                field.exponent = self.room.fund.exponent

    def defaults(self) -> dict[str, Any]:
        """Start with the budget there is, else with the year that begins now."""
        if self.there is None:
            now = month_of_day(self.room.today)
            return {"from_month": month_text(now), "until_month": month_text(now + _YEAR - 1)}
        found: dict[str, Any] = {
            f"item_{each.kind}": Money(each.amount, each.currency, each.exponent)
            for each in by_kind(self.there.items, self.room.fund.currency).values()
        }
        found |= self.rows_shown.defaults()
        first, last = _months_of(self.there)
        return found | {"from_month": first, "until_month": last, "carries_over": self._carries}

    @property
    def _carries(self) -> bool:
        """Whether anything that is there carries over."""
        return any(each.carries_over for each in self._items_there)

    def command(self, form: PageForm) -> BudgetCommand:
        """Return the command: another budget, or what changes in the one of these months."""
        data: dict[str, Any] = form.data
        months = data["from_month"], data["until_month"]
        there = [
            each
            for each in self.room.fund.budgets.budgets.values()
            if _months_of(each) == months and not each.from_plan
        ]
        if there:
            items = self._amended(data, months, there[0])
            changed = tuple(_changed(there[0].items, items))
            return AmendBudget(
                occurred_on=self.room.today,
                budget=there[0].budget,
                items=changed or there[0].items,
                stands=digest_of(there[0].items),
            )
        return AdoptBudget(
            occurred_on=self.room.today,
            from_month=months[0],
            until_month=months[1],
            items=tuple(self._adopted(data, months)),
        )

    def _said(self, data: Mapping[str, Any], before: Sequence[BudgetItem]) -> Iterator[Said]:
        """Yield what the fields of kinds say about the items of a budget."""
        there = by_kind(before, self.room.fund.currency)
        for kind in _ITEMS:
            money = data[f"item_{kind}"]
            if money is not None:
                yield Said(kind, None, money, there.get(kind))

    def _amended(
        self, data: Mapping[str, Any], months: tuple[str, str], budget: Budget
    ) -> list[BudgetItem]:
        """Return what a budget says then; an item that is there keeps its id."""
        said = [*self._said(data, budget.items)]
        kept = [each for each in budget.items if each.currency != self.room.fund.currency]
        if self.there is not None and budget.budget == self.there.budget:
            said += self.rows_shown.said(data)
        else:  # the rows are about another budget
            fields = set(by_kind(budget.items, self.room.fund.currency).values())
            kept = [each for each in budget.items if each not in fields]
        taken = {each.item_id for each in budget.items}
        for each in (*said, *self.rows_shown.said_anew(data)):
            item_id = each.there.item_id if each.there else None
            if item_id is None:
                item_id = new_id(self.room.fund.fund_id, months, each, taken)
                taken.add(item_id)
            kept.append(self._item(each, item_id, data))
        return kept

    def _adopted(self, data: Mapping[str, Any], months: tuple[str, str]) -> Iterator[BudgetItem]:
        """Yield what a further budget says; other currencies are planned again as they are."""
        fund, taken = self.room.fund, set[UUID]()
        rows = (*self.rows_shown.said(data), *self.rows_shown.said_anew(data))
        for said in (*self._said(data, self._items_there), *rows):
            taken.add(item_id := new_id(fund.fund_id, months, said, taken))
            yield self._item(said, item_id, data)
        for each in self._items_there:
            if each.currency != fund.currency:
                taken.add(item_id := new_id(fund.fund_id, months, each, taken))
                yield replace(each, item_id=item_id)

    def _item(self, said: Said, item_id: UUID, data: Mapping[str, Any]) -> BudgetItem:
        """Return an item. What carries over is said of all at once, where it is said anew."""
        carries = bool(data["carries_over"])
        if said.there is not None and carries == self._carries:
            carries = said.there.carries_over
        return BudgetItem(
            item_id=item_id,
            kind=said.kind,
            amount=said.money.amount,
            currency=said.money.currency,
            exponent=said.money.exponent,
            purpose_id=said.purpose_id,
            carries_over=carries,
        )

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, and the fields in their sections."""
        sections: dict[str, list[str]] = {}
        for item, title in _SECTIONS.items():
            sections.setdefault(title, []).append(f"item_{item}")
        rows = [name for name, _ in self.rows_shown.fields()]
        if rows:
            sections[TITLE] = rows
        return {
            **await super().frame(request),
            "folded": tuple(sections.items()),
            "folded_names": frozenset(name for names in sections.values() for name in names),
        }


def _months_of(budget: Budget) -> tuple[str, str]:
    return month_text(budget.from_month), month_text(budget.until_month)


def _changed(before: Sequence[BudgetItem], after: Sequence[BudgetItem]) -> Iterator[BudgetItem]:
    """Yield what an amendment says: what is new or other, and what is taken out."""
    there = {each.item_id: each for each in before}
    yield from (each for each in after if there.get(each.item_id) != each)
    kept = {each.item_id for each in after}
    yield from (replace(each, amount=0) for each in before if each.item_id not in kept)
