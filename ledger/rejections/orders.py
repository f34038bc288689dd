"""Refusals of orders: what they say, who may sign them, and in which turn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.money import Money
from ledger.rejections.base import Kind, Rejection


@dataclass(eq=True)
class OrderUnknown(Rejection):
    """The case has no order with this id."""

    code, kind = "order-unknown", Kind.MISSING
    title = "There is no such order"
    message = "Order {order} is not in this case."

    order: UUID


@dataclass(eq=True)
class OrderClosed(Rejection):
    """The order was carried out, declined or withdrawn before."""

    code, kind = "order-closed", Kind.CONFLICT
    title = "The order is closed"
    message = "This order was {state} already."

    state: str


@dataclass(eq=True)
class ContentChanged(Rejection):
    """What was to be signed is not what the order says now."""

    code, kind = "content-changed", Kind.CONFLICT
    title = "It says something else now"
    message = "It was changed; read it again. Its content is {content_hash} now."

    content_hash: str


@dataclass(eq=True)
class OtherOrder(Rejection):
    """A change would make another kind of order of it, or move it to another case."""

    code, kind = "other-order", Kind.INVALID
    title = "A change keeps the kind of order"
    message = "order: expected the same kind of order of the same case; ask for a new one instead."


@dataclass(eq=True)
class ActsUnusable(Rejection):
    """No act was named, one was named twice, or one does not belong to this sort of order."""

    code, kind = "acts-unusable", Kind.INVALID
    title = "These acts do not fit this order"
    message = "acts: expected some of {expected}, each once."

    expected: tuple[str, ...]


@dataclass(eq=True)
class OwnRequest(Rejection):
    """Nobody approves what they asked for, nor says who may ratify what they had a part in."""

    code, kind = "own-request", Kind.FORBIDDEN
    title = "You have a part in this yourself"
    message = "Somebody else decides about what you asked for, wrote or carried out."


@dataclass(eq=True)
class InConflict(Rejection):
    """Whoever asks keeps out of this order."""

    code, kind = "in-conflict", Kind.FORBIDDEN
    title = "You keep out of this order"
    message = "A conflict of interest is written down; others decide and pay this."


@dataclass(eq=True)
class AlreadySigned(Rejection):
    """The same person did the same act before; or somebody has, where one is enough."""

    code, kind = "already-signed", Kind.CONFLICT
    title = "This is signed already"
    message = "{act} was signed already."

    act: str


@dataclass(eq=True)
class ApprovalsMissing(Rejection):
    """Fewer approvals count than the policy asks for, then or now."""

    code, kind = "approvals-missing", Kind.CONFLICT
    title = "Approvals are missing"
    message = "One approval is needed, and none is there that counts."
    many = "{needed} approvals are needed; so far there are: {there}."
    by_number_of = "needed"

    needed: int
    there: int


@dataclass(eq=True)
class NotPrepared(Rejection):
    """Nobody whose mandate counts has prepared the payment."""

    code, kind = "not-prepared", Kind.CONFLICT
    title = "The payment is not prepared"
    message = "Somebody prepares the payment before somebody else lets it go."


@dataclass(eq=True)
class SamePerson(Rejection):
    """Whoever prepared a payment does not let it go."""

    code, kind = "same-person", Kind.FORBIDDEN
    title = "Somebody else lets this payment go"
    message = "You prepared this payment; somebody else authorises it."


@dataclass(eq=True)
class NotAuthorised(Rejection):
    """Nobody whose mandate counts has let the payment go."""

    code, kind = "not-authorised", Kind.CONFLICT
    title = "The payment is not authorised"
    message = "Somebody other than who prepared it authorises the payment first."


@dataclass(eq=True)
class NotCarriedOut(Rejection):
    """What is to be confirmed or ratified has not happened, or waits for nobody."""

    code, kind = "not-carried-out", Kind.CONFLICT
    title = "There is nothing to confirm"
    message = "This order was not carried out, or nothing of it waits to be ratified."


@dataclass(eq=True)
class UrgentPathClosed(Rejection):
    """The policy has no urgent path for this kind of order."""

    code, kind = "urgent-path-closed", Kind.CONFLICT
    title = "This cannot be paid as urgent"
    message = "The policy of this fund has no urgent path for this."


@dataclass(eq=True)
class UrgentCapReached(Rejection):
    """The payment would pass the cap for its case or for seven days."""

    code, kind = "urgent-cap-reached", Kind.CONFLICT
    title = "The cap of the urgent path is reached"
    message = "{needed} is more than the {available} that may still be paid as urgent."

    needed: Money
    available: Money


@dataclass(eq=True)
class WitnessNeeded(Rejection):
    """A fact takes more money away than one person may write in seven days."""

    code, kind = "witness-needed", Kind.FORBIDDEN
    title = "A second person confirms this"
    message = (
        "{needed} is more than the {available} that one person may still write in these seven "
        "days: ask for it as an order, and somebody else who knows of it signs."
    )

    needed: Money
    available: Money


@dataclass(eq=True)
class RatificationOver(Rejection):
    """The time to ratify has passed."""

    code, kind = "ratification-over", Kind.CONFLICT
    title = "The time to ratify is over"
    message = "This could be ratified before {until}."

    until: datetime
