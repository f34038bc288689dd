"""Counting a float by two: what is left goes back into an account, what is missing is said."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.formats import money_html
from api.i18n import N_, Words
from api.pages.fields import Option, PageForm
from api.pages.floats.of_float import AnyRequest, OfFloat, there_should_be
from api.pages.flow import Row
from api.pages.recording import parts
from api.pages.recording.asking import outcome_of
from ledger.events import FundEvent
from ledger.floats import CloseFloat
from ledger.money import Money
from ledger.rejections import InsufficientFunds, Rejection


class CountForm(PageForm):
    """What was counted, and where it goes."""

    amount = parts.amount(N_("Amount that was counted"), zero=True)
    account_id = parts.account(N_("Which account does it go back to?"))
    occurred_on = parts.day(N_("Day it was counted"))


class Counting(OfFloat):
    """Count what is left of a float."""

    title = N_("Count a float")
    lede = N_("Nothing can be spent from it afterwards.")
    form = CountForm
    asks = CloseFloat

    @property
    def expected(self) -> Money:
        """What should be there."""
        return there_should_be(self.desk.book, self.handed)

    def situation(self) -> Words | None:
        """Say what should be there."""
        return Words(N_("{money} should be there."), {"money": self._said(self.expected)})

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the float's currency."""
        return {"account_id": self.desk.accounts(self.handed.currency)}

    def defaults(self) -> dict[str, Any]:
        """Start with the account that it came from; the amount is counted, not taken over."""
        return {"account_id": str(self.handed.account_id)}

    def dry_run(self, form: PageForm) -> tuple[FundEvent, ...]:
        """Return what would change; more than there should be is refused before it is asked."""
        events = super().dry_run(form)
        outcome = outcome_of(self.desk, self.asked(form))
        if isinstance(outcome, Rejection):
            raise outcome
        return events

    def more_rows(self, form: PageForm) -> Sequence[Row]:
        """Say what should be there, and what of it is missing."""
        expected, counted = self.expected, form["amount"].data
        missing = self.desk.money(expected.amount - counted.amount, expected.currency)
        language = self.desk.language
        rows = [Row(N_("Should be there"), money_html(expected, language))]
        if missing.amount:
            rows.append(Row(N_("Missing"), money_html(missing, language)))
        return rows

    async def words_of(self, request: AnyRequest, no: Rejection) -> Words:
        """Say that more was counted than there should be."""
        if isinstance(no, InsufficientFunds):
            only = N_("Only {money} should be there. Count again, and look at what was spent.")
            return Words(only, {"money": self._said(self.expected)})
        return await super().words_of(request, no)

    def _said(self, money: Money) -> str:
        return self.desk.said(money.amount, money.currency)
