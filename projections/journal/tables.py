"""The journal's tables, and the fold that fills them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from ledger.events import LineReversed, Posting
from ledger.line import Line
from ledger.postings import postings
from projections.journal.kinds import kind_of
from projections.projection import ReadModel, Target

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
TOUCHED_COLUMNS: Final = ("fund_id", "thing_id", "position", "occurred_on")

_NAMES_OF_THINGS: Final = (
    "account_id",
    "from_account_id",
    "to_account_id",
    "purpose_id",
    "from_purpose_id",
    "to_purpose_id",
    "authority_id",
)
_CAUSES: Final = """
select event_id, position, reverses from journal{beside}
where fund_id = $1 and event_id = any($2::uuid[])
"""
_REVERSED: Final = """
update journal{beside} set reversed_by = mark.by
from unnest($2::bigint[], $3::bigint[]) as mark (position, by)
where fund_id = $1 and journal{beside}.position = mark.position and reversed_by is null
"""
_REPLACED: Final = """
update journal{beside} set replaced_by = mark.by
from unnest($2::bigint[], $3::bigint[]) as mark (position, by)
where fund_id = $1 and journal{beside}.position = mark.position and replaced_by is null
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
    named = [entry.ref for entry in entries] + [entry.purpose_id for entry in entries]
    named += [getattr(line.event, name, None) for name in _NAMES_OF_THINGS]
    for thing in dict.fromkeys(thing for thing in named if thing is not None):
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


async def _fold(target: Target, lines: Sequence[Line]) -> None:
    causes = {line.cause for line in lines if line.cause}
    found = await target.fetch(_CAUSES, list(causes)) if causes else []
    marks = Marks({row["event_id"]: (row["position"], row["reverses"]) for row in found})
    links = [marks.take_in(line) for line in lines]
    entries = [postings(line.event) for line in lines]
    pairs = list(zip(lines, entries, strict=True))
    rows = [journal_row(line, *link, marks) for line, link in zip(lines, links, strict=True)]
    await target.copy("journal", COLUMNS, rows)
    await target.copy(
        "journal_postings", POSTING_COLUMNS, [row for pair in pairs for row in posting_rows(*pair)]
    )
    await target.copy(
        "journal_touched", TOUCHED_COLUMNS, [row for pair in pairs for row in touched_rows(*pair)]
    )
    first = lines[0].position
    for statement, made in ((_REVERSED, marks.reversed_by), (_REPLACED, marks.replaced_by)):
        earlier = {position: by for position, by in made.items() if position < first}
        if earlier:
            await target.execute(statement, list(earlier), list(earlier.values()))


JOURNAL: Final = ReadModel(
    name="journal",
    version=1,
    tables=("journal", "journal_postings", "journal_touched"),
    fold=_fold,
)
