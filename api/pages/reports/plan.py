"""The plan: what the money is meant for in some months, by kind of help and of running cost."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm
from api.pages.people.room import Room
from api.pages.reports.base import PublishingPage, month_options
from api.pages.reports.words import months_words
from api.pages.step_up import StepUp
from api.public.words import NAMES
from ledger.chart import GROUP_OF, Category, CostCategory, Group
from ledger.events import PlanAdopted, PlanItem
from ledger.money import Money
from ledger.publishing.commands import AdoptPlan
from ledger.publishing.months import month_of_day, month_text
from ledger.publishing.settings import RESERVE

_YEAR: Final = 12
_TWICE: Final = N_("Plan either a group as a whole or its kinds: this would count twice")


def _fields() -> Iterator[tuple[str, str]]:
    """Yield each item of a plan and what stands over its fields."""
    for group in Group:
        yield group.value, N_("Groups of help, where you plan no single kinds")
    for category in Category:
        yield category.value, NAMES[GROUP_OF[category].value]
    for cost in CostCategory:
        yield cost.value, N_("What running the fund costs")


_SECTIONS: Final[dict[str, str]] = dict(_fields())
_ITEMS: Final = (*_SECTIONS, RESERVE)


class _PlanForm(PageForm):
    """A plan says a group as a whole, or its kinds one by one."""

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
        f"item_{RESERVE}": MoneyField(NAMES[RESERVE]),
    }
    for item in _SECTIONS:
        fields[f"item_{item}"] = MoneyField(NAMES.get(item, item))
    return type("Form", (_PlanForm,), fields)


class AdoptingPlan(PublishingPage):
    """Adopts a plan."""

    title = N_("The plan")
    lede = N_("What the money is meant for. It is public from the next first of a month on.")
    form = _form()

    def __init__(
        self,
        room: Room,
        step_up: StepUp,
        names: Mapping[UUID, str] | None = None,
        there: PlanAdopted | None = None,
    ) -> None:
        super().__init__(room, step_up, names)
        self.there = there
        self.others = self._in_other_currencies()
        if there is not None:
            months = months_words(there.from_month, there.until_month, room.language)
            words = Words(N_("What stands here now is the plan of {months}."), {"months": months})
            self.remarks = (words,)  # type: ignore[misc, assignment]

    def _in_other_currencies(self) -> tuple[PlanItem, ...]:
        """Return what the form has no fields for: it stays as it is."""
        items = self.there.items if self.there else ()
        return tuple(each for each in items if each.currency != self.room.fund.currency)

    def options(self) -> dict[str, Sequence[Option]]:
        """Return months."""
        months = month_options(self.room)
        return {"from_month": months, "until_month": months}

    def prepare(self, form: PageForm) -> None:
        """Set the currency of every amount."""
        for field in form:
            if isinstance(field, MoneyField):
                field.currency = self.room.fund.currency
                field.exponent = self.room.fund.exponent

    def defaults(self) -> dict[str, Any]:
        """Start with the plan there is, else with the year that begins now."""
        if self.there is None:
            now = month_of_day(self.room.today)
            return {"from_month": month_text(now), "until_month": month_text(now + _YEAR - 1)}
        found: dict[str, Any] = {
            f"item_{each.item}": Money(each.amount, each.currency, each.exponent)
            for each in self.there.items
            if each.currency == self.room.fund.currency
        }
        found |= {"from_month": self.there.from_month, "until_month": self.there.until_month}
        return found

    def command(self, form: PageForm) -> AdoptPlan:
        """Return the command."""
        data: dict[str, Any] = form.data
        said = ((item, data[f"item_{item}"]) for item in _ITEMS)
        items = [
            PlanItem(
                item=item, amount=money.amount, currency=money.currency, exponent=money.exponent
            )
            for item, money in said
            if money is not None
        ]
        return AdoptPlan(
            occurred_on=self.room.today,
            from_month=data["from_month"],
            until_month=data["until_month"],
            items=(*items, *self.others),
        )

    async def frame(self, request: Any) -> dict[str, Any]:  # noqa: ANN401  any request
        """Return the masthead, and the fields in their sections."""
        sections: dict[str, list[str]] = {}
        for item, title in _SECTIONS.items():
            sections.setdefault(title, []).append(f"item_{item}")
        return {
            **await super().frame(request),
            "folded": tuple(sections.items()),
            "folded_names": frozenset(f"item_{item}" for item in _SECTIONS),
        }
