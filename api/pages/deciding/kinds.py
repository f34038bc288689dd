"""The proposals that a form makes: anything, a budget, a ballot on items, a change of a budget."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from api.formats import money_html
from api.i18n import N_, Language
from api.pages.budgets.history import compared
from api.pages.budgets.picture import picture_of
from api.pages.deciding.beside import beside_of
from api.pages.deciding.items import (
    MOST_ROWS,
    ItemRow,
    are_together,
    items_form,
    new_items,
    prepare_items,
    rows_in,
)
from api.pages.deciding.opened import Opened
from api.pages.deciding.proposing import ProposingPage, WordsForm
from api.pages.fields import ListField, MoneyField, PageForm
from api.pages.flow import Row, Sent
from api.pages.people.room import Room
from api.pages.reading.reader import AnyRequest
from api.pages.reports.base import month_options
from api.public.words import Stretch, stretch_text
from api.site import site_of
from ledger.budgets.commands import AdoptBudget, AmendBudget
from ledger.deciding.commands import ItemName
from ledger.events.budgets import BudgetItem
from ledger.events.deciding import ProposalKind
from ledger.events.fund import Restriction
from ledger.events.protocols import Method, Protocol
from ledger.money import Money
from ledger.publishing.months import month_of, month_of_day, month_text

_YEAR: Final = 12


_SHARED: Final = N_(
    "Several items can be for the same: what is paid for it fills those that are chosen one after "
    "the other, in this order."
)


class ProposeAnything(ProposingPage):
    """Puts something forward that binds no money."""

    kind = ProposalKind.ANYTHING
    title = N_("Propose something")

    def fields(self, sent: Sent | None) -> type[PageForm]:  # noqa: ARG002  it has no rows
        """Return the words alone."""
        return WordsForm


class OfItems(ProposingPage):
    """A page with rows of items."""

    is_ballot = False

    def __init__(
        self,
        room: Room,
        protocol: Protocol,
        names: Mapping[UUID, str],
        changed: Opened | None = None,
    ) -> None:
        super().__init__(room, protocol, changed)
        self.names_of = names
        self.rows_shown: Sequence[ItemRow] = ()

    @property
    def purposes(self) -> list[tuple[UUID, str]]:
        """The purposes that an item can be about, by name: not those that anything is paid from.

        One that an item names already is among them.
        """
        named = {each.purpose_id for each in self.said_already}
        return [
            (each.purpose_id, self.names_of.get(each.purpose_id, ""))
            for each in self.room.fund.purposes.values()
            if each.restriction is not Restriction.UNRESTRICTED or each.purpose_id in named
        ]

    @property
    def said_already(self) -> tuple[BudgetItem, ...]:
        """The items that the proposal has so far, when it is changed."""
        said = self.changed.proposal.order if self.changed else None
        return said.items if isinstance(said, AdoptBudget | AmendBudget) else ()

    async def labels(self, request: AnyRequest) -> Mapping[UUID, str]:  # noqa: ARG002
        """Return the names of purposes and items."""
        return self.names_of

    async def picture(self, request: AnyRequest, form: PageForm) -> None:
        """Draw the budget as it is and as it would be."""
        site, room = site_of(request), self.room
        published = await site.publishing.published(room.fund_id, room.fund.time_zone)
        command = self.order(form)
        assert isinstance(command, AdoptBudget | AmendBudget), "pages of items make nothing else"
        items = compared(published, command)
        names = dict(self.names_of) | {each.item_id: each.text for each in self.names(form)}
        drawn = picture_of(items.before, items.after, room.language, names=names)
        self.pictures, self.drawings = drawn, tuple(each.drawing for each in drawn)
        own = self.changed.proposal.proposal if self.changed else None
        self.beside = await beside_of(request, room, command, own)

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead, and the rows of the form."""
        more = N_("Room for more items")
        own = {"item_rows": self.rows_shown, "more": more, "is_ballot": self.is_ballot}
        return {**await super().frame(request), **own}


class ProposeBudget(OfItems):
    """Puts a budget forward: as a whole, or for a ballot on its items with a limit."""

    kind = ProposalKind.BUDGET

    def __init__(
        self,
        room: Room,
        protocol: Protocol,
        names: Mapping[UUID, str],
        changed: Opened | None = None,
    ) -> None:
        super().__init__(room, protocol, names, changed)
        self.is_ballot = self.stage.method is Method.BUDGET_BALLOT
        if self.is_ballot:
            self.remarks = (_SHARED,)
        if changed is None:
            chosen = N_("Propose items to choose from"), N_("Propose a budget")
            self.title = chosen[0] if self.is_ballot else chosen[1]  # type: ignore[misc]

    def fields(self, sent: Sent | None) -> type[PageForm]:
        """Return words, months, the limit of a ballot, and rows of items."""
        self.rows_shown = (
            rows_in(sent, more=self.wants_more) if sent or not self.changed else self._rows_there()
        )
        more: dict[str, Any] = {
            "from_month": ListField(N_("From which month on?"), needed=N_("Choose a month")),
            "until_month": ListField(N_("Through which month?"), needed=N_("Choose a month")),
        }
        if self.is_ballot:
            more["limit"] = MoneyField(
                N_("How much may be spent in all?"),
                needed=N_("Write how much"),
                hint=N_("Items are chosen until it is used up. No item costs more than this."),
            )
        with_months = type("Form", (WordsForm,), more)
        shown = {"purpose": bool(self.purposes), "carries": True}
        if self.is_ballot:
            together = are_together(sent, self.said_already)
            shown = {"purpose": bool(self.purposes), "named": True, "together": together}
        return items_form(with_months, self.rows_shown, **shown)

    def _rows_there(self) -> list[ItemRow]:
        return [ItemRow(each) for each in range(min(len(self.said_already) + 2, MOST_ROWS))]

    def prepare(self, form: PageForm) -> None:
        """Set currencies and choices."""
        prepare_items(form, self.room, self.purposes)
        months = month_options(self.room)
        for name in ("from_month", "until_month"):
            cast("ListField", form[name]).options = months

    def defaults(self) -> dict[str, Any]:
        """Start with the year that begins now, or with what the proposal says."""
        now = month_of_day(self.room.today)
        start: dict[str, Any] = {
            "from_month": month_text(now),
            "until_month": month_text(now + _YEAR - 1),
        }
        said = self.changed.proposal.order if self.changed else None
        if self.changed is None or not isinstance(said, AdoptBudget):
            return start
        start = {"from_month": said.from_month, "until_month": said.until_month}
        if self.is_ballot:
            fund = self.room.fund
            start["limit"] = Money(self.changed.proposal.limit, fund.currency, fund.exponent)
        first = said.items[0]
        start |= {"kind_all": first.kind, "purpose_all": _id_of(first.purpose_id)}
        for number, item in enumerate(said.items):
            start |= {
                f"kind_{number}": item.kind,
                f"amount_{number}": Money(item.amount, item.currency, item.exponent),
                f"name_{number}": self.names_of.get(item.item_id) or None,
                f"purpose_{number}": _id_of(item.purpose_id),
                f"carries_{number}": item.carries_over,
            }
        return start

    def order(self, form: PageForm) -> AdoptBudget:
        """Return the budget."""
        return AdoptBudget(
            occurred_on=self.room.today,
            from_month=form["from_month"].data,
            until_month=form["until_month"].data,
            items=new_items(form, self.key)[0],
        )

    def limit(self, form: PageForm) -> int:
        """Return what the ballot may spend."""
        return form["limit"].data.amount if "limit" in form else 0

    def names(self, form: PageForm) -> tuple[ItemName, ...]:
        """Return the names that were typed."""
        return new_items(form, self.key)[1]

    def details(self, form: PageForm) -> Iterator[Row]:
        """Yield the months, the limit, and how much it is in all."""
        language, said = self.room.language, self.order(form)
        yield Row(N_("Months"), months_words(said, language), "from_month")
        if "limit" in form:
            yield Row(N_("To spend in all"), money_html(form["limit"].data, language), "limit")
        else:
            total = sum(each.amount for each in said.items)
            fund = self.room.fund
            money = Money(total, fund.currency, fund.exponent)
            yield Row(N_("Planned in all"), money_html(money, language))


def _id_of(purpose_id: UUID | None) -> str | None:
    return str(purpose_id) if purpose_id else None


def months_words(budget: AdoptBudget, language: Language) -> str:
    """Say the months of a budget; as they were written where they are no months."""
    try:
        stretch = Stretch(month_of(budget.from_month), month_of(budget.until_month))
    except ValueError:
        return f"{budget.from_month} – {budget.until_month}"
    return stretch_text(stretch, language)
