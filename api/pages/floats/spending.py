"""Writing down what was spent of a float: by whoever carries it, alone."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.access import Power, access_of
from api.formats import money_html
from api.i18n import N_, Words
from api.pages.fields import ListField, Option, PageForm
from api.pages.floats.of_float import AnyRequest, OfFloat
from api.pages.flow import Row
from api.pages.fund_nav import fund_nav
from api.pages.recording import parts
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.chart import Category
from ledger.events import FloatSpent
from ledger.floats import SpendFloat, spendable


class SpendForm(PageForm):
    """How much went on what."""

    amount = parts.amount(N_("Amount spent"))
    what = ListField(N_("What was it spent on?"), needed=N_("Choose what it was spent on"))
    occurred_on = parts.day(N_("Day it was spent"))


class Spending(OfFloat):
    """Write down what was spent."""

    title = N_("Spend from the float")
    form = SpendForm
    asks = SpendFloat
    aside = N_("There is no place for a name: nobody who was helped is written down here.")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "float-unusable": "what",
        "outside-float": "what",
        "float-over": "occurred_on",
        "account-short": "amount",
    }

    def situation(self) -> Words | None:
        """Say what is left."""
        return Words(N_("{money} is left."), {"money": self._left_text()})

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return what the float was handed over for."""
        things = [*self.handed.categories, *self.handed.cost_categories]
        said = [
            Option(f"{type(each).__name__}:{each.value}", self.desk.word(each)) for each in things
        ]
        return {"what": said if len(said) == 1 else [Option("", ""), *said]}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: help and running costs have each their own."""
        kind, _, value = form["what"].data.partition(":")
        name = "category" if kind == Category.__name__ else "cost_category"
        return super().values(form) | {name: value}

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:  # noqa: ARG002
        """Return the answers and what is left then; how the fund stands is not for everybody."""
        events = self.dry_run(form)
        spent = sum(event.amount for event in events if isinstance(event, FloatSpent))
        assert self.desk.case is not None, "the page stands in a case"
        left = self.desk.money(spendable(self.desk.case) - spent, self.handed.currency)
        return [
            *self.answers(form),
            Row(N_("Left of the float"), money_html(left, self.desk.language)),
        ]

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return the masthead as whoever carries the float sees it."""
        prefix = self.desk.prefix
        home = f"{prefix}/" if access_of(request).may(Power.READ_BOOK) else f"{prefix}/plan"
        return await super().frame(request) | {"nav": fund_nav(prefix), "home": home}

    def _left_text(self) -> str:
        left = spendable(self.desk.case) if self.desk.case else 0
        return self.desk.said(left, self.handed.currency)
