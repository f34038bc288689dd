"""A bail in figures: what was posted, who has it now, what of it is gone. Minor units of its case.

Folds over the lines of a case that stand, like every figure of a case.
"""

from msgspec import Struct

from ledger.case import Case
from ledger.events import (
    BailForfeited,
    BailKind,
    BailPosted,
    BailRaised,
    BailReceiptPlaced,
    BailRecovered,
    BailRepaidByDepositor,
    BailReported,
    BailReturned,
    BailReturnedToDepositor,
    BailSuretyEnded,
    BailSuretyGiven,
    BailWrittenOff,
    HeldBy,
)


class BailFigures(Struct, frozen=True, kw_only=True):
    """What became of a bail.

    *deposited* went to the authority to be given back; *premium* did not. *came_back* arrived in
    accounts while it was owed, *recovered* after it counted as lost. *deducted*, *forfeited* and
    *written_off* are lost. *vouched* is what the fund vouches for now.
    """

    deposited: int = 0
    premium: int = 0
    came_back: int = 0
    repaid: int = 0
    to_depositor: int = 0
    deducted: int = 0
    forfeited: int = 0
    written_off_at_authority: int = 0
    written_off_with_depositor: int = 0
    recovered: int = 0
    vouched: int = 0

    @property
    def written_off(self) -> int:
        """Return what the fund stopped waiting for."""
        return self.written_off_at_authority + self.written_off_with_depositor

    @property
    def held(self) -> int:
        """Return what the authority still holds."""
        gone = self.came_back - self.repaid + self.to_depositor + self.deducted
        return self.deposited - gone - self.forfeited - self.written_off_at_authority

    @property
    def with_depositor(self) -> int:
        """Return what the authority paid to the depositor, who owes it to the fund."""
        return self.to_depositor - self.repaid - self.written_off_with_depositor

    @property
    def lost(self) -> int:
        """Return what is gone for good, as far as known; a premium is a price and no loss."""
        return self.deducted + self.recoverable

    @property
    def recoverable(self) -> int:
        """Return what was forfeited or written off and has not come back."""
        return self.forfeited + self.written_off - self.recovered

    @property
    def is_sound(self) -> bool:
        """Say whether nothing is below zero: what rests on another line is not there without it."""
        return min(self.held, self.with_depositor, self.recoverable, self.vouched) >= 0


def posted_of(case: Case) -> BailPosted | None:
    """Return the payment with which the bail was posted; None when there is none that stands."""
    found = case.events(BailPosted)
    return found[0] if found else None


def figures_of(case: Case) -> BailFigures:
    """Return a bail in figures."""
    posted, returned = case.events(BailPosted), case.events(BailReturned)
    to_depositor = case.events(BailReturnedToDepositor)
    repaid = sum(event.amount for event in case.events(BailRepaidByDepositor))
    premium = [each for each in posted if each.kind is BailKind.COMMERCIAL_PREMIUM]
    written_off = case.events(BailWrittenOff)
    at_authority = sum(each.amount for each in written_off if each.held_by is HeldBy.AUTHORITY)
    return BailFigures(
        deposited=sum(event.amount for event in posted)
        + sum(event.amount for event in case.events(BailRaised))
        - sum(event.amount for event in premium),
        premium=sum(event.amount for event in premium),
        came_back=sum(event.amount for event in returned) + repaid,
        repaid=repaid,
        to_depositor=sum(event.amount for event in to_depositor),
        deducted=sum(
            kept.amount
            for deductions in [each.deductions for each in returned]
            + [each.deductions for each in to_depositor]
            for kept in deductions
        ),
        forfeited=sum(event.amount for event in case.events(BailForfeited)),
        written_off_at_authority=at_authority,
        written_off_with_depositor=sum(each.amount for each in written_off) - at_authority,
        recovered=sum(event.amount for event in case.events(BailRecovered)),
        vouched=sum(event.amount for event in case.events(BailSuretyGiven))
        - sum(event.amount for event in case.events(BailSuretyEnded)),
    )


def held(case: Case) -> int:
    """Return what the authority still holds of this bail, in minor units."""
    return figures_of(case).held


def with_depositor(case: Case) -> int:
    """Return what the depositor was paid and owes to the fund, in minor units."""
    return figures_of(case).with_depositor


def is_sound(case: Case) -> bool:
    """Say whether the lines of a bail that stand can stand by themselves.

    Taking a line back must leave a deposit under whatever followed it, and no amount below zero.
    """
    if not figures_of(case).is_sound:
        return False
    begun = any(isinstance(line.event, BailPosted | BailSuretyGiven) for line in case.standing)
    return begun or not any(isinstance(line.event, _RESTING) for line in case.standing)


_RESTING = (
    *(BailRaised, BailReturned, BailForfeited, BailReturnedToDepositor, BailReported),
    *(BailRepaidByDepositor, BailWrittenOff, BailRecovered, BailSuretyEnded, BailReceiptPlaced),
)
"""What does not stand without a deposit or a surety under it."""
