"""Recording grants: promised with a plan, paid by instalment, the rest released."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from markupsafe import escape

from api.access import Power, access_of
from api.formats import day_text
from api.i18n import N_, Words
from api.pages.fields import ListField, Option, PageForm
from api.pages.flow import Row
from api.pages.recording import parts
from api.pages.recording.bail import NO_NAME
from api.pages.recording.base import AnyRequest, Recording
from api.pages.recording.known_cases import KnownCases, list_known_cases
from api.pages.recording.plan import PlanForm, plan_options, planned
from api.pages.recording.plan_page import PlanPage
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from api.requests.helped import notes_of_case
from api.site import site_of
from ledger.chart import Category
from ledger.events import GrantCommitted, PayeeKind
from ledger.grants import CommitGrant, PayGrant, Planned, ReleaseGrantRest, plan_of, promised
from ledger.money import Money
from ledger.requests import request_of

FOR_GRANTS = [category for category in Category if category is not Category.BAIL]


class GrantForm(PlanForm):
    """What is promised, from which purpose, and when it is to be paid."""

    category = parts.category(N_("What is it for?"))
    purpose_id = parts.purpose(N_("Which purpose pays?"))
    currency = ListField(N_("Currency"), needed=N_("Choose a currency"))
    payee_kind = parts.kind(N_("Who will be paid?"))
    occurred_on = parts.day(N_("Day it was promised"))
    consent = parts.consent()
    household = ListField(N_("Helped before, in an open case"))


class RequestedForm(PlanForm):
    """What is promised to whoever asked: the request says which household it is."""

    category = GrantForm.category
    purpose_id = GrantForm.purpose_id
    currency = GrantForm.currency
    payee_kind = GrantForm.payee_kind
    consent = GrantForm.consent
    occurred_on = GrantForm.occurred_on


class Grant(PlanPage):
    """Promise a grant with its instalments."""

    title = N_("Promise a grant")
    lede = N_("The money is set aside at once and leaves an account when an instalment is paid.")
    form: ClassVar[type[PageForm]] = GrantForm
    of_plan: ClassVar[type[PlanForm]] = GrantForm
    asks = CommitGrant
    links: ClassVar[tuple[str, ...]] = ("household",)
    more: ClassVar[tuple[str, ...]] = ("payee_kind", "consent", "household")
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
        return super().start(event) | {"household": None} | self.written_out(event)

    def currency(self, form: PageForm) -> tuple[str, int]:
        """Return the currency that was chosen, or the fund's."""
        return parts.currency_chosen(form, self.desk.fund)

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: the plan and its sum."""
        instalments = planned(form)
        total = sum(instalment.amount for instalment in instalments)
        plan = {"instalments": instalments, "amount": total}
        return super().values(form) | plan | self.known.references()


class GrantForRequest(Grant):
    """Promise a grant in the case of a request that was screened."""

    form: ClassVar[type[PageForm]] = RequestedForm
    of_plan = RequestedForm
    more = ("payee_kind", "consent")
    links = ()
    goes_on = True

    async def rows(self, request: AnyRequest, form: PageForm) -> Sequence[Row]:
        """Say besides what the rules wish for, to whoever may compare contacts."""
        rows = await super().rows(request, form)
        case = self.desk.case
        if case is None or not access_of(request).may(Power.OPEN_VAULT):
            return rows
        wishes = await notes_of_case(
            site_of(request),
            self.desk.fund,
            case.case_id,
            Category(form["category"].data),
            actor=self.desk.context.actor,
            today=self.desk.today,
        )
        return [*rows, *(Row(N_("A note, no refusal"), wish, "category") for wish in wishes)]

    def defaults(self) -> dict[str, Any]:
        """Start with the kind of help that was found to be needed."""
        asked = request_of(self.desk.case) if self.desk.case else None
        found = {"category": asked.category.value} if asked else {}
        return super().defaults() | found

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices; the household is that of the request."""
        return {name: found for name, found in super().options().items() if name != "household"}


class OfGrant(Recording):
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
        plan = plan_of(case)
        left = min(plan[number - 1].left, promised(case)) if number <= len(plan) else 0
        return Money(left, grant.currency, grant.exponent) if left > 0 else None

    @property
    def plan(self) -> tuple[Planned, ...]:
        """The instalments as they stand."""
        return plan_of(self.desk.case) if self.desk.case else ()


class PaymentForm(PageForm):
    """Which instalment is paid, from where."""

    instalment = parts.kind(N_("Which instalment?"))
    amount = parts.amount(N_("Amount paid"), hint=N_("All that is left of it, or a part."))
    account_id = parts.account(N_("Which account pays?"))
    occurred_on = parts.day(N_("Day it was paid"))
    fee = parts.fee()


class GrantPayment(OfGrant):
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
        return {
            "instalment": [
                self._option(grant, each)
                for each in self.plan
                if self.rest(each.number) or str(each.number) == self.named
            ],
            "account_id": self.desk.accounts(grant.currency),
        }

    def _option(self, grant: GrantCommitted, planned: Planned) -> Option:
        language, rest = self.desk.language, self.rest(planned.number)
        facts = {
            "number": planned.number,
            "count": len(self.plan),
            "day": day_text(planned.due_on, language),
        }
        label = language.say(Words(N_("{number} of {count}, due on {day}"), facts))
        left = self.desk.said(rest.amount if rest else 0, grant.currency)
        return Option(
            str(planned.number), escape(label), Words(N_("{money} left"), {"money": left})
        )

    def defaults(self) -> dict[str, Any]:
        """Start with the next instalment, whole."""
        number = next((each.number for each in self.plan if self.rest(each.number)), None)
        if number is None:
            return {}
        return {"instalment": str(number), "amount": self.rest(number)}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command."""
        return super().values(form) | {"instalment": int(form["instalment"].data)}


class ReleaseForm(PageForm):
    """When the rest was released."""

    occurred_on = parts.day(N_("Day it was decided"))


class GrantRelease(OfGrant):
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
