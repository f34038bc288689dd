"""Recording donations: received, given back, taken back by a bank, passed on, brought forward."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from api.formats import money_html, money_in_words
from api.giving.service import Corrected, Giver, Known
from api.i18n import N_, Words
from api.pages.fields import Option, PageForm, TextField, TickField, stop
from api.pages.flow import Row
from api.pages.recording import parts
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.givers import (
    KEPT,
    NO_GIVER_OF_MANY,
    ReferenceField,
    apart_field,
    giver_row,
    reference_field,
    typed_in,
)
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.pages.reports.gift_warning import held_back
from api.publishing.gift_warning import TypedGift
from api.site import site_of
from ledger.brought_forward import BringForward
from ledger.chart import DonationKind
from ledger.donations import PassDonationOn, RecordDonation
from ledger.events import DonationReceived
from ledger.money import Money
from ledger.refunds import RecordChargeback, RefundDonation, left

NO_GIVER = N_(
    "There is no place for the name of who gave: the book knows givers by random references only."
)


class DonationForm(PageForm):
    """What was given, where it arrived, what it is for."""

    gross = parts.amount(N_("Amount given"), hint=N_("Before any fees."))
    account_id = parts.account(N_("Where did it arrive?"))
    purpose_id = parts.purpose(N_("What is it for?"))
    kind = parts.kind(N_("Who gave it?"))
    reference = reference_field()
    apart = apart_field()
    occurred_on = parts.day(N_("Day it arrived"))
    processor_fee = parts.fee(
        N_("Fee of the payment processor"), hint=N_("What it kept before the money arrived.")
    )
    host_fee = parts.fee(N_("Fee of the fiscal host"))
    anonymous = TickField(N_("The giver wants to stay unknown to the fund as well"))

    def validate_reference(self, field: TextField) -> None:
        """Take no giver of a collection."""
        if field.data and parts.typed(self, "kind") == DonationKind.COLLECTION:
            raise stop(NO_GIVER_OF_MANY)

    validate_apart = validate_reference


KINDS = {
    DonationKind.GIFT: N_("One giver"),
    DonationKind.GRANT: N_("An institution, as a grant"),
    DonationKind.COLLECTION: N_("Many people: a tin, a benefit night"),
}


class Donation(Recording):
    """Record a donation."""

    title = N_("Record a donation")
    form = DonationForm
    asks = RecordDonation
    more: ClassVar[tuple[str, ...]] = ("processor_fee", "host_fee", "anonymous")
    more_title = N_("Fees, and an unknown giver")
    aside = KEPT
    known = Known()
    giver = Giver()
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "amount-not-positive": "gross",
        "amount-too-large": "gross",
        "fees-exceed-amount": "processor_fee",
    }
    usual_kind = DonationKind.GIFT

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(),
            "kind": [Option(kind.value, words) for kind, words in KINDS.items()],
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with."""
        return {"kind": self.usual_kind.value}

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Look up who gave."""
        said = typed_in(form)
        (self.known,) = await site_of(request).giving.look(self.desk.fund_id, [said])
        field = cast("ReferenceField", form["reference"])
        field.is_unknown = bool(said.reference) and not self.known.is_reference_known

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, with who gave once that is found out."""
        found = {name: getattr(self.giver, name) for name in Giver.__struct_fields__}
        known = {name: value for name, value in found.items() if value is not None}
        return super().values(form) | known

    async def write(self, request: AnyRequest, form: PageForm, key: str) -> str:
        """Find out who gave, and write it."""
        said, event = typed_in(form), self.desk.filled
        if said.reference or said.apart:
            case = self.desk.book_case if self.desk.wrong or self.desk.order else None
            corrects = Corrected(case.case_id, event.giver) if case and event else None
            self.giver = await site_of(request).giving.meet(
                self.desk.fund_id, said, key=key, corrects=corrects
            )
        return await super().write(request, form, key)

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Return the answers and what follows, and whether it would hold reports back."""
        rows, gift = await super().rows(request, form), self.replacement(form)
        assert isinstance(gift, RecordDonation), "this page records nothing else"
        typed = TypedGift(gift, gift.giver or self.known.giver)
        return [*rows, *await held_back(request, self.desk, [typed])]

    def more_rows(self, form: PageForm) -> Sequence[Row]:
        """Say who gave, and what arrives when fees were kept."""
        return [*self._giver_rows(form), *self._fee_rows(form)]

    def _giver_rows(self, form: PageForm) -> Sequence[Row]:
        said = typed_in(form)
        is_kept = self.desk.filled is not None and not (said.reference or said.apart)
        if is_kept or form["kind"].data == DonationKind.COLLECTION:
            return ()
        return [giver_row(self.known, said)]

    def _fee_rows(self, form: PageForm) -> Sequence[Row]:
        gross: Money = form["gross"].data
        fees = sum(form[name].data.amount for name in _FEES if form[name].data)
        if not fees:
            return ()
        net = Money(gross.amount - fees, gross.currency, gross.exponent)
        language = self.desk.language
        words = money_in_words(net, language)
        return [Row(N_("Arrives after fees"), money_html(net, language), note=words)]


_FEES = ("processor_fee", "host_fee")


class Collection(Donation):
    """Record what a tin or a benefit night brought in: a donation of many."""

    title = N_("Record a collection")
    usual_kind = DonationKind.COLLECTION
    aside = N_("Count it with a second person. Nobody who gave is written down.")
    more = (*Donation.more, "reference", "apart")


class PassedOnForm(PageForm):
    """What is given to another fund."""

    amount = parts.amount()
    account_id = parts.account(N_("Which account pays?"))
    purpose_id = parts.purpose(N_("Whose money is it?"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee()


class PassedOn(Recording):
    """Pass money on to another fund."""

    title = N_("Pass money on to another fund")
    form = PassedOnForm
    asks = PassDonationOn
    more = ("fee",)
    more_title = N_("A fee for sending it")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices: money that donors restricted is not passed on."""
        return {
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(movable=True),
        }


class BroughtForwardForm(PageForm):
    """What an account held before the book began."""

    amount = parts.amount(N_("Amount it held"))
    account_id = parts.account()
    purpose_id = parts.purpose(N_("What is the money for?"))
    occurred_on = parts.day(N_("On which day?"))


class BroughtForward(Recording):
    """Record money that was there before the book began."""

    title = N_("Record money from before this book")
    form = BroughtForwardForm
    asks = BringForward

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {"account_id": self.desk.accounts(), "purpose_id": self.desk.purposes()}


class _GivingBack(Recording):
    """What both ways of giving a donation back have in common."""

    aside = NO_GIVER

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the donation's currency."""
        received = self.received
        return {"account_id": self.desk.accounts(received.currency if received else "")}

    def defaults(self) -> dict[str, Any]:
        """Start with all that is left of it, from the account where it arrived."""
        received = self.received
        if received is None or self.desk.case is None:
            return {}
        rest = Money(left(self.desk.case), received.currency, received.exponent)
        return {"account_id": str(received.account_id), "amount": rest if rest.amount else None}

    def situation(self) -> Words | None:
        """Say what is left of the donation."""
        received = self.received
        if received is None or self.desk.case is None:
            return None
        money = self.desk.said(left(self.desk.case), received.currency)
        return Words(N_("{money} of this donation is left."), {"money": money})

    @property
    def received(self) -> DonationReceived | None:
        """The donation that the case began with."""
        opening = self.desk.case.opening if self.desk.case else None
        return opening if isinstance(opening, DonationReceived) else None


class RefundForm(PageForm):
    """What is given back."""

    amount = parts.amount(N_("Amount given back"))
    account_id = parts.account(N_("Which account pays it back?"))
    occurred_on = parts.day(N_("Day it was given back"))
    processor_fee_returned = parts.fee(
        N_("Fee that the processor returned"), hint=N_("It lowers what leaves the account.")
    )
    host_fee_returned = parts.fee(N_("Fee that the fiscal host returned"))


class Refund(_GivingBack):
    """Give a donation back."""

    title = N_("Give a donation back")
    form = RefundForm
    asks = RefundDonation
    more = ("processor_fee_returned", "host_fee_returned")
    more_title = N_("Fees that came back")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "fees-exceed-amount": "processor_fee_returned",
        "insufficient-purpose": "amount",
        "purpose-short": "amount",
    }


class ChargebackForm(PageForm):
    """What the donor's bank took back."""

    amount = parts.amount(N_("Amount taken back"))
    account_id = parts.account(N_("From which account?"))
    occurred_on = parts.day(N_("Day it was taken"))
    dispute_fee = parts.fee(N_("Fee for the dispute"), hint=N_("Taken besides the amount."))


class Chargeback(_GivingBack):
    """Record that the donor's bank took a donation back: booked whatever the account holds."""

    title = N_("Record a chargeback")
    lede = N_("The bank has taken it already, so it is written even if the account falls short.")
    form = ChargebackForm
    asks = RecordChargeback
    more = ("dispute_fee",)
    more_title = N_("A fee for the dispute")
