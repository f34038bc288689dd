"""Saying what a statement shows, and why the book says something else."""

from typing import Any, ClassVar

from api.formats import money_html
from api.i18n import N_
from api.pages.cash.of_account import OfAccount
from api.pages.fields import PageForm, TickField
from api.pages.flow import Row
from api.pages.recording import parts
from ledger.assertions import AssertStatement
from ledger.money import Money


class StatementForm(PageForm):
    """What the statement shows, at the end of which day."""

    balance = parts.amount(N_("Balance that the statement shows"), zero=True)
    is_below = TickField(N_("It is below zero: we owe it"))
    occurred_on = parts.day(N_("At the end of which day?"))


class Asserting(OfAccount):
    """Say what a statement shows."""

    title = N_("Compare with a statement")
    lede = N_(
        "Write down what the statement shows, whatever the book has. A second person reads the "
        "same statement. Whoever prepared or sent payments from this account does not do it."
    )
    form = StatementForm
    asks = AssertStatement
    fields_of_refusals: ClassVar = OfAccount.fields_of_refusals | {
        "amount-too-large": "balance",
        "reconciled-by-sender": "balance",
    }

    def start(self, event: Any) -> dict[str, Any]:  # noqa: ANN401  the order that is changed
        """Fill the form from an order."""
        money = Money(abs(event.balance), event.currency, event.exponent)
        return super().start(event) | {"balance": money, "is_below": event.balance < 0}

    def values(self, form: PageForm) -> dict[str, Any]:
        """Return the fields of the command."""
        amount = form["balance"].data.amount
        return super().values(form) | {"balance": -amount if form["is_below"].data else amount}

    def answers(self, form: PageForm) -> list[Row]:
        """Return the answers; a balance of nothing is one too."""
        if form["balance"].data.amount:
            return super().answers(form)
        none = money_html(form["balance"].data, self.desk.language)
        return [
            Row(N_("Balance that the statement shows"), none, "balance"),
            *super().answers(form),
        ]
