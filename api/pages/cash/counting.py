"""Counting cash, and handing it over."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from litestar.exceptions import NotFoundException
from markupsafe import escape

from api.formats import money_html
from api.i18n import N_
from api.pages.cash.of_account import OfAccount
from api.pages.fields import ChoiceField, HiddenField, Option, PageForm
from api.pages.flow import Row
from api.pages.reading.reader import AnyRequest
from api.pages.recording import parts
from api.pages.recording.desk import Desk
from api.site import site_of
from ledger.cash import CASH_KINDS, CountCash, HandCashOver
from ledger.powers import roles_of
from ledger.signers import SEEING


class _OfCash(OfAccount):
    """A page about cash. Raises not found for any other account."""

    def __init__(self, desk: Desk, account_id: UUID | None = None) -> None:
        super().__init__(desk, account_id)
        if self.account.kind not in CASH_KINDS:
            raise NotFoundException


class CountForm(PageForm):
    """What was counted; *booked* is what the book had when the page was opened."""

    counted = parts.amount(N_("Amount that was counted"), zero=True)
    purpose_id = ChoiceField(
        N_("Which purpose bears a difference?"), hint=N_("Only where there is a difference.")
    )
    occurred_on = parts.day(N_("Day it was counted"))
    booked = HiddenField()


class Counting(_OfCash):
    """Count what is in a cash box, or in somebody's hands."""

    title = N_("Count cash")
    lede = N_("Count it with a second person. A difference is written down as a line of its own.")
    form = CountForm
    asks = CountCash
    fields_of_refusals: ClassVar = OfAccount.fields_of_refusals | {
        "count-outdated": "counted",
        "amount-negative": "counted",
        "amount-too-large": "counted",
        "purpose-missing": "purpose_id",
    }

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the purposes."""
        return {"purpose_id": self.desk.purposes()}

    def defaults(self) -> dict[str, Any]:
        """Keep what the book had: two people sign the difference that they saw."""
        return {"booked": str(self.account.balance)}

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401  the order that is changed
        """Fill the form anew against what the book has now."""
        return super().start(event) | self.defaults()

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command; without a difference no purpose bears one."""
        values = super().values(form)
        try:
            booked = int(parts.typed(form, "booked"))
        except ValueError:
            booked = self.account.balance
        if values["counted"] == booked:
            values.pop("purpose_id", None)
        return values | {"booked": booked}

    def answers(self, form: PageForm) -> list[Row]:
        """Return what was counted, also where it is nothing, and what differs."""
        language, counted = self.desk.language, form["counted"].data
        booked = self.desk.money(self.values(form)["booked"], self.account.currency)
        rows = [
            Row(N_("Amount that was counted"), money_html(counted, language), "counted"),
            Row(N_("The book has"), money_html(booked, language)),
        ]
        difference = counted.amount - booked.amount
        if difference:
            label = N_("More than in the book") if difference > 0 else N_("Missing")
            money = self.desk.money(abs(difference), self.account.currency)
            rows.append(Row(label, money_html(money, language)))
        else:
            rows.append(Row(N_("Difference"), N_("none")))
        shown = {"counted", "booked"} | (set() if difference else {"purpose_id"})
        return [*rows, *(row for row in super().answers(form) if row.anchor not in shown)]


class HandForm(PageForm):
    """Who gets it, and how much both counted."""

    receiver = ChoiceField(
        N_("Who keeps it from now on?"), needed=N_("Choose who keeps it from now on")
    )
    counted = parts.amount(
        N_("Amount that both counted"),
        zero=True,
        hint=N_("As in the book. If it differs, write a count down first."),
    )
    occurred_on = parts.day(N_("Day it was handed over"))


class HandingOver(_OfCash):
    """Hand the cash of an account to another keeper."""

    title = N_("Hand cash over")
    lede = N_("Whoever gives it and whoever takes it sign, and nobody else.")
    form = HandForm
    asks = HandCashOver
    fields_of_refusals: ClassVar = OfAccount.fields_of_refusals | {
        "count-differs": "counted",
        "amount-negative": "counted",
        "amount-too-large": "counted",
        "member-unknown": "receiver",
        "keeper-already": "receiver",
    }
    members: Mapping[UUID, str] = {}

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Load the handles of everybody who could sign for it, besides who keeps it now."""
        desk = self.desk
        who = {
            each
            for each in desk.book.governance.members
            if each != self.account.keeper
            and not roles_of(desk.book, desk.context, each).isdisjoint(SEEING)
        }
        self.members = await site_of(request).people.handles(who)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return who could keep it."""
        people = sorted(self.members.items(), key=lambda each: each[1])
        return {"receiver": [Option(str(who), escape(name)) for who, name in people]}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command, with who keeps it now."""
        keeper = self.account.keeper
        return super().values(form) | ({"handed_by": keeper} if keeper else {})

    def answers(self, form: PageForm) -> list[Row]:
        """Return the answers; nothing in the box is an answer too."""
        if form["counted"].data.amount:
            return super().answers(form)
        none = money_html(form["counted"].data, self.desk.language)
        return [*super().answers(form), Row(N_("Amount that both counted"), none, "counted")]
