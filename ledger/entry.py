"""How postings are put together: one fact, one currency, one purpose."""

from uuid import UUID

from ledger import chart
from ledger.chart import Category
from ledger.events import Posting


class Entry:
    """Collects the postings of one fact in one currency, leaving out those of zero."""

    def __init__(self, currency: str, exponent: int, purpose_id: UUID | None = None) -> None:
        self.currency = currency
        self.exponent = exponent
        self.purpose_id = purpose_id
        self.postings: list[Posting] = []

    def add(self, code: str, amount: int, ref: UUID | None = None) -> "Entry":
        """Add *amount* under *code*, with the purpose of the fact where the code has one."""
        if not amount:
            return self
        purpose_id = self.purpose_id if chart.CHART[code].purpose else None
        self.postings.append(
            Posting(
                code=code,
                amount=amount,
                currency=self.currency,
                exponent=self.exponent,
                ref=ref,
                purpose_id=purpose_id,
            )
        )
        return self

    def cash(self, account_id: UUID, amount: int) -> "Entry":
        """Add money to an account, or take it out when it is below zero."""
        return self.add(chart.CASH, amount, account_id)

    def promise(self, category: Category, amount: int) -> "Entry":
        """Promise *amount*, or less than before when it is below zero."""
        return self.add(chart.promised_for(category), amount).add(chart.PROMISED_AGAINST, -amount)

    def done(self) -> tuple[Posting, ...]:
        """Return what was collected."""
        return tuple(self.postings)
