"""Saying why a statement shows more or less than the book."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from api.i18n import N_, Words
from api.pages.fields import ChoiceField, Option, PageForm
from api.pages.reading.reader import AnyRequest
from api.pages.recording import parts
from api.pages.recording.base import Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.reconciling import must_fit
from api.site import site_of
from ledger.assertions import ExplainGap
from ledger.events import FundEvent, GapReason, StatementAsserted
from ledger.money import Money
from projections.gaps import Gap, gap_of_case

_WHY: Mapping[GapReason, str] = {
    GapReason.IN_TRANSIT: N_("It is on its way: sent or given, and not booked by the bank yet"),
    GapReason.BANK_ERROR: N_("The bank made a mistake"),
    GapReason.OTHER_DAY: N_("The bank books it on another day"),
    GapReason.NOT_OURS: N_("It is not ours: it arrived by mistake"),
}


class ExplainForm(PageForm):
    """How much of the gap is explained, and by what."""

    amount = parts.amount(N_("How much of the gap?"))
    why = ChoiceField(N_("Why is it so?"), needed=N_("Choose why it is so"))
    occurred_on = parts.day(N_("Day you found it"))


class Explaining(Recording):
    """Say why a statement shows more or less than the book."""

    title = N_("Explain a gap")
    lede = N_(
        "If a line is missing in the book or wrong, write or correct that line instead: the gap "
        "closes by itself."
    )
    form = ExplainForm
    asks = ExplainGap
    gap: Gap | None = None
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "reconciled-by-sender": "amount",
        "more-than-the-gap": "amount",
    }

    @property
    def asserted(self) -> StatementAsserted | None:
        """What the case began with."""
        opening = self.desk.case.opening if self.desk.case else None
        return opening if isinstance(opening, StatementAsserted) else None

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Look how wide the gap is as the book is known now."""
        case = self.desk.case
        if case is None or self.gap is not None:
            return
        async with site_of(request).database.acquire() as connection:
            self.gap = await gap_of_case(connection, self.desk.fund_id, case)

    def dry_run(self, form: PageForm) -> tuple[FundEvent, ...]:
        """Return what would change; raises the refusal, also where it is more than the gap."""
        facts = super().dry_run(form)
        if self.gap is not None:
            must_fit(cast("ExplainGap", self.asked(form)), self.gap)
        return facts

    def situation(self) -> Words | None:
        """Say what is to be explained."""
        gap = self.gap
        if gap is None:
            return None
        facts = {"money": self.desk.said(abs(gap.open), gap.currency)}
        if not gap.open:
            return Words(N_("There is no gap any more."))
        more = N_("The statement shows {money} more than the book.")
        less = N_("The statement shows {money} less than the book.")
        return Words(more if gap.open > 0 else less, facts)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the reasons."""
        return {"why": [Option(why.value, words) for why, words in _WHY.items()]}

    def defaults(self) -> dict[str, Any]:
        """Start with all of the gap."""
        gap = self.gap
        if gap is None or not gap.open:
            return {}
        return {"amount": Money(abs(gap.open), gap.currency, gap.exponent)}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401  the order that is changed
        """Fill the form from an order; which way it goes follows from the gap."""
        money = Money(abs(event.amount), event.currency, event.exponent)
        return super().start(event) | {"amount": money}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: below zero where the statement shows less."""
        values = super().values(form)
        less = self.gap is not None and self.gap.open < 0
        return values | {"amount": -values["amount"] if less else values["amount"]}
