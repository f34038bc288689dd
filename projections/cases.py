"""Bails and grants: what authorities hold, what is promised and when it falls due; any one case.

The table has one row for every case that ever was a bail or a grant, as it stood after its last
line. A statement at an earlier position or day folds the cases anew that changed since.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.case import Case
from ledger.events import LineReversed
from ledger.line import Line
from ledger.publishing.cases import publications_case
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.store.reading import list_lines_after, list_lines_of_cases
from projections.case_rows import (
    COLUMNS,
    TOPICS,
    case_row,
    concerns,
    fold_case,
    open_case_row,
)
from projections.figures import CaseFigures, OpenCase, family_of, figures_of, open_case_of
from projections.projection import Batch, ReadModel, Target, Write, line_of
from projections.spans import list_spanning
from projections.view import pin

TABLES_SQL: Final = """
create table open_cases (
    fund_id uuid not null,
    case_id uuid not null,
    first_position bigint not null,
    last_position bigint not null,
    last_day date not null,
    opened_position bigint,
    opened_on date,
    kind text,
    purpose_id uuid,
    authority_id uuid,
    category text,
    bail_kind text,
    currency text,
    exponent smallint,
    amount bigint not null,
    rest bigint not null,
    instalments smallint[] not null,
    due_on date[] not null,
    due bigint[] not null,
    primary key (fund_id, case_id)
) with (fillfactor = 80);
create index open_cases_with_rest on open_cases (fund_id, opened_position) where rest <> 0;
create index open_cases_by_last on open_cases (fund_id, last_position);
create index open_cases_by_day on open_cases (fund_id, last_day);
"""
BAIL_SQL: Final = """
alter table open_cases add column bail text;
alter table open_cases__new add column bail text;
"""
"""Where a bail stands, as JSON of `BailNow`: read with its row and never looked for."""
_REVERSED: Final = LineReversed.topic
_DELETE: Final = "delete from open_cases{side} where fund_id = $1 and case_id = any($2::uuid[])"
_OPEN: Final = """
select * from open_cases{cases}
where fund_id = $1 and rest <> 0 and last_position <= $2 and ($3::date is null or last_day <= $3)
order by opened_position
"""


class OpenCases(Struct, frozen=True):
    """Bails and grants with something left, those opened first in front."""

    known_at: int
    as_of: date | None
    cases: tuple[OpenCase, ...]


class CaseView(Struct, frozen=True, kw_only=True):
    """One case and its lines in order.

    *kind* is the family of its opening (``bail``, ``donation`` …), ``asked`` as long as only orders
    stand in it, ``public`` for the one of what the public sees, None when all was taken back.
    """

    known_at: int
    case_id: UUID
    kind: str | None
    case: Case
    lines: tuple[Line, ...]
    figures: CaseFigures | None


def _fold(batch: Batch) -> Write:
    touched = {
        line.case_id.int: line.case_id
        for line in batch.lines
        if line.event.topic in TOPICS or (line.event.topic == _REVERSED and concerns(line))
    }
    fund_id, last = batch.lines[0].fund_id, batch.lines[-1].position
    begun: dict[int, list[Line]] = {}  # the cases that have no line before this batch
    for line in batch.lines:
        case = line.case_id.int
        if case in begun:
            begun[case].append(line)
        elif line.version == 0 and case in touched:
            begun[case] = [line]
    rows = [case_row(fund_id, lines) for lines in begun.values()]
    before = [case_id for number, case_id in touched.items() if number not in begun]

    async def write(target: Target) -> None:
        earlier = []
        if before:
            found = await lines_by_case(target.connection, target.fund_id, before, last, None)
            earlier = [case_row(target.fund_id, lines) for lines in found.values()]
            await target.execute(_DELETE, before)
        if rows or earlier:
            await target.copy("open_cases", COLUMNS, rows + earlier)

    return write


CASES: Final = ReadModel(name="cases", version=3, tables=("open_cases",), fold=_fold)


async def lines_by_case(
    connection: Connection,
    fund_id: UUID,
    case_ids: Collection[UUID],
    position: int,
    day: date | None,
) -> dict[UUID, list[Line]]:
    """Read cases from the book itself, up to *position* and *day*; those not begun are left out."""
    found: dict[UUID, list[Line]] = {}
    for stored in await list_lines_of_cases(connection, fund_id, list(case_ids)):
        if stored.position <= position:
            line = line_of(stored)
            if day is None or line.event.occurred_on <= day:
                found.setdefault(line.case_id, []).append(line)
    return found


async def list_open_cases(
    connection: Connection,
    fund_id: UUID,
    *,
    kind: str | None = None,
    as_of: date | None = None,
    known_at: int | None = None,
) -> OpenCases:
    """List bails that are held and grants that are promised, or those of one *kind*.

    Raises `ProjectionBehind` when *known_at* is beyond what the read models know.
    """
    view = await pin(connection, fund_id, known_at)
    known = view.position
    rows = await view.fetch(_OPEN, known, as_of)
    changed = await list_spanning(view, as_of)
    cases = [open_case_row(row) for row in rows]
    if changed:
        earlier = await lines_by_case(connection, fund_id, changed, known, as_of)
        cases += _still_open(
            fold_case([line for line in lines if concerns(line)] or lines)
            for lines in earlier.values()
        )
        cases.sort(key=lambda case: case.opened_position)
    return OpenCases(known, as_of, tuple(case for case in cases if kind in (None, case.kind)))


def _still_open(cases: Iterable[Case]) -> list[OpenCase]:
    found = (open_case_of(case) for case in cases)
    return [case for case in found if case is not None and case.rest]


async def get_case(
    connection: Connection,
    fund_id: UUID,
    case_id: UUID,
    *,
    as_of: date | None = None,
    known_at: int | None = None,
) -> CaseView | None:
    """Return a case and its lines; None when there is no such case.

    Read from the book itself, so it is never behind; *known_at* None means now.
    """
    with database_errors():
        head = await connection.fetchval("select position from heads where fund_id = $1", fund_id)
    known = head or 0 if known_at is None else known_at
    lines = (await lines_by_case(connection, fund_id, [case_id], known, as_of)).get(case_id)
    if not lines:
        return None
    case = fold_case(lines)
    return CaseView(
        known_at=known,
        case_id=case_id,
        kind="public" if case_id == publications_case(fund_id) else family_of(case),
        case=case,
        lines=tuple(lines),
        figures=figures_of(case),
    )


async def get_case_at(
    connection: Connection,
    fund_id: UUID,
    position: int,
    *,
    as_of: date | None = None,
    known_at: int | None = None,
) -> CaseView | None:
    """Return the case that the line at *position* belongs to: a donation to refund, say."""
    found = await list_lines_after(connection, fund_id, position - 1, upto=position, limit=1)
    if not found:
        return None
    return await get_case(connection, fund_id, found[0].case_id, as_of=as_of, known_at=known_at)
