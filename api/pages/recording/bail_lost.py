"""Recording what of bail comes back late, by way of the depositor, or never."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from api.i18n import N_, Words
from api.pages.fields import ChoiceField, Option, PageForm
from api.pages.recording import parts
from api.pages.recording.bail import InBail
from ledger.bail import (
    BailFigures,
    RecordBailRecovery,
    RecordDepositorRepayment,
    WriteOffBail,
    figures_of,
    held,
    with_depositor,
)
from ledger.events import HeldBy
from ledger.money import Money


class ArrivalForm(PageForm):
    """What arrived, and where."""

    amount = parts.amount(N_("Amount that came back"))
    account_id = parts.account(N_("Where did it arrive?"))
    occurred_on = parts.day(N_("Day it came back"))


class _Arriving(InBail):
    """Something of a bail arrives in an account."""

    form = ArrivalForm
    sentence: ClassVar[str]
    """How much can arrive, said with the case."""

    @property
    def figures(self) -> BailFigures:
        """The bail in figures."""
        return figures_of(self.desk.case) if self.desk.case else BailFigures()

    @property
    def most(self) -> int:
        """The most that can arrive, in minor units."""
        return self.figures.held

    def situation(self) -> Words | None:
        """Say how much that is."""
        if self.posted is None:
            return None
        return Words(self.sentence, {"money": self.desk.said(self.most, self.posted.currency)})

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return the accounts of the deposit's currency."""
        return {"account_id": self.desk.accounts(self.posted.currency if self.posted else "")}

    def defaults(self) -> dict[str, Any]:
        """Start with all of it, back to the account that paid."""
        posted = self.posted
        if posted is None:
            return {}
        rest = Money(self.most, posted.currency, posted.exponent)
        return {"account_id": str(posted.account_id), "amount": rest if rest.amount else None}


class DepositorRepayment(_Arriving):
    """Record that a depositor handed on what they were paid."""

    title = N_("Record that the depositor handed it on")
    asks = RecordDepositorRepayment
    sentence = N_("The depositor owes {money} of it.")

    @property
    def most(self) -> int:
        """What the depositor owes."""
        return self.figures.with_depositor


class LateRecovery(_Arriving):
    """Record that money came back that counted as lost."""

    title = N_("Record that lost bail came back")
    asks = RecordBailRecovery
    sentence = N_("{money} of it counts as lost.")

    @property
    def most(self) -> int:
        """What was forfeited or written off."""
        return self.figures.recoverable


class WriteOffForm(PageForm):
    """How much nobody waits for any more, and who has it."""

    amount = parts.amount(N_("Amount to write off"))
    held_by = ChoiceField(N_("Who has it?"), needed=N_("Choose who has it"))
    occurred_on = parts.day(N_("Day it was decided"))


class WriteOff(InBail):
    """Stop waiting for money."""

    title = N_("Write bail off")
    lede = N_(
        "It counts as spent from then on. What comes back after all is recorded when it does."
    )
    form = WriteOffForm
    asks = WriteOffBail

    def options(self) -> Mapping[str, Sequence[Option]]:
        """Return who may have it."""
        return {"held_by": self.desk.words(list(HeldBy))}

    def defaults(self) -> dict[str, Any]:
        """Start with all that is out, where it is."""
        posted, case = self.posted, self.desk.case
        if posted is None or case is None:
            return {}
        at_court = held(case)
        rest = Money(at_court or with_depositor(case), posted.currency, posted.exponent)
        holder = HeldBy.AUTHORITY if at_court else HeldBy.DEPOSITOR
        return {"amount": rest if rest.amount else None, "held_by": holder.value}
