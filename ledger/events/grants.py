"""Facts about emergency grants: promised, paid in instalments, the rest released."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from ledger.chart import Category
from ledger.events.base import Event


class PayeeKind(StrEnum):
    """Who receives the money; paying anyone but the person needs recorded consent."""

    PERSON = "person"
    LANDLORD = "landlord"
    HOTEL = "hotel"
    SUPPLIER = "supplier"


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
