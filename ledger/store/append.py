"""The append: the one statement that adds lines to a book.

Everything that writes lines comes through here: the shell, imports, loads, and the recorder that
the `eventsourcing` library's own suites examine. One statement is one round trip and one
transaction. It takes the book's head row first, so writers of one book stand in a row, positions
have no gaps, and the order of commits is the order of positions: a reader that has seen position
*n* will never find another line at or below *n*.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import HeadMoved, database_errors

WAKE_CHANNEL: Final = "parasol_lines"
"""Where `wake` rings. The payload is the fund's id; what is new is found by position."""


class NewLine(Struct, frozen=True):
    """A line before it has a position and a time. *version* counts its case's lines from 0."""

    case_id: UUID
    version: int
    topic: str
    payload: bytes
    event_id: UUID
    actor: str
    cause: UUID | None = None


class Kept(Struct, frozen=True):
    """The frozen answer to a command, found again by (fund, *actor*, *key*)."""

    actor: str
    key: str
    request_hash: bytes
    answer: bytes


class Label(Struct, frozen=True):
    """The name of a thing. *kind* is fund, account, purpose, authority or case."""

    kind: str
    id: UUID
    text: str


class Appended(Struct, frozen=True):
    """Position and time of the last line.

    Line *i* of *n* is at ``position - n + i``, one microsecond before line *i + 1*.
    """

    position: int
    recorded_at: datetime


# Without a row from `head` (the head moved, or the book has none) nothing else happens.
# Arrays keep it one prepared statement for any number of lines; at 1, 10 and 100 lines they were
# measured within a seventh of VALUES lists, which would need a statement for every number.
_APPEND: Final = """
with head as (
    update heads
    set position = position + $3::integer,
        recorded_at = coalesce(($19::timestamptz[])[$3],
            greatest($4::timestamptz, recorded_at + interval '1 microsecond')
            + ($3::integer - 1) * interval '1 microsecond')
    where fund_id = $1 and ($2::bigint is null or position = $2)
        and ($19::timestamptz[] is null or recorded_at < ($19::timestamptz[])[1])
    returning position, recorded_at
), lines as (
    insert into events (fund_id, position, recorded_at,
        case_id, version, topic, payload, event_id, actor, cause)
    select $1, head.position - $3 + line.place,
        coalesce(line.recorded_at,
            head.recorded_at - ($3 - line.place) * interval '1 microsecond'),
        line.case_id, line.version, line.topic, line.payload, line.event_id, line.actor, line.cause
    from head, unnest($5::uuid[], $6::integer[], $7::text[], $8::bytea[], $9::uuid[], $10::text[],
        $11::uuid[], $19::timestamptz[]) with ordinality
        as line (case_id, version, topic, payload, event_id, actor, cause, recorded_at, place)
), answers as (
    insert into idempotency (fund_id, actor, key, request_hash, answer)
    select $1, kept.*
    from head, unnest($12::text[], $13::text[], $14::bytea[], $15::bytea[]) as kept
), names as (
    insert into labels (fund_id, kind, id, text)
    select $1, label.*
    from head, unnest($16::text[], $17::uuid[], $18::text[]) as label
)
select position, recorded_at from head
"""

_WAKE: Final = "select pg_notify($1, fund_id) from unnest($2::text[]) as fund_id"
_TAKE_TURN: Final = "select position from heads where fund_id = $1 for update"
_OPEN_BOOK: Final = "insert into heads (fund_id) values ($1) on conflict do nothing"


async def append(
    connection: Connection,
    fund_id: UUID,
    lines: Sequence[NewLine],
    *,
    after: int | None,
    now: datetime,
    kept: Sequence[Kept] = (),
    labels: Sequence[Label] = (),
    recorded_at: Sequence[datetime] | None = None,
) -> Appended:
    """Add *lines* to a book, with the answers and labels that belong to them, all or nothing.

    *after* is the position that the caller believes to be the last one (0 for a new book), or
    ``None`` to append wherever the book ends. *now* is UTC; a clock that went back does not take
    the book's time back. *recorded_at* are the times of lines that were recorded before, when a
    book is loaded; they must go up from the book's last one. Outside a transaction of the
    caller's it commits before it returns.

    Raises `HeadMoved` when *after* is not the last position or *recorded_at* begins before its
    time, `IntegrityError` when a version, a key or a label is there already, `Disconnected` when
    the outcome is unknown.
    """
    if not lines:
        raise ValueError("An append has at least one line.")
    if recorded_at is not None:
        _check_times(lines, recorded_at)
    arguments = (fund_id, after, len(lines), now, *_columns(lines, kept, labels), recorded_at)
    with database_errors():
        head = await connection.fetchrow(_APPEND, *arguments)
        if head is None and not after:  # perhaps the first lines of a new book
            await connection.execute(_OPEN_BOOK, fund_id)
            head = await connection.fetchrow(_APPEND, *arguments)
    if head is None:
        raise HeadMoved(f"The book does not end at position {after}.")
    return Appended(head["position"], head["recorded_at"])


async def take_turn(connection: Connection, fund_id: UUID) -> int:
    """Wait until no other writer is at the book, and keep them waiting until the transaction ends.

    Returns the position of the last line, 0 for a book that is not begun. An append alone needs
    no turn: it notices that the head moved. But whoever decides in between would decide in vain
    as long as others are faster.
    """
    with database_errors():
        return await connection.fetchval(_TAKE_TURN, fund_id) or 0


def _check_times(lines: Sequence[NewLine], recorded_at: Sequence[datetime]) -> None:
    if len(recorded_at) != len(lines):
        raise ValueError("Every line has one time.")
    if any(later <= earlier for earlier, later in pairwise(recorded_at)):
        raise ValueError("The times of lines go up.")


def _columns(
    lines: Sequence[NewLine], kept: Sequence[Kept], labels: Sequence[Label]
) -> tuple[list[object], ...]:
    return (
        [line.case_id for line in lines],
        [line.version for line in lines],
        [line.topic for line in lines],
        [line.payload for line in lines],
        [line.event_id for line in lines],
        [line.actor for line in lines],
        [line.cause for line in lines],
        [answer.actor for answer in kept],
        [answer.key for answer in kept],
        [answer.request_hash for answer in kept],
        [answer.answer for answer in kept],
        [label.kind for label in labels],
        [label.id for label in labels],
        [label.text for label in labels],
    )


async def wake(connection: Connection, *fund_ids: UUID) -> None:
    """Tell listeners of `WAKE_CHANNEL` that books have grown. Call it after the commit.

    Inside the append it would make all commits of all funds wait for one another. It may get
    lost, so listeners also look by themselves from time to time.
    """
    with database_errors():
        await connection.execute(_WAKE, WAKE_CHANNEL, [str(fund_id) for fund_id in fund_ids])
