"""Refusals about what becomes of accounts, about cash that is counted, and about statements."""

from dataclasses import dataclass
from uuid import UUID

from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class AccountIsFrozen(Rejection):
    """Whoever keeps the account blocks it; nothing can be paid from it."""

    code, kind = "account-is-frozen", Kind.CONFLICT
    title = "The account is frozen"
    message = "Account {account_id} is frozen; pay from another one until it is released."

    account_id: UUID


@dataclass(eq=True)
class AccountIsClosed(Rejection):
    """The account was closed; nothing is written to it any more."""

    code, kind = "account-is-closed", Kind.CONFLICT
    title = "The account is closed"
    message = "Account {account_id} is closed; name one that is open."

    account_id: UUID


@dataclass(eq=True)
class AccountNotFrozen(Rejection):
    """The account is not frozen, so there is nothing to release."""

    code, kind = "account-not-frozen", Kind.CONFLICT
    title = "The account is not frozen"
    message = "Account {account_id} is not frozen."

    account_id: UUID


@dataclass(eq=True)
class AccountNotEmpty(Rejection):
    """Only an account with nothing in it is closed."""

    code, kind = "account-not-empty", Kind.CONFLICT
    title = "The account is not empty"
    message = "Account {account_id} stands at {available}; bring it to zero before closing it."

    account_id: UUID
    available: Money


@dataclass(eq=True)
class AccountNotCash(Rejection):
    """Only cash is counted and handed over; a balance elsewhere is read on a statement."""

    code, kind = "account-not-cash", Kind.INVALID
    title = "This account is not cash"
    message = "Account {account_id} is not cash: assert the balance of its statement instead."

    account_id: UUID


@dataclass(eq=True)
class CountOutdated(Rejection):
    """The book says something else than when the cash was counted."""

    code, kind = "count-outdated", Kind.CONFLICT
    title = "The book has changed since the count"
    message = "The book had {counted_against} then and has {booked} now: count again."

    counted_against: Money
    booked: Money


@dataclass(eq=True)
class CountDiffers(Rejection):
    """Cash is handed over as the book has it; a difference is counted first."""

    code, kind = "count-differs", Kind.CONFLICT
    title = "The cash is not what the book has"
    message = "{found} was counted and the book has {booked}: write the count down first."

    found: Money
    booked: Money


@dataclass(eq=True)
class KeeperChanged(Rejection):
    """Somebody else keeps the cash than the handover says."""

    code, kind = "keeper-changed", Kind.CONFLICT
    title = "Somebody else keeps this cash"
    message = "The cash of account {account_id} is not kept by whoever would hand it over."

    account_id: UUID


@dataclass(eq=True)
class KeeperAlready(Rejection):
    """Whoever would receive the cash keeps it already."""

    code, kind = "keeper-already", Kind.CONFLICT
    title = "They keep this cash already"
    message = "The cash of account {account_id} is kept by them already."

    account_id: UUID


@dataclass(eq=True)
class HandoverOfOthers(Rejection):
    """A handover is signed by giver and receiver, and by nobody else."""

    code, kind = "handover-of-others", Kind.FORBIDDEN
    title = "Only the two who hand it over sign"
    message = "Whoever gives the cash and whoever takes it sign, one asks and the other approves."


@dataclass(eq=True)
class ReconciledBySender(Rejection):
    """Whoever prepared or sent payments from an account does not say what its statement shows."""

    code, kind = "reconciled-by-sender", Kind.FORBIDDEN
    title = "Somebody else reads this statement"
    message = (
        "Whoever prepared or sent payments from account {account_id} since its last statement "
        "does not reconcile it."
    )

    account_id: UUID


@dataclass(eq=True)
class AmountZero(Rejection):
    """The amount may be above or below zero, and is neither."""

    code, kind = "amount-zero", Kind.INVALID
    title = "The amount is zero"
    message = "{field} must be above or below zero."

    field: str


@dataclass(eq=True)
class MoreThanLost(Rejection):
    """More would come back than was lost."""

    code, kind = "more-than-lost", Kind.CONFLICT
    title = "That is more than was lost"
    message = "{needed} would come back; {available} is still lost."

    needed: Money
    available: Money


@dataclass(eq=True)
class MoreThanTheGap(Rejection):
    """More would be explained than lies between a statement and the book, or the other way."""

    code, kind = "more-than-the-gap", Kind.CONFLICT
    title = "That is more than the gap"
    message = "{needed} would be explained; the gap that is still open is {available}."

    needed: Money
    available: Money
