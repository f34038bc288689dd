"""Facts about break-glass: sealed sheets that make new stewards when those there are get lost."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from ledger.events.base import Step


class SheetsSealed(Step, frozen=True, kw_only=True):
    """Sealed sheets were made: *needed* of those in *hashes* start it, then *hours* are waited.

    *hashes* are SHA-256 digests of random codes, in hexadecimal. Sheets made before are void.
    """

    topic: ClassVar[str] = "sheets.sealed.v1"

    hashes: tuple[str, ...]
    needed: int
    hours: int


class GlassBroken(Step, frozen=True, kw_only=True):
    """Enough sheets were typed: *successors* become stewards at *until* unless it is stopped."""

    topic: ClassVar[str] = "glass.broken.v1"

    by: UUID
    successors: tuple[UUID, ...]
    until: datetime


class GlassMended(Step, frozen=True, kw_only=True):
    """A steward stopped it in time; the sheets that were used are void."""

    topic: ClassVar[str] = "glass.mended.v1"

    by: UUID


class SuccessorsInstalled(Step, frozen=True, kw_only=True):
    """The waiting time is over: *successors* are stewards."""

    topic: ClassVar[str] = "successors.installed.v1"

    successors: tuple[UUID, ...]
