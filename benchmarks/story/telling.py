"""The whole story: what may happen next, and everything that is not about people."""

from collections.abc import Callable, Iterator
from typing import Final

from benchmarks.story.helping import Helping
from benchmarks.story.teller import USD, Written
from ledger.chart import CostCategory, Fee
from ledger.events import (
    AccountTransferMade,
    CostPaid,
    ExchangeMade,
    FeeTaken,
    PurposeTransferMade,
)

_COSTS: Final = (CostCategory.PHONE, CostCategory.ROOMS, CostCategory.PRINTING)


class Story(Helping):
    """Tells the story of a fund from its opening on. The same seed tells the same."""

    def tell(self) -> Iterator[Written]:
        """Tell until the book has as many lines as it is meant to have."""
        makers, weights = zip(*self._sorts(), strict=True)
        while self.position < self.lines:
            for make in self.random.choices(makers, weights, k=1_000):
                written = make()
                if self.position + len(written.events) > self.lines:
                    written = self.gift()
                self.take_in(written.events)
                yield written
                if self.position >= self.lines:
                    return

    def _sorts(self) -> tuple[tuple[Callable[[], Written], int], ...]:
        """Return what may happen next, and how often of 1,000 times."""
        return (
            (self.gift, 540),
            (self._fee, 50),
            (self.bail, 55),
            (self.bail_goes_on, 40),
            (self.grant, 75),
            (self.grant_goes_on, 105),
            (self._cost, 70),
            (self._transfer, 20),
            (self._redesignation, 10),
            (self._exchange, 5),
            (self.given_back, 15),
            (self.reversal, 8),
            (self.correction, 7),
        )

    def _fee(self) -> Written:
        return self.opens(
            FeeTaken(
                occurred_on=self.day,
                kind=self.random.choice((Fee.BANK, Fee.PROCESSOR)),
                account_id=self.account(),
                purpose_id=self.purpose(),
                amount=self.random.randint(10, 400),
                **USD,
            )
        )

    def _cost(self) -> Written:
        account, purpose, amount = self.account(), self.purpose(), self.amount(5, 120)
        if not self.covers(account, purpose, amount):
            return self.institution_gives(account, purpose, amount)
        return self.opens(
            CostPaid(
                occurred_on=self.day,
                category=self.random.choice(_COSTS),
                account_id=account,
                purpose_id=purpose,
                amount=amount,
                **USD,
            )
        )

    def _transfer(self) -> Written:
        giving, taking = self.random.sample(self.things.accounts[:-1], 2)
        if (amount := self.cash[giving] // 4) <= 0:
            return self.gift()
        return self.opens(
            AccountTransferMade(
                occurred_on=self.day,
                from_account_id=giving,
                to_account_id=taking,
                amount=amount,
                **USD,
            )
        )

    def _redesignation(self) -> Written:
        giving, taking = self.random.sample(self.things.purposes, 2)
        if (amount := self.free[giving, "USD"] // 4) <= 0:
            return self.gift()
        return self.opens(
            PurposeTransferMade(
                occurred_on=self.day,
                from_purpose_id=giving,
                to_purpose_id=taking,
                amount=amount,
                **USD,
            )
        )

    def _exchange(self) -> Written:
        account, purpose, amount = self.account(), self.purpose(), self.amount(100, 500)
        if not self.covers(account, purpose, amount):
            return self.institution_gives(account, purpose, amount)
        return self.opens(
            ExchangeMade(
                occurred_on=self.day,
                from_account_id=account,
                to_account_id=self.things.accounts[-1],
                purpose_id=purpose,
                sold_amount=amount,
                sold_currency="USD",
                sold_exponent=2,
                bought_amount=amount * 9 // 10,
                bought_currency="EUR",
                bought_exponent=2,
            )
        )
