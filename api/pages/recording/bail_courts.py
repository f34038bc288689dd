"""Recording bail on its way: raised, news of the court, its receipt, the depositor paid."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.i18n import N_
from api.pages.fields import ChoiceField, DayField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.bail import BailReturn, InBail, ReturnForm
from api.pages.recording.base import AnyRequest
from ledger.bail import PlaceReceipt, RaiseBail, RecordReturnToDepositor, ReportBail, state_of
from ledger.bail.table import BAIL_TABLE, report_of
from ledger.chart import DeductionKind
from ledger.events import News, ReceiptPlace
from ledger.money import Money


class RaiseForm(PageForm):
    """What is paid on top, and from where."""

    amount = parts.amount(N_("Amount that is paid on top"))
    account_id = parts.account(N_("Which account pays?"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee(N_("Fee for paying it"), hint=N_("A fee does not come back."))


class BailRaise(InBail):
    """Pay more on a bail that was raised."""

    title = N_("Record that bail was raised")
    form = RaiseForm
    asks = RaiseBail
    more = ("fee",)
    more_title = N_("A fee for paying it")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the deposit's currency."""
        return {"account_id": self.desk.accounts(self.posted.currency if self.posted else "")}

    def defaults(self) -> dict[str, Any]:
        """Start with the account that paid before."""
        return {"account_id": str(self.posted.account_id)} if self.posted else {}


class ReportForm(PageForm):
    """What became known."""

    news = ChoiceField(N_("What became known?"), needed=N_("Choose what became known"))
    occurred_on = parts.day(N_("Day it happened"))
    amount = parts.fee(
        N_("Amount that falls due, or is to be forfeited"),
        hint=N_("Only where bail is reduced, or a part of it is to be forfeited."),
    )
    due_on = DayField(
        N_("Day by which the court pays back"),
        hint=N_("As far as known; it may lie ahead."),
    )


class BailReport(InBail):
    """Record what became known of a bail."""

    title = N_("Record news of the court")
    form = ReportForm
    asks = ReportBail
    more = ("amount", "due_on")
    more_title = N_("An amount, or the day a refund is due")
    aside = N_("There is no place for a name, a charge or a hearing: those stand in the vault.")
    named = ""

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Keep offering the news that were chosen: this very form may have written them."""
        self.named = parts.typed(form, "news")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the news that go with how the bail stands, or all where a line is corrected."""
        desk = self.desk
        state = state_of(desk.case, desk.today) if desk.case else None
        fitting = [
            news
            for news in News
            if desk.wrong is not None
            or state is None
            or news.value == self.named
            or BAIL_TABLE.takes(state, report_of(news))
        ]
        return {"news": desk.words(fitting)}

    def defaults(self) -> dict[str, Any]:
        """Start with nothing: neither an amount nor a day is usual."""
        return {}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return what the fields hold that would have written *event*."""
        posted = self.posted
        filled = {**super().start(event), "amount": None}
        if event.amount is not None and posted is not None:
            filled["amount"] = Money(event.amount, posted.currency, posted.exponent)
        return filled

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command; it is in the currency of the deposit."""
        found = super().values(form)
        return {name: found[name] for name in self.asks.__struct_fields__ if name in found}


class ReceiptForm(PageForm):
    """Where the receipt is."""

    place = ChoiceField(N_("Where is the original receipt?"), needed=N_("Choose where it is"))
    occurred_on = parts.day(N_("Day it went there"))


class ReceiptPlaced(InBail):
    """Record where the original receipt is."""

    title = N_("Record where the receipt is")
    lede = N_("Most courts pay back only against the original receipt.")
    form = ReceiptForm
    asks = PlaceReceipt

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the places."""
        return {"place": self.desk.words(list(ReceiptPlace))}

    def defaults(self) -> dict[str, Any]:
        """Start with nothing chosen."""
        return {}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, which is about no amount."""
        found = super().values(form)
        return {name: found[name] for name in self.asks.__struct_fields__ if name in found}


class DepositorForm(PageForm):
    """What the depositor got, and what was kept."""

    amount = parts.amount(N_("Amount that the depositor got"))
    occurred_on = parts.day(N_("Day they were paid"))
    fee = ReturnForm.fee
    fine = ReturnForm.fine
    costs = ReturnForm.costs
    restitution = ReturnForm.restitution
    lien = ReturnForm.lien


class ToDepositor(BailReturn):
    """Record that the authority paid the depositor."""

    title = N_("Record that the depositor was paid")
    lede = N_("The depositor owes it to the fund from then on, and it ages like money at courts.")
    form = DepositorForm
    asks = RecordReturnToDepositor
    more = tuple(kind.value for kind in DeductionKind)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return no choices: the money arrived in no account of the fund."""
        return {}

    def defaults(self) -> dict[str, Any]:
        """Start with all that is held."""
        return {name: value for name, value in super().defaults().items() if name == "amount"}
