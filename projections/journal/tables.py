"""The journal's tables, and the fold that fills them."""

from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.events import LineReversed, Posting
from ledger.line import Line
from projections.journal.days import add_days, days_of
from projections.journal.rows import LINE_ORDER, NO_LINKS, TOUCHED_ORDER, Rows, things_of
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
LEAN_SQL: Final = """
-- What the line itself says is read from the line, and its postings follow from it.
drop table journal_postings, journal_postings__new;
drop index journal_by_event;
drop index journal__new_fund_id_event_id_idx;
alter table journal
    drop column case_id, drop column event_id, drop column recorded_at, drop column version,
    drop column actor;
alter table journal__new
    drop column case_id, drop column event_id, drop column recorded_at, drop column version,
    drop column actor;
"""
COLUMNS: Final = LINE_ORDER
NEAR_LINES: Final = 1_000
"""A cause is looked for among so many lines before it is looked for in the whole book."""

# Whoever writes several lines writes them at once, so a cause is close to what follows from it.
_CAUSES: Final = """
select event_id, position from events
where fund_id = $1 and event_id = any($2::uuid[]) and position between $3 and $4
"""
_REVERSALS: Final = """
select position, reverses from journal{side}
where fund_id = $1 and position = any($2::bigint[]) and reverses is not null
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

    *causes* are the event ids that its lines name as causes; *known* tells of those before it:
    event id to (position, the position it reverses).
    """

    def __init__(self, causes: Container[UUID], known: dict[UUID, tuple[int, int | None]]) -> None:
        self._causes = causes
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
        if line.event_id in self._causes:
            self._seen[line.event_id] = (line.position, reverses)
        return cause[0] if cause else None, reverses, replaces


def touched_rows(line: Line, entries: Sequence[Posting]) -> Iterator[tuple[UUID, UUID, int, date]]:
    """Return a row for every account, purpose and authority that a line is about."""
    for thing in things_of(line, entries).values():
        yield line.fund_id, thing, line.position, line.event.occurred_on


def journal_row(
    line: Line, cause: int | None, reverses: int | None, replaces: int | None, marks: Marks
) -> tuple[object, ...]:
    """Return the row of a line, in the order of `COLUMNS`."""
    return (
        line.fund_id,
        line.position,
        line.event.occurred_on,
        line.event.topic,
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


def _link(
    rows: Rows, causes: Container[UUID], known: dict[UUID, tuple[int, int | None]]
) -> _Linked:
    first, marks = rows.lines[0].position, Marks(causes, known)
    links: dict[int, tuple[int | None, ...]] = {}
    for line in rows.lines:
        cause, reverses, replaces = marks.take_in(line)
        if cause or reverses or replaces:
            links[line.position] = (cause, None, reverses, None, replaces)
    for position in {*marks.reversed_by, *marks.replaced_by}:
        cause, _, reverses, _, replaces = links.get(position, NO_LINKS)
        by = marks.reversed_by.get(position), marks.replaced_by.get(position)
        links[position] = (cause, by[0], reverses, by[1], replaces)
    return _Linked(
        rows.of_lines(links),
        {position: by for position, by in marks.reversed_by.items() if position < first},
        {position: by for position, by in marks.replaced_by.items() if position < first},
    )


async def _find_causes(
    target: Target, first: int, event_ids: Collection[UUID]
) -> dict[UUID, tuple[int, int | None]]:
    """Find lines before the position *first* by their ids, and what they reverse."""
    found: dict[UUID, int] = {}
    for since in (first - NEAR_LINES, 1):
        if wanted := [event_id for event_id in event_ids if event_id not in found]:
            found |= dict(map(tuple, await target.fetch(_CAUSES, wanted, since, first - 1)))
    rows = await target.fetch(_REVERSALS, list(found.values())) if found else []
    reverses = dict(map(tuple, rows))
    return {event_id: (at, reverses.get(at)) for event_id, at in found.items()}


def _fold(batch: Batch) -> Write:
    lines = batch.lines
    causes = {line.cause for line in lines if line.cause}
    elsewhere = causes - {line.event_id for line in lines} if causes else causes
    rows = Rows(batch)
    linked = None if elsewhere else _link(rows, causes, {})
    touched = rows.touched()
    days = days_of(lines)

    async def write(target: Target) -> None:
        made = linked
        if made is None:
            known = await _find_causes(target, lines[0].position, elsewhere)
            made = _link(rows, causes, known)
        await target.copy_bytes("journal", LINE_ORDER, made.rows)
        await target.copy_bytes("journal_touched", TOUCHED_ORDER, touched)
        await add_days(target, days)
        for statement, marks in ((_REVERSED, made.reversed_by), (_REPLACED, made.replaced_by)):
            if marks:
                await target.execute(statement, list(marks), list(marks.values()))

    return write


JOURNAL: Final = ReadModel(
    name="journal",
    version=2,
    tables=("journal", "journal_touched", "journal_days"),
    fold=_fold,
)
