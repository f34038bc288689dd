"""Facts about orders that take two people: asked for, signed, carried out, ratified.

An order is signed as it stands: every signature names the digest of its content, and a change
makes another content, which nobody has signed.
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Step


class Way(StrEnum):
    """By which rules an order goes: as usual, tonight by two on call, or after the fact."""

    USUAL = "usual"
    URGENT = "urgent"
    ALREADY_PAID = "already_paid"


class OrderRequested(Step, frozen=True, kw_only=True):
    """Somebody asked for an order. *content* is the canonical JSON of the command that it becomes.

    *approvals* is how many the policy of that day asked for; *content_hash* is the SHA-256 of
    *content*, in hexadecimal.
    """

    topic: ClassVar[str] = "order.requested.v1"

    order: UUID
    by: UUID
    way: Way
    content: str
    content_hash: str
    approvals: int


class OrderChanged(Step, frozen=True, kw_only=True):
    """The content of an order was changed. No signature on what stood before counts any more."""

    topic: ClassVar[str] = "order.changed.v1"

    order: UUID
    by: UUID
    content: str
    content_hash: str
    approvals: int


class _Signature(Step, frozen=True, kw_only=True):
    """Somebody put their name to one content of an order."""

    order: UUID
    by: UUID
    content_hash: str


class OrderApproved(_Signature, frozen=True, kw_only=True):
    """Somebody agreed that the order be carried out."""

    topic: ClassVar[str] = "order.approved.v1"


class OrderPrepared(_Signature, frozen=True, kw_only=True):
    """Somebody made the payment ready: typed it at the bank, counted the cash."""

    topic: ClassVar[str] = "order.prepared.v1"


class OrderAuthorised(_Signature, frozen=True, kw_only=True):
    """Somebody else let the prepared payment go."""

    topic: ClassVar[str] = "order.authorised.v1"


class OrderCarriedOut(_Signature, frozen=True, kw_only=True):
    """The order was carried out, by the lines that name this one as their cause."""

    topic: ClassVar[str] = "order.carried_out.v1"


class OrderConfirmed(_Signature, frozen=True, kw_only=True):
    """Somebody heard that the money arrived."""

    topic: ClassVar[str] = "order.confirmed.v1"


class OrderDeclined(Step, frozen=True, kw_only=True):
    """Somebody who could have approved an order said no; it is closed."""

    topic: ClassVar[str] = "order.declined.v1"

    order: UUID
    by: UUID


class OrderWithdrawn(Step, frozen=True, kw_only=True):
    """An order was taken back before it was carried out; it is closed."""

    topic: ClassVar[str] = "order.withdrawn.v1"

    order: UUID
    by: UUID


class ConflictDeclared(Step, frozen=True, kw_only=True):
    """*sign_in* keeps out of an order, and of every order of its case.

    Found out while a request was screened, or while the case was linked with a person, it names the
    case in place of the order.
    Why is not written down, for that would name who is helped. No signature of theirs counts there,
    before or after.
    """

    topic: ClassVar[str] = "conflict.declared.v1"

    order: UUID
    sign_in: UUID
    by: UUID


class RatificationOpened(Step, frozen=True, kw_only=True):
    """An order went outside the usual rules; *approvals* others ratify it before *until*.

    *pair* carried it out, in the case *case_id*. *amount* counts against the caps, in minor units.
    """

    topic: ClassVar[str] = "ratification.opened.v1"

    order: UUID
    case_id: UUID
    pair: tuple[UUID, ...]
    amount: int
    currency: str
    exponent: int
    until: datetime
    approvals: int


class OrderRatified(Step, frozen=True, kw_only=True):
    """Somebody agreed afterwards with what went outside the usual rules."""

    topic: ClassVar[str] = "order.ratified.v1"

    order: UUID
    by: UUID


class RatificationClosed(Step, frozen=True, kw_only=True):
    """Enough people ratified; the amount no longer counts against the cap."""

    topic: ClassVar[str] = "ratification.closed.v1"

    order: UUID


class RatificationExpired(Step, frozen=True, kw_only=True):
    """Nobody ratified in time: the on-call mandates of *pair* ended. Nothing is taken back."""

    topic: ClassVar[str] = "ratification.expired.v1"

    order: UUID
    pair: tuple[UUID, ...]
