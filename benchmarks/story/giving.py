"""Money that comes in, and what of it goes back or was written down wrongly."""

from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from benchmarks.story.teller import USD, Open, Teller, Written
from ledger.chart import DonationKind
from ledger.events import (
    DonationChargedBack,
    DonationReceived,
    DonationRefunded,
    FundEvent,
    LineReversed,
    Reason,
)
from ledger.postings import opposite, postings

_INSTITUTIONS_GIVE: Final = 20
"""A sum for which there is no money makes somebody give this many times as much."""


class Giving(Teller):
    """Gifts, refunds, chargebacks, reversals and corrections."""

    def opens(self, event: FundEvent) -> Written:
        """Write *event* as the first line of a case."""
        return Written(self.new_id(), 0, (event,))

    def goes_on(self, case: Open, *events: FundEvent) -> Written:
        """Write *events* as the next lines of *case*."""
        written = Written(case.case_id, case.version, events)
        case.version += len(events)
        return written

    def _received(self) -> DonationReceived:
        gross = self.amount(5, 60)
        return DonationReceived(
            occurred_on=self.day,
            kind=DonationKind.GIFT,
            account_id=self.account(),
            purpose_id=self.purpose(),
            gross=gross,
            processor_fee=gross * 29 // 1000 + 30,
            giver=self.giver(),
            **USD,
        )

    def gift(self) -> Written:
        """Receive a gift; there is always somebody who gives."""
        written = self.opens(gift := self._received())
        self.gifts.append(Open(self.next_position, written.case_id, gift))
        return written

    def institution_gives(self, account: UUID, purpose: UUID, amount: int) -> Written:
        """Cover what was about to be spent, many times over."""
        given = amount * _INSTITUTIONS_GIVE
        return self.opens(
            DonationReceived(
                occurred_on=self.day,
                kind=DonationKind.GRANT,
                account_id=account,
                purpose_id=purpose,
                gross=given,
                giver=self.giver(),
                **USD,
            )
        )

    def given_back(self) -> Written:
        """Give a gift back, or lose it to the donor's bank."""
        case = self.gifts.popleft() if self.gifts else None
        if case is None:
            return self.gift()
        gift: DonationReceived = case.event
        same: dict[str, Any] = {
            "occurred_on": self.day,
            "account_id": gift.account_id,
            "purpose_id": gift.purpose_id,
            "amount": gift.gross,
            **USD,
        }
        if self.covers(gift.account_id, gift.purpose_id, gift.gross) and self.random.random() < 0.7:
            return self.goes_on(case, DonationRefunded(**same))
        return self.goes_on(case, DonationChargedBack(dispute_fee=1_500, **same))

    def reversal(self) -> Written:
        """Take a gift back that was written down by mistake."""
        if not self.gifts:
            return self.gift()
        case = self.gifts.popleft()
        return self.goes_on(case, self._reversed(case, Reason.ENTERED_TWICE))

    def correction(self) -> Written:
        """Write a gift down again with another sum."""
        if not self.gifts:
            return self.gift()
        case = self.gifts.popleft()
        right = replace(case.event, gross=case.event.gross + 500)
        return self.goes_on(case, self._reversed(case, Reason.WRONG_AMOUNT), right)

    def _reversed(self, case: Open, reason: Reason) -> LineReversed:
        return LineReversed(
            occurred_on=case.event.occurred_on,
            reversed_position=case.position,
            reversed_topic=case.event.topic,
            reason=reason,
            postings=opposite(postings(case.event)),
        )
