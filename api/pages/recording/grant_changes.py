"""Grants that change: another plan, another payee, money that came back."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from markupsafe import escape

from api.formats import day_text
from api.i18n import N_, Words
from api.pages.fields import Option, PageForm
from api.pages.recording import parts
from api.pages.recording.grants import OfGrant
from api.pages.recording.plan import PlanForm, plan_options, planned
from api.pages.recording.plan_page import PlanPage
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.events import BackReason, GrantPlanChanged, PayeeKind
from ledger.grants import (
    ChangeGrantPayee,
    ChangeGrantPlan,
    Planned,
    RecordMoneyBack,
    RecordReturnedPayment,
    paid_in_all,
    payee_of,
)
from ledger.money import Money


class PlanChangeForm(PlanForm):
    """The whole new plan."""

    occurred_on = parts.day(N_("Day it was decided"))


class GrantPlanChange(OfGrant, PlanPage):
    """Extend or reduce the plan of a grant."""

    title = N_("Change the plan of a grant")
    lede = N_("These are all instalments, those that are paid included. Add, change or empty rows.")
    form: ClassVar[type[PageForm]] = PlanChangeForm
    of_plan = PlanChangeForm
    asks = ChangeGrantPlan
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | dict.fromkeys(
        (
            *("amount-not-positive", "amount-too-large", "too-many-instalments", "nothing-changes"),
            *("plan-below-paid", "above-cap", "insufficient-purpose", "purpose-short"),
        ),
        "amount_1",
    )

    def most_rows(self) -> int:
        """Return how many rows there are, and room for more."""
        return max(super().most_rows(), len(self.plan) + 2)

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices of the few numbers, which come when all rows are emptied."""
        return plan_options()

    def defaults(self) -> dict[str, Any]:
        """Start with the plan as it stands."""
        grant = self.grant
        if grant is None:
            return {}
        rows: dict[str, Any] = {"count": "1", "every": "month", "first_due": self.desk.today}
        for each in self.plan:
            rows[f"due_{each.number}"] = each.due_on
            rows[f"amount_{each.number}"] = Money(each.amount, grant.currency, grant.exponent)
        return rows

    def start(self, event: GrantPlanChanged | ChangeGrantPlan) -> dict[str, Any]:
        """Write every instalment into its row."""
        return super().start(event) | self.written_out(event)

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: the whole plan."""
        return super().values(form) | {"instalments": planned(form)}


class PayeeChangeForm(PageForm):
    """Who is paid from now on."""

    payee_kind = parts.kind(N_("Who will be paid from now on?"))
    consent = parts.consent()
    occurred_on = parts.day(N_("Day it was decided"))


class GrantPayeeChange(OfGrant):
    """Pay what is left of a grant to somebody else."""

    title = N_("Change who is paid")
    lede = N_("What was paid before stays as it was.")
    form = PayeeChangeForm
    asks = ChangeGrantPayee
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {
        "nothing-changes": "payee_kind",
        "payment-under-way": "payee_kind",
    }

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return who may be paid."""
        return {"payee_kind": self.desk.words(list(PayeeKind))}

    def defaults(self) -> dict[str, Any]:
        """Start with whoever is paid now."""
        payee = payee_of(self.desk.case) if self.desk.case else None
        return {"payee_kind": payee.payee_kind.value} if payee else {}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command: there is no amount in it."""
        found = super().values(form)
        return {
            name: value for name, value in found.items() if name not in {"currency", "exponent"}
        }


class ReturnedPaymentForm(PageForm):
    """Which payment did not arrive."""

    instalment = parts.kind(N_("Which instalment was it?"))
    amount = parts.amount(N_("Amount that is back"))
    account_id = parts.account(N_("Where is it now?"))
    occurred_on = parts.day(N_("Day it was back"))


class ReturnedPayment(OfGrant):
    """Record that a payment did not arrive."""

    title = N_("A payment did not arrive")
    lede = N_("It is back in an account and promised again: pay it anew, or release the rest.")
    form = ReturnedPaymentForm
    asks = RecordReturnedPayment
    named = ""

    async def prepare(self, request: Any, form: PageForm) -> None:  # noqa: ANN401, ARG002
        """Keep offering the instalment that was named: this very form may have returned it."""
        self.named = parts.typed(form, "instalment")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the instalments of which something was paid, and the accounts."""
        grant = self.grant
        return {
            "instalment": [
                self._option(each)
                for each in self.plan
                if each.paid or str(each.number) == self.named
            ],
            "account_id": self.desk.accounts(grant.currency if grant else ""),
        }

    def _option(self, planned: Planned) -> Option:
        language, grant = self.desk.language, self.grant
        facts = {
            "number": planned.number,
            "count": len(self.plan),
            "day": day_text(planned.due_on, language),
        }
        label = language.say(Words(N_("{number} of {count}, due on {day}"), facts))
        paid = self.desk.said(planned.paid, grant.currency if grant else "")
        return Option(
            str(planned.number), escape(label), Words(N_("{money} paid"), {"money": paid})
        )

    def defaults(self) -> dict[str, Any]:
        """Start with the last instalment that was paid, whole."""
        grant = self.grant
        last = next((each for each in reversed(self.plan) if each.paid), None)
        if last is None or grant is None:
            return {}
        return {
            "instalment": str(last.number),
            "amount": Money(last.paid, grant.currency, grant.exponent),
        }

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command."""
        return super().values(form) | {"instalment": int(form["instalment"].data)}


class MoneyBackForm(PageForm):
    """What came back, and why."""

    why = parts.kind(N_("Why did it come back?"))
    amount = parts.amount(N_("Amount that came back"))
    account_id = parts.account(N_("Where did it arrive?"))
    occurred_on = parts.day(N_("Day it came back"))


class MoneyBack(OfGrant):
    """Record that money of a grant came back after it had arrived."""

    title = N_("Money of a grant came back")
    lede = N_("It goes back to its purpose and is not promised again.")
    form = MoneyBackForm
    asks = RecordMoneyBack

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the reasons, and the accounts of the grant's currency."""
        grant = self.grant
        return {
            "why": self.desk.words(list(BackReason)),
            "account_id": self.desk.accounts(grant.currency if grant else ""),
        }

    def situation(self) -> Words | None:
        """Say how much can come back at most."""
        grant, case = self.grant, self.desk.case
        if grant is None or case is None:
            return None
        money = self.desk.said(paid_in_all(case), grant.currency)
        return Words(N_("{money} was paid and has not come back."), {"money": money})
