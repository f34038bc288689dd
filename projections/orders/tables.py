"""The table of orders, and the fold that fills it.

The table has one row for every order, as it stood after its last line. An order stands in one
case, so a case that goes on is folded anew as a whole: cases are short.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from ledger.events import LineReversed
from ledger.line import Line
from projections.cases import lines_by_case
from projections.orders.rows import OF_ORDERS, OrderRow, rows_of
from projections.projection import Batch, ReadModel, Target, Write

TABLES_SQL: Final = """
create table orders (
    fund_id uuid not null,
    order_id uuid not null,
    case_id uuid not null,
    asked_by uuid not null,
    author uuid,
    carrier uuid,
    asked_position bigint not null,
    asked_at timestamptz not null,
    changed_position bigint,
    carried_out_position bigint,
    closed_position bigint,
    last_position bigint not null,
    amount bigint,
    prepared_by uuid,
    authorised_by uuid,
    carried_out_by uuid,
    confirmed_by uuid,
    ratify_until timestamptz,
    approvals smallint not null,
    ratify_approvals smallint not null,
    exponent smallint,
    pays boolean not null,
    waits boolean not null,
    way text not null,
    kind text not null,
    currency text,
    closed text not null,
    ratification text not null,
    content text not null,
    content_hash text not null,
    approved_by uuid[] not null,
    conflicts uuid[] not null,
    ratified_by uuid[] not null,
    primary key (fund_id, order_id)
) with (fillfactor = 80);
create index orders_by_case on orders (fund_id, case_id);
create index orders_waiting on orders (fund_id, asked_position) where waits;
create index orders_closed on orders (fund_id, closed_position) where closed_position is not null;
"""
DECIDED_SQL: Final = """
alter table orders add column decision uuid;
alter table orders__new add column decision uuid;
"""
"""On which decision an order rests. No line before this column stood there names one."""
OF_ROW: Final = OrderRow.__struct_fields__
"""The columns that say what a row of it says."""
COLUMNS: Final = ("fund_id", *OF_ROW, "waits")
TOPICS: Final = frozenset(event.topic for event in OF_ORDERS)
"""The topics of lines about orders."""

_DELETE: Final = """
delete from orders{side} where fund_id = $1 and case_id = any($2::uuid[]) returning case_id
"""


def order_rows(fund_id: UUID, lines: Sequence[Line]) -> list[tuple[object, ...]]:
    """Return the rows of the orders of one case, in the order of `COLUMNS`."""
    return [
        (fund_id, *(_column(getattr(row, name)) for name in OF_ROW), row.waits)
        for row in rows_of(lines)
    ]


def _column(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _fold(batch: Batch) -> Write:
    touched = {line.case_id for line in batch.lines if line.event.topic in TOPICS}
    # A reversal voids what was signed in its case, if anything was.
    voided = {line.case_id for line in batch.lines if line.event.topic == LineReversed.topic}
    fund_id, last = batch.lines[0].fund_id, batch.lines[-1].position
    begun: dict[UUID, list[Line]] = {}  # the cases that have no line before this batch
    for line in batch.lines if touched else ():
        if line.case_id in begun:
            begun[line.case_id].append(line)
        elif line.version == 0 and line.case_id in touched:
            begun[line.case_id] = [line]
    rows = [row for lines in begun.values() for row in order_rows(fund_id, lines)]
    before = touched - begun.keys()
    in_the_way = sorted(before | voided - begun.keys())

    async def write(target: Target) -> None:
        earlier: list[tuple[object, ...]] = []
        if in_the_way:
            stood = {row[0] for row in await target.fetch(_DELETE, in_the_way)}
            again = sorted(before | stood)
            found = await lines_by_case(target.connection, target.fund_id, again, last, None)
            for lines in found.values():
                earlier += order_rows(target.fund_id, lines)
        if rows or earlier:
            await target.copy("orders", COLUMNS, rows + earlier)

    return write


ORDERS: Final = ReadModel(name="orders", version=1, tables=("orders",), fold=_fold)
