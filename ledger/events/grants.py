"""Facts about emergency grants: promised, changed, paid in instalments, come back, released."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category
from ledger.events.base import Event, Step


class PayeeKind(StrEnum):
    """Who receives the money; paying a landlord needs recorded consent."""

    PERSON = "person"
    LANDLORD = "landlord"
    HOTEL = "hotel"
    SUPPLIER = "supplier"


class BackReason(StrEnum):
    """Why money of a grant came back to the fund after it had arrived."""

    TENANCY_DEPOSIT = "tenancy_deposit"
    OVERPAID = "overpaid"
    UNSPENT = "unspent"


class Instalment(Struct, frozen=True, kw_only=True):
    """One planned payment: the day it is due and its amount in minor units."""

    due_on: date
    amount: int


class GrantCommitted(Event, frozen=True, kw_only=True):
    """A grant was promised whole: *amount* is the sum of its *instalments*."""

    topic: ClassVar[str] = "grant.committed.v1"

    category: Category
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int
    instalments: tuple[Instalment, ...]
    household: UUID
    payee_kind: PayeeKind
    incident: UUID | None = None
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class GrantPaid(Event, frozen=True, kw_only=True):
    """A payment of a grant left an account. *instalment* counts from 1."""

    topic: ClassVar[str] = "grant.paid.v1"

    category: Category
    account_id: UUID
    purpose_id: UUID
    instalment: int
    amount: int
    currency: str
    exponent: int
    household: UUID
    payee_kind: PayeeKind
    fee: int = 0
    incident: UUID | None = None
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class GrantRestReleased(Event, frozen=True, kw_only=True):
    """What was promised and not paid is free again; the grant is closed."""

    topic: ClassVar[str] = "grant.rest_released.v1"

    category: Category
    purpose_id: UUID
    amount: int
    currency: str
    exponent: int


class GrantPlanChanged(Event, frozen=True, kw_only=True):
    """A grant has another plan: *instalments* are all of it, those paid before included.

    *delta* is how much more is promised now than before; below zero it is that much less.
    """

    topic: ClassVar[str] = "grant.plan_changed.v1"

    category: Category
    purpose_id: UUID
    instalments: tuple[Instalment, ...]
    delta: int
    currency: str
    exponent: int
    decision: UUID | None = None
    content_hash: str | None = None


class GrantPayeeChanged(Step, frozen=True, kw_only=True):
    """What is still promised is paid to somebody else. *payee* is a random reference.

    It is never taken back: who is paid is changed once more, which takes two again.
    """

    topic: ClassVar[str] = "grant.payee_changed.v1"

    category: Category
    payee_kind: PayeeKind
    payee: UUID | None = None
    decision: UUID | None = None
    content_hash: str | None = None


class GrantPaymentReturned(Event, frozen=True, kw_only=True):
    """A payment did not arrive and *amount* of it is back; it is promised as it was before."""

    topic: ClassVar[str] = "grant.payment_returned.v1"

    category: Category
    account_id: UUID
    purpose_id: UUID
    instalment: int
    amount: int
    currency: str
    exponent: int


class GrantMoneyReturned(Event, frozen=True, kw_only=True):
    """Money that had arrived came back to its purpose. It is not promised again."""

    topic: ClassVar[str] = "grant.money_back.v1"

    category: Category
    account_id: UUID
    purpose_id: UUID
    why: BackReason
    amount: int
    currency: str
    exponent: int
