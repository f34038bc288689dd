"""Recording grants: promised with a plan, paid by instalment, the rest released."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, cast

from markupsafe import escape

from api.formats import day_text, money_html, money_in_words
from api.i18n import N_, Words
from api.pages.fields import ListField, MoneyField, Option, PageForm
from api.pages.flow import Row, Sent
from api.pages.recording import parts
from api.pages.recording.bail import NO_NAME
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.known_cases import KnownCases, list_known_cases
from api.pages.recording.plan import (
    FEW,
    ROWS,
    PlanForm,
    has_rows,
    plan_options,
    planned,
    rows_of,
    shown_rows,
    with_rows,
    write_rows_out,
)
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.pages.recording.shown import answer
from ledger.chart import Category
from ledger.events import GrantCommitted, PayeeKind
from ledger.grants import CommitGrant, PayGrant, ReleaseGrantRest, paid, promised
from ledger.money import Money

FOR_GRANTS = [category for category in Category if category is not Category.BAIL]


class GrantForm(PlanForm):
    """What is promised, from which purpose, and when it is to be paid."""

    category = parts.category(N_("What is it for?"))
    purpose_id = parts.purpose(N_("Which purpose pays?"))
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    payee_kind = parts.kind(N_("Who will be paid?"))
    occurred_on = parts.day(N_("Day it was promised"))
    household = ListField(N_("Helped before, in an open case"))


class Grant(Recording):
    """Promise a grant with its instalments."""

    title = N_("Promise a grant")
    lede = N_("The money is set aside at once and leaves an account when an instalment is paid.")
    template = "recording/grant.html"
    form: ClassVar[type[PageForm]] = GrantForm
    asks = CommitGrant
    links = ("household",)
    more = ("payee_kind", "household")
    more_title = N_("Who will be paid, and a link to another case")
    aside = NO_NAME
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "amount-not-positive": "each",
        "amount-too-large": "each",
        "too-many-instalments": "count",
        "instalments-do-not-add-up": "each",
    }
    known: KnownCases = KnownCases()

    def urgent_kinds(self) -> Collection[Category]:
        """Return every kind of help that a grant can be."""
        return FOR_GRANTS

    async def make_form(self, request: AnyRequest, sent: Sent | None) -> PageForm:
        """Return the form with its rows; write them out when that button was pressed."""
        filled = self.desk.filled
        count = len(filled.instalments) if isinstance(filled, GrantCommitted | CommitGrant) else 0
        self.form = with_rows(GrantForm, max(ROWS, count))  # type: ignore[misc]
        form = await super().make_form(request, sent)
        if sent is not None and "rows" in request.query_params and not write_rows_out(form):
            cast("MoneyField", form["each"]).hint = N_(
                "Fill in these first; the rows are made from them."
            )
        self._set_currencies(form)
        for name in FEW if has_rows(form) else ():
            del form[name]
        return form

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:
        """Load the cases to link to; ask for a currency only where there are several."""
        self.known = await list_known_cases(request, self.desk, form, self.links)
        if len(self.desk.fund.exponents) == 1:
            del form["currency"]

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices; a purpose that may pay for no grant is not among them."""
        nobody = N_("Not helped before, as far as known")
        return plan_options() | {
            "category": [Option("", ""), *self.desk.words(FOR_GRANTS)],
            "purpose_id": self.desk.purposes(meant_for=FOR_GRANTS),
            "currency": [Option(code, code) for code in self.desk.fund.exponents],
            "payee_kind": self.desk.words(list(PayeeKind)),
            "household": self.known.options(nobody),
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields start with: one instalment, today."""
        return {
            "count": "1",
            "every": "month",
            "first_due": self.desk.today,
            "payee_kind": PayeeKind.PERSON.value,
            "currency": self.desk.fund.currency,
        }

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write every instalment into its row."""
        rows: dict[str, Any] = {}
        for number, instalment in enumerate(event.instalments, 1):
            rows[f"due_{number}"] = instalment.due_on
            rows[f"amount_{number}"] = Money(instalment.amount, event.currency, event.exponent)
        return super().start(event) | {"household": None} | rows

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency that was chosen, or the fund's."""
        return parts.currency_chosen(form, self.desk.fund)

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: the plan and its sum."""
        instalments = planned(form)
        total = sum(instalment.amount for instalment in instalments)
        plan = {"instalments": instalments, "amount": total}
        return super().values(form) | plan | self.known.references()

    def answers(self, form: PageForm) -> list[Row]:
        """Show the plan as it will stand, in place of the numbers that made it."""
        of_plan = {name for pair in rows_of(form) for name in (pair[0].name, pair[1].name)}
        of_plan.update(FEW)
        language = self.desk.language
        others = [row for f in form if f.name not in of_plan for row in answer(form, f, language)]
        return [*self._plan_rows(form), *others]

    def _plan_rows(self, form: PageForm) -> list[Row]:
        language, (currency, exponent) = self.desk.language, self.currency(form)
        instalments = planned(form)
        total = Money(sum(each.amount for each in instalments), currency, exponent)
        spelled = money_in_words(total, language)
        anchor = "each" if "each" in form else "amount_1"
        rows = [Row(N_("Promised in all"), money_html(total, language), anchor, spelled)]
        for number, each in enumerate(instalments, 1):
            label = language.say(Words(N_("Instalment {number}"), {"number": number}))
            money = money_html(Money(each.amount, currency, exponent), language)
            due = Words(N_("due on {day}"), {"day": day_text(each.due_on, language)})
            rows.append(Row(escape(label), money, note=due))
        return rows

    async def frame(self, request: AnyRequest) -> dict[str, Any]:
        """Return what the template needs besides, to show the rows."""
        return await super().frame(request) | {"has_rows": has_rows, "shown_rows": shown_rows}


class _OfGrant(Recording):
    """What is recorded about a grant that was promised."""

    @property
    def grant(self) -> GrantCommitted | None:
        """The promise that the case began with."""
        opening = self.desk.case.opening if self.desk.case else None
        return opening if isinstance(opening, GrantCommitted) else None

    def situation(self) -> Words | None:
        """Say what is still promised."""
        grant, case = self.grant, self.desk.case
        if grant is None or case is None:
            return None
        facts = {
            "thing": grant.category,
            "money": self.desk.said(promised(case), grant.currency),
        }
        return Words(N_("For {thing}; {money} is promised and not paid."), facts)

    def rest(self, number: int) -> Money | None:
        """Return what is left of one instalment, None when nothing is."""
        grant, case = self.grant, self.desk.case
        if grant is None or case is None:
            return None
        left = min(grant.instalments[number - 1].amount - paid(case, number), promised(case))
        return Money(left, grant.currency, grant.exponent) if left > 0 else None


class PaymentForm(PageForm):
    """Which instalment is paid, from where."""

    instalment = parts.kind(N_("Which instalment?"))
    amount = parts.amount(N_("Amount paid"), hint=N_("All that is left of it, or a part."))
    account_id = parts.account(N_("Which account pays?"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee()


class GrantPayment(_OfGrant):
    """Pay an instalment of a grant."""

    title = N_("Pay an instalment")
    form = PaymentForm
    asks = PayGrant
    more = ("fee",)
    more_title = N_("A fee for sending it")
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "instalment-unknown": "instalment",
        "insufficient-purpose": "amount",
        "purpose-short": "amount",
    }
    named = ""

    def urgent_kinds(self) -> Collection[Category]:
        """Return what the grant is for."""
        return (self.grant.category,) if self.grant else ()

    async def prepare(self, request: AnyRequest, form: PageForm) -> None:  # noqa: ARG002
        """Keep offering the instalment that was named: it may have been paid by this very form."""
        self.named = parts.typed(form, "instalment")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the instalments with something left, and the accounts of their currency."""
        grant = self.grant
        if grant is None:
            return {}
        numbers = range(1, len(grant.instalments) + 1)
        return {
            "instalment": [
                self._option(grant, number)
                for number in numbers
                if self.rest(number) or str(number) == self.named
            ],
            "account_id": self.desk.accounts(grant.currency),
        }

    def _option(self, grant: GrantCommitted, number: int) -> Option:
        language, rest = self.desk.language, self.rest(number)
        facts = {
            "number": number,
            "count": len(grant.instalments),
            "day": day_text(grant.instalments[number - 1].due_on, language),
        }
        label = language.say(Words(N_("{number} of {count}, due on {day}"), facts))
        left = self.desk.said(rest.amount if rest else 0, grant.currency)
        return Option(str(number), escape(label), Words(N_("{money} left"), {"money": left}))

    def defaults(self) -> dict[str, Any]:
        """Start with the next instalment, whole."""
        grant = self.grant
        numbers = range(1, len(grant.instalments) + 1) if grant else range(0)
        number = next((each for each in numbers if self.rest(each)), None)
        if number is None:
            return {}
        return {"instalment": str(number), "amount": self.rest(number)}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command."""
        return super().values(form) | {"instalment": int(form["instalment"].data)}


class ReleaseForm(PageForm):
    """When the rest was released."""

    occurred_on = parts.day(N_("Day it was decided"))


class GrantRelease(_OfGrant):
    """Release what was promised and not paid."""

    title = N_("Release the rest of a grant")
    lede = N_("What was promised and not paid is free again, and the grant is closed.")
    form = ReleaseForm
    asks = ReleaseGrantRest
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {"nothing-promised": "occurred_on"}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: it takes no amount, all that is left is released."""
        values = super().values(form)
        return {"occurred_on": values["occurred_on"]}
