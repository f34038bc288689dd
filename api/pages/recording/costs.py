"""Recording running costs, and fees that were taken or given back by themselves."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from msgspec import Struct

from api.i18n import N_
from api.pages.fields import Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.chart import CostCategory, Fee
from ledger.costs import PayCost, RecordCostRefund, RecordFee, RecordFeeReturn
from ledger.events import CostPaid, CostRefunded
from ledger.money import Money


class CostForm(PageForm):
    """What was paid, and what for."""

    amount = parts.amount()
    category = parts.category(N_("What is it for?"))
    account_id = parts.account(N_("Which account pays?"))
    purpose_id = parts.purpose(N_("Which purpose pays?"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee()


class Cost(Recording):
    """Record a running cost."""

    title = N_("Record a running cost")
    form = CostForm
    asks = PayCost
    more = ("fee",)
    more_title = N_("A fee for sending it")
    aside = N_("There is no place for the name of who was paid; keep the receipt with its line.")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices; money that is meant for people pays no running costs."""
        return {
            "category": [Option("", ""), *self.desk.words(list(CostCategory))],
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(meant_for=()),
        }


class CostRefundForm(PageForm):
    """What came back of a running cost."""

    amount = parts.amount(N_("Amount that came back"))
    account_id = parts.account(N_("Where did it arrive?"))
    occurred_on = parts.day(N_("Day it came back"))


class CostRefund(Recording):
    """Record that a running cost came back."""

    title = N_("Record that a cost came back")
    form = CostRefundForm
    asks = RecordCostRefund

    @property
    def cost(self) -> CostPaid | None:
        """The payment that the case began with."""
        opening = self.desk.case.opening if self.desk.case else None
        return opening if isinstance(opening, CostPaid) else None

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the cost's currency."""
        return {"account_id": self.desk.accounts(self.cost.currency if self.cost else "")}

    def defaults(self) -> dict[str, Any]:
        """Start with all of it, back to the account that paid."""
        cost, case = self.cost, self.desk.case
        if cost is None or case is None:
            return {}
        rest = cost.amount - sum(event.amount for event in case.events(CostRefunded))
        money = Money(rest, cost.currency, cost.exponent) if rest else None
        return {"account_id": str(cost.account_id), "amount": money}


class FeeForm(PageForm):
    """Which fee, from where."""

    amount = parts.amount()
    kind = parts.kind(N_("Whose fee?"))
    account_id = parts.account(N_("From which account?"))
    purpose_id = parts.purpose(N_("Which purpose bears it?"))
    occurred_on = parts.day(N_("Day it was taken"))


FEES: Mapping[Fee, str] = {
    Fee.BANK: N_("The bank's"),
    Fee.PROCESSOR: N_("The payment processor's"),
    Fee.HOST: N_("The fiscal host's"),
    Fee.PAYOUT: N_("For a payment we made"),
    Fee.TRANSFER: N_("For a transfer"),
    Fee.EXCHANGE: N_("For an exchange"),
    Fee.DISPUTE: N_("For a dispute"),
}


class FeeTaken(Recording):
    """Record a fee that was taken by itself; it is booked whatever the account holds."""

    title = N_("Record a fee that was taken")
    lede = N_("It was taken already, so it is written even if the account falls short.")
    form: ClassVar[type[PageForm]] = FeeForm
    asks: ClassVar[type[Struct]] = RecordFee
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            "kind": [Option(kind.value, words) for kind, words in FEES.items()],
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(),
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"kind": Fee.BANK.value}


class FeeReturnForm(PageForm):
    """Which fee came back, to where."""

    amount = parts.amount()
    kind = parts.kind(N_("Whose fee?"))
    account_id = parts.account(N_("Where did it arrive?"))
    purpose_id = parts.purpose(N_("Which purpose gets it?"))
    occurred_on = parts.day(N_("Day it came back"))


class FeeReturned(FeeTaken):
    """Record a fee that came back."""

    title = N_("Record a fee that came back")
    lede = Recording.lede
    form = FeeReturnForm
    asks = RecordFeeReturn
