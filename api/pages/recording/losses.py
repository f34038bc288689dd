"""Money that is gone, and some of it found again."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.i18n import N_, Words
from api.pages.fields import ChoiceField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.base import Recording
from api.pages.recording.refused import FIELDS_OF_REFUSALS
from ledger.cash import RecordLoss, RecordRecovery, still_lost
from ledger.chart import Loss
from ledger.events import MoneyLost
from ledger.money import Money

_HOW: Mapping[Loss, str] = {
    Loss.LOST: N_("Nobody can find it"),
    Loss.STOLEN: N_("Somebody took it"),
    Loss.SEIZED: N_("Police or another authority took it"),
}


class LossForm(PageForm):
    """What is gone, from where, and how."""

    amount = parts.amount(N_("Amount that is gone"))
    how = ChoiceField(N_("How did it go?"), needed=N_("Choose how it went"))
    account_id = parts.account(N_("Where was it?"))
    purpose_id = parts.purpose(N_("Which purpose bears it?"))
    occurred_on = parts.day()


class Lost(Recording):
    """Record that money was lost, stolen or seized."""

    title = N_("Record lost money")
    lede = N_("It is gone already, so it is written even if the account falls short.")
    form = LossForm
    asks = RecordLoss
    aside = N_("There is no place for who took it. Keep papers of the police with its line.")

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the choices."""
        return {
            "how": [Option(how.value, words) for how, words in _HOW.items()],
            "account_id": self.desk.accounts(),
            "purpose_id": self.desk.purposes(),
        }


class RecoveryForm(PageForm):
    """What came back, and where to."""

    amount = parts.amount(N_("Amount that came back"))
    account_id = parts.account(N_("Where did it arrive?"))
    occurred_on = parts.day(N_("Day it came back"))


class Found(Recording):
    """Record that lost money came back."""

    title = N_("Record that lost money came back")
    form = RecoveryForm
    asks = RecordRecovery
    fields_of_refusals: ClassVar = FIELDS_OF_REFUSALS | {"more-than-lost": "amount"}

    @property
    def lost(self) -> MoneyLost | None:
        """What the case began with."""
        opening = self.desk.case.opening if self.desk.case else None
        return opening if isinstance(opening, MoneyLost) else None

    def situation(self) -> Words | None:
        """Say what is still gone."""
        if self.lost is None or self.desk.case is None:
            return None
        left = self.desk.said(still_lost(self.desk.case), self.lost.currency)
        return Words(N_("{money} is still gone."), {"money": left})

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the currency that is gone."""
        return {"account_id": self.desk.accounts(self.lost.currency if self.lost else "")}

    def defaults(self) -> dict[str, Any]:
        """Start with all of it, back to where it was."""
        lost, case = self.lost, self.desk.case
        left = still_lost(case) if case else 0
        if lost is None or left <= 0:
            return {}
        money = Money(left, lost.currency, lost.exponent)
        return {"account_id": str(lost.account_id), "amount": money}
