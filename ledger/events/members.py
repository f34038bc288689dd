"""Facts about who belongs to a fund and who may do what in it.

People are random sign-in ids; nothing here says who somebody is.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Step


class Role(StrEnum):
    """What a mandate lets its holder do."""

    TREASURER = "treasurer"
    APPROVER = "approver"
    STEWARD = "steward"
    AUDITOR = "auditor"
    ON_CALL = "on_call"
    SEAT = "seat"


class FounderNamed(Step, frozen=True, kw_only=True):
    """The sign-in that keeps a book opened by the operator, or before mandates were written."""

    topic: ClassVar[str] = "founder.named.v1"

    founder: UUID


class MemberAdmitted(Step, frozen=True, kw_only=True):
    """A sign-in belongs to the fund from now on: it may read what members read, and decide."""

    topic: ClassVar[str] = "member.admitted.v1"

    sign_in: UUID


class MemberLeft(Step, frozen=True, kw_only=True):
    """A sign-in no longer belongs to the fund; all of its mandates end with it."""

    topic: ClassVar[str] = "member.left.v1"

    sign_in: UUID


class MandateGranted(Step, frozen=True, kw_only=True):
    """A member got a mandate, through the day *ends_on* in the fund's time zone."""

    topic: ClassVar[str] = "mandate.granted.v1"

    holder: UUID
    role: Role
    ends_on: date | None = None


class MandateEnded(Step, frozen=True, kw_only=True):
    """A mandate ended before its term."""

    topic: ClassVar[str] = "mandate.ended.v1"

    holder: UUID
    role: Role


class ColleagueSuspended(Step, frozen=True, kw_only=True):
    """One person stopped another: no mandate of *holder* counts before *until*."""

    topic: ClassVar[str] = "colleague.suspended.v1"

    holder: UUID
    by: UUID
    until: datetime


class SuspensionConfirmed(Step, frozen=True, kw_only=True):
    """Two people confirmed a suspension: membership and mandates of *holder* ended."""

    topic: ClassVar[str] = "suspension.confirmed.v1"

    holder: UUID


class SingleSignerEnded(Step, frozen=True, kw_only=True):
    """From now on money, mandates and policies take two people. This is never undone."""

    topic: ClassVar[str] = "single_signer.ended.v1"
