"""Handing out a float: to whom, how much, for what, until when."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from markupsafe import escape

from api.formats import day_text
from api.i18n import N_, Words
from api.pages.fields import DayField, ListField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.pages.ticks import TicksField
from api.site import site_of
from ledger.chart import Category, CostCategory
from ledger.floats import MAX_DAYS, HandFloat
from ledger.rejections import FloatUnusable, Rejection

_HELP = [category for category in Category if category is not Category.BAIL]


class FloatForm(PageForm):
    """Who carries how much, from where, for what and until when."""

    carrier = ListField(
        N_("Who carries it?"),
        needed=N_("Choose who carries it"),
        hint=N_("Whoever carries it spends it alone, and signs nothing about it."),
    )
    amount = parts.amount()
    account_id = parts.account(N_("Which account does it come from?"))
    purpose_id = parts.purpose(N_("Which purpose pays?"))
    until = DayField(
        N_("Through which day may it be spent?"),
        needed=N_("Fill in day, month and year"),
        hint=Words(N_("At most {days} days from now."), {"days": MAX_DAYS}),
    )
    categories = TicksField(N_("Help it may pay for"), hint=N_("Bail is never paid from a float."))
    cost_categories = TicksField(N_("Running costs it may pay for"))
    occurred_on = parts.day(N_("Day it was handed over"))


class Handing(Recording):
    """Hand a member money that they may spend alone."""

    title = N_("Hand out a float")
    form = FloatForm
    asks = HandFloat
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "member-unknown": "carrier",
        "in-conflict": "prepared",
    }
    members: Mapping[UUID, str] = {}

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Load the handles of the members: whoever has not come yet cannot carry anything."""
        members = self.desk.book.governance.members
        self.members = await site_of(request).people.handles(members)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        people = sorted(self.members.items(), key=lambda each: each[1])
        return {
            "carrier": [Option("", ""), *(Option(str(who), escape(name)) for who, name in people)],
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(),
            "categories": self.desk.words(_HELP),
            "cost_categories": self.desk.words(list(CostCategory)),
        }

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Tick what the float is for."""
        ticked = {
            "categories": [each.value for each in event.categories],
            "cost_categories": [each.value for each in event.cost_categories],
        }
        return super().start(event) | ticked

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say at its field what the float cannot be."""
        if not isinstance(no, FloatUnusable):
            return await super().words_of(request, no)
        # Which field it is about stands in the refusal, not in its code.
        self.fields_of_refusals = {no.code: no.field}  # type: ignore[misc]
        if no.field != "until":
            return Words(N_("Tick at least one thing that it may be spent on"))
        first, last = self.desk.today, self.desk.today + timedelta(days=MAX_DAYS)
        language = self.desk.language
        facts = {"first": day_text(first, language), "last": day_text(last, language)}
        return Words(N_("Choose a day from {first} to {last}"), facts)
