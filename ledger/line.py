"""A line of a book: one fact in its envelope, and the bytes of the envelope.

`envelope_bytes` is what a leaf of the verifiable log commits to besides topic and payload (see
docs/proofs). It is a pure concatenation of the columns, fixed by a golden file.
"""

from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from ledger.events import FundEvent


class Line(Struct, frozen=True, kw_only=True):
    """One fact and where, when, by whom it was written.

    *position* counts the lines of the book from 1 without gaps; *version* counts the lines of the
    case from 0. *recorded_at* is UTC and never goes back within a book. *actor* is an opaque
    sign-in id or ``operator``; *cause* is the event id of the line this one follows from.
    """

    fund_id: UUID
    position: int
    case_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    actor: str
    cause: UUID | None
    event: FundEvent


def recorded_text(recorded_at: datetime) -> str:
    """Write a moment in UTC with microseconds: ``2026-11-21T02:55:00.000001Z``."""
    return recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def envelope_bytes(line: Line) -> bytes:
    """Return the canonical bytes of the envelope: one field a line, in a fixed order."""
    fields = (
        str(line.position),
        str(line.case_id),
        str(line.version),
        recorded_text(line.recorded_at),
        line.actor,
        "" if line.cause is None else str(line.cause),
        str(line.event_id),
    )
    return ("\n".join(fields) + "\n").encode()
