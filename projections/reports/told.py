"""What strangers are told: a report that is out, a change, a decision of the members."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from ledger.events import ItemWord, ReportCountersigned


class Report(Struct, frozen=True, kw_only=True):
    """A report that is out. *manifest* is its canonical JSON, of which the digest is taken."""

    number: int
    cut: int
    position: int
    recorded_at: datetime
    manifest: str
    manifest_hash: str
    signature: str
    key_id: str
    for_members: tuple[ItemWord, ...] = ()
    countersigned: tuple[ReportCountersigned, ...] = ()


class Change(Struct, frozen=True, kw_only=True):
    """What changed in how the fund works, in its public wording, and *on* which day it was told."""

    on: date
    language: str
    text: str


class Told(Struct, frozen=True, kw_only=True):
    """What is told about a *decision* of the members, and *on* which day it was told first."""

    decision: UUID
    language: str
    on: date
    text: str
