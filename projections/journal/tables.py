"""The journal's tables, and the fold that fills them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import LineReversed, Posting
from ledger.line import Line
from projections.journal.days import add_days, days_of
from projections.journal.kinds import kind_of
from projections.journal.rows import (
    LINE_ORDER,
    POSTING_ORDER,
    TOUCHED_ORDER,
    LineRows,
    Rows,
    things_of,
)
from projections.projection import Batch, ReadModel, Target, Write

TABLES_SQL: Final = """
create table journal (
    fund_id uuid not null,
    case_id uuid not null,
    event_id uuid not null,
    position bigint not null,
    recorded_at timestamptz not null,
    cause_position bigint,
    reversed_by bigint,
    reverses bigint,
    replaced_by bigint,
    replaces bigint,
    occurred_on date not null,
    version integer not null,
    topic text not null,
    actor text not null,
    primary key (fund_id, position)
);
create index journal_by_day on journal (fund_id, occurred_on, position);
create index journal_by_topic on journal (fund_id, topic, position);
create index journal_by_event on journal (fund_id, event_id);

create table journal_postings (
    fund_id uuid not null,
    position bigint not null,
    amount bigint not null,
    ref uuid,
    purpose_id uuid,
    occurred_on date not null,
    place smallint not null,
    exponent smallint not null,
    fact text not null,
    code text not null,
    currency text not null,
    primary key (fund_id, position, place)
);
create index journal_postings_by_day on journal_postings (fund_id, occurred_on, position);

create table journal_touched (
    fund_id uuid not null,
    thing_id uuid not null,
    position bigint not null,
    occurred_on date not null,
    primary key (fund_id, thing_id, position) include (occurred_on)
);
"""
COLUMNS: Final = (
    "fund_id",
    "position",
    "case_id",
    "version",
    "topic",
    "occurred_on",
    "recorded_at",
    "actor",
    "event_id",
    "cause_position",
    "reversed_by",
    "reverses",
    "replaced_by",
    "replaces",
)
POSTING_COLUMNS: Final = (
    "fund_id",
    "position",
    "place",
    "fact",
    "occurred_on",
    "code",
    "ref",
    "purpose_id",
    "currency",
    "exponent",
    "amount",
)
_CAUSES: Final = """
select event_id, position, reverses from journal{side}
where fund_id = $1 and event_id = any($2::uuid[])
"""
_REVERSED: Final = """
update journal{side} set reversed_by = mark.by
from unnest($2::bigint[], $3::bigint[]) as mark (position, by)
where fund_id = $1 and journal{side}.position = mark.position and reversed_by is null
"""
_REPLACED: Final = """
update journal{side} set replaced_by = mark.by
from unnest($2::bigint[], $3::bigint[]) as mark (position, by)
where fund_id = $1 and journal{side}.position = mark.position and replaced_by is null
"""


class Marks:
    """How lines of a stretch of the book refer to one another.

    *known* tells of causes before the stretch: event id to (position, the position it reverses).
    """

    def __init__(self, known: dict[UUID, tuple[int, int | None]]) -> None:
        self._seen = known
        self.reversed_by: dict[int, int] = {}
        self.replaced_by: dict[int, int] = {}

    def take_in(self, line: Line) -> tuple[int | None, int | None, int | None]:
        """Return the cause, and what *line* reverses and replaces, as positions."""
        cause = self._seen.get(line.cause) if line.cause else None
        replaces = cause[1] if cause else None
        reverses = None
        if isinstance(line.event, LineReversed):
            reverses, replaces = line.event.reversed_position, None
            self.reversed_by.setdefault(reverses, line.position)
        elif replaces is not None:
            self.replaced_by.setdefault(replaces, line.position)
        self._seen[line.event_id] = (line.position, reverses)
        return cause[0] if cause else None, reverses, replaces

    def forget(self, event_id: UUID) -> None:
        """Let go of a line that is nobody's cause."""
        self._seen.pop(event_id, None)


def posting_rows(line: Line, entries: Sequence[Posting]) -> Iterator[tuple[object, ...]]:
    """Return the rows of a line's postings. A reversal counts against the fact it takes back."""
    event = line.event
    fact = kind_of(event.reversed_topic if isinstance(event, LineReversed) else event.topic)
    for place, entry in enumerate(entries):
        yield (
            line.fund_id,
            line.position,
            place,
            fact,
            event.occurred_on,
            entry.code,
            entry.ref,
            entry.purpose_id,
            entry.currency,
            entry.exponent,
            entry.amount,
        )


def touched_rows(line: Line, entries: Sequence[Posting]) -> Iterator[tuple[UUID, UUID, int, date]]:
    """Return a row for every account, purpose and authority that a line is about."""
    for thing in things_of(line, entries):
        yield line.fund_id, thing, line.position, line.event.occurred_on


def journal_row(
    line: Line, cause: int | None, reverses: int | None, replaces: int | None, marks: Marks
) -> tuple[object, ...]:
    """Return the row of a line, in the order of `COLUMNS`."""
    return (
        line.fund_id,
        line.position,
        line.case_id,
        line.version,
        line.event.topic,
        line.event.occurred_on,
        line.recorded_at,
        line.actor,
        line.event_id,
        cause,
        marks.reversed_by.get(line.position),
        reverses,
        marks.replaced_by.get(line.position),
        replaces,
    )


class _Linked(Struct):
    """The rows of some lines as bytes, and which lines before them they take back or replace."""

    rows: bytes
    reversed_by: dict[int, int]
    replaced_by: dict[int, int]


def _link(lines: Sequence[Line], known: dict[UUID, tuple[int, int | None]]) -> _Linked:
    first, marks, maker = lines[0].position, Marks(known), LineRows(lines[0].fund_id)
    links = [marks.take_in(line) for line in lines]
    rows = []
    for line, (cause, reverses, replaces) in zip(lines, links, strict=True):
        reversed_by = marks.reversed_by.get(line.position)
        replaced_by = marks.replaced_by.get(line.position)
        rows.append(maker.row(line, (cause, reversed_by, reverses, replaced_by, replaces)))
    return _Linked(
        b"".join(rows),
        {position: by for position, by in marks.reversed_by.items() if position < first},
        {position: by for position, by in marks.replaced_by.items() if position < first},
    )


def _fold(batch: Batch) -> Write:
    lines = batch.lines
    causes = {line.cause for line in lines if line.cause}
    elsewhere = list(causes - {line.event_id for line in lines}) if causes else []
    linked = None if elsewhere else _link(lines, {})
    rows = Rows(batch)
    postings, touched = b"".join(rows.postings), b"".join(rows.touched)
    days = days_of(lines)

    async def write(target: Target) -> None:
        made = linked
        if made is None:
            found = await target.fetch(_CAUSES, elsewhere)
            made = _link(lines, {row[0]: (row[1], row[2]) for row in found})
        await target.copy_bytes("journal", LINE_ORDER, made.rows)
        await target.copy_bytes("journal_postings", POSTING_ORDER, postings)
        await target.copy_bytes("journal_touched", TOUCHED_ORDER, touched)
        await add_days(target, days)
        for statement, marks in ((_REVERSED, made.reversed_by), (_REPLACED, made.replaced_by)):
            if marks:
                await target.execute(statement, list(marks), list(marks.values()))

    return write


JOURNAL: Final = ReadModel(
    name="journal",
    version=1,
    tables=("journal", "journal_postings", "journal_touched", "journal_days"),
    fold=_fold,
)
