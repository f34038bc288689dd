"""The form that proposes a change of a budget: the budget as it stands, to be written over."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from api.i18n import N_, Language, Words
from api.pages.deciding.items import (
    ItemRow,
    changed_items,
    items_form,
    new_items,
    prepare_items,
    rows_in,
)
from api.pages.deciding.kinds import OfItems
from api.pages.deciding.opened import Opened
from api.pages.deciding.proposing import WordsForm
from api.pages.fields import PageForm
from api.pages.flow import Row, Sent
from api.pages.people.room import Room
from api.public.words import Stretch, name_of, stretch_text
from ledger.budgets.commands import AmendBudget
from ledger.budgets.state import Budget, digest_of
from ledger.deciding.commands import ItemName
from ledger.events.budgets import BudgetItem
from ledger.events.deciding import ProposalKind
from ledger.events.protocols import Protocol
from ledger.money import Money


class ProposeAmendment(OfItems):
    """Puts a change of a budget forward, beginning with the budget as it stands."""

    kind = ProposalKind.AMENDMENT
    title = N_("Propose a change of a budget")
    lede = N_("Change the amounts that are to be different; zero takes an item out.")

    def __init__(
        self,
        room: Room,
        protocol: Protocol,
        names: Mapping[UUID, str],
        budget: Budget,
        changed: Opened | None = None,
    ) -> None:
        super().__init__(room, protocol, names, changed)
        self.budget = budget
        said = {"months": self.months}
        if changed is None:
            self.title = room.language.say(  # type: ignore[misc]
                Words(N_("Propose a change of the budget of {months}"), said)
            )
        else:
            self.remarks = (Words(N_("It changes the budget of {months}."), said),)
        self.there = tuple(each for each in budget.items if each.currency == room.fund.currency)

    @property
    def months(self) -> str:
        """The months of the budget."""
        stretch = Stretch(self.budget.from_month, self.budget.until_month)
        return stretch_text(stretch, self.room.language)

    @property
    def said_already(self) -> tuple[BudgetItem, ...]:
        """The items that stand, and those that the proposal has so far."""
        return (*self.there, *super().said_already)

    def fields(self, sent: Sent | None) -> type[PageForm]:
        """Return the words, and rows of items: those that stand, and room for others."""
        language = self.room.language
        self.rows_shown = [
            ItemRow(each.number, each.there, self._called(each.there, language))
            if each.there
            else each
            for each in self._rows(sent)
        ]
        shown = {"purpose": bool(self.purposes), "carries": True}
        return items_form(WordsForm, self.rows_shown, **shown)

    def _rows(self, sent: Sent | None) -> list[ItemRow]:
        """Return the rows; a proposal that is changed may have brought items of its own."""
        rows = rows_in(sent, self.there, more=self.wants_more)
        if sent is None and self.changed is not None:
            said = self.changed.proposal.order
            more = len(said.items) if isinstance(said, AmendBudget) else 0
            rows += [ItemRow(len(rows) + each) for each in range(more)]
        return rows

    def _called(self, item: BudgetItem, language: Language) -> str:
        name = self.names_of.get(item.item_id) or name_of(item.kind, language)
        pot = self.names_of.get(item.purpose_id, "") if item.purpose_id else ""
        return f"{name} · {pot}" if pot else name

    def prepare(self, form: PageForm) -> None:
        """Set currencies and choices."""
        prepare_items(form, self.room, self.purposes)

    def defaults(self) -> dict[str, Any]:
        """Start with the budget as it stands, changed as the proposal says so far."""
        said = self.changed.proposal.order if self.changed else None
        proposed = said.items if isinstance(said, AmendBudget) else ()
        by_id = {each.item_id: each for each in (*self.there, *proposed)}
        known = {each.item_id for each in self.there}
        found: dict[str, Any] = {}
        both = [*self.there, *(each for each in proposed if each.item_id not in known)]
        for number, each in enumerate(both):
            item = by_id[each.item_id]
            found[f"amount_{number}"] = Money(item.amount, item.currency, item.exponent)
            found[f"carries_{number}"] = item.carries_over
            if each.item_id not in known:
                found[f"kind_{number}"] = item.kind
                found[f"name_{number}"] = self.names_of.get(item.item_id) or None
                found[f"purpose_{number}"] = str(item.purpose_id) if item.purpose_id else None
        return found

    def order(self, form: PageForm) -> AmendBudget:
        """Return what becomes otherwise."""
        return AmendBudget(
            occurred_on=self.room.today,
            budget=self.budget.budget,
            items=(*changed_items(form), *new_items(form, self.key)[0]),
            stands=digest_of(self.budget.items),
        )

    def names(self, form: PageForm) -> tuple[ItemName, ...]:
        """Return the names of new items."""
        return new_items(form, self.key)[1]

    def details(self, form: PageForm) -> Iterator[Row]:  # noqa: ARG002  the picture says the rest
        """Yield the months of the budget."""
        yield Row(N_("The budget of"), self.months)
