"""What people say about orders: ask, change, sign, decline, take back, keep out."""

from enum import StrEnum
from uuid import UUID

from ledger.command import Command
from ledger.events import Way
from ledger.orders.content import Orderable, case_named
from ledger.orders.settling import RatifyOrder


class Act(StrEnum):
    """What a signature does, in the order in which an order goes its way."""

    APPROVE = "approve"
    PREPARE = "prepare"
    AUTHORISE = "authorise"
    CARRY_OUT = "carry_out"
    CONFIRM = "confirm"
    RATIFY = "ratify"


class RequestOrder(Command, frozen=True, kw_only=True):
    """Ask for an order. It opens its case, or goes on with the one that *order* names.

    With *prepared* whoever asks has made the payment ready as well. An order that was *already
    paid* is booked as a fact once a second person signs it. With a *decision* members approved of
    it, field by field, and nobody else needs to.

    Refusals in order: date-in-future, date-too-early, decision-needed, mandate-missing (about
    people and rules), decision-unknown, decision-differs, decision-used, decision-lapsed,
    acts-unusable (decided, and not the usual way), consent-missing (members no longer decide about
    that person), urgent-path-closed, acts-unusable (already paid), then those of the order itself
    as if there were money enough, then acts-unusable, mandate-missing, in-conflict (prepared).
    """

    order: Orderable
    way: Way = Way.USUAL
    prepared: bool = False
    decision: UUID | None = None

    @property
    def case_id(self) -> UUID | None:
        """The case that the order goes on with; None when it opens one."""
        return case_named(self.order)


class ChangeOrder(Command, frozen=True, kw_only=True):
    """Change what an open order says. Every signature on it is void.

    What members decided stays as it is.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, order-closed,
    other-order, decision-needed, mandate-missing (about people and rules), in-conflict,
    decision-differs, urgent-path-closed, then those of the order itself as if there were money
    enough.
    """

    case_id: UUID
    order_id: UUID
    order: Orderable


class SignOrder(Command, frozen=True, kw_only=True):
    """Put one's name to an order as it stands: one act or several, all or none.

    *content_hash* is the digest of what was read. *occurred_on* is the day the money left, when
    the order is carried out.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, content-changed,
    acts-unusable, decision-needed (while it is open), consent-missing (members no longer decide
    about that person, while it is open), decision-lapsed (any act but carrying out alone); then one
    act after the other:
    not-carried-out (confirm, ratify), order-closed (the others), acts-unusable, in-conflict,
    mandate-missing, own-request, already-signed (approve, prepare), approvals-missing,
    not-prepared, same-person, already-signed (authorise), urgent-path-closed, urgent-cap-reached
    (authorise), not-authorised, urgent-path-closed, urgent-cap-reached, consent-missing (withdrawn
    since), then those of the order itself, then already-signed (confirm), not-carried-out (ratify
    what waits for nobody), own-request, already-signed, ratification-over (ratify).
    """

    case_id: UUID
    order_id: UUID
    content_hash: str
    acts: tuple[Act, ...]


class DeclineOrder(Command, frozen=True, kw_only=True):
    """Say no to an order that one could have approved; it is closed.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, order-closed,
    mandate-missing, in-conflict.
    """

    case_id: UUID
    order_id: UUID


class WithdrawOrder(Command, frozen=True, kw_only=True):
    """Take an order back before it is carried out; it is closed.

    By who asked for it or wrote what it says, a steward, or a treasurer where it is about money.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, order-closed,
    mandate-missing.
    """

    case_id: UUID
    order_id: UUID


class DeclareConflict(Command, frozen=True, kw_only=True):
    """Write down that *sign_in* keeps out of an order, and of every other order of its case.

    What the public sees has one case for all its orders; there it is this order only. Where
    *order_id* names the case itself, it is said of a case about one person, with or without orders,
    as when they are found to be of one household. Why is not written down. Also while the order
    waits to be ratified; then whoever asked for it or carried it out declares nobody but
    themselves, on any order of the case.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, order-closed,
    mandate-missing (about people and rules, and somebody else), own-request, member-unknown,
    in-conflict.
    """

    case_id: UUID
    order_id: UUID
    sign_in: UUID


class ExpireRatification(Command, frozen=True, kw_only=True):
    """The time to ratify an order has passed. By the clock.

    Refusals in order: date-in-future, date-too-early, case-unknown, order-unknown, not-due.
    """

    case_id: UUID
    order_id: UUID


OrderCommand = (
    RequestOrder
    | ChangeOrder
    | SignOrder
    | DeclineOrder
    | WithdrawOrder
    | DeclareConflict
    | ExpireRatification
    | RatifyOrder
)
