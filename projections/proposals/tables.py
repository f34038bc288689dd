"""The table of proposals, and the fold that fills it.

The table has one row for every proposal, as it stood after the last line about it. Such lines
stand in several cases, so a row is read, changed by the lines of a batch, and written again.
"""

from typing import Any, Final

import asyncpg

from ledger.events import Method, ProposalKind
from projections.projection import Batch, ReadModel, Target, Write
from projections.proposals.folding import (
    OF_DECISIONS,
    OF_ORDERS,
    OF_PROPOSALS,
    Rows,
    named_in,
    take_in,
)
from projections.proposals.rows import ProposalRow, ProposalState

TABLES_SQL: Final = """
create table proposals (
    fund_id uuid not null,
    proposal_id uuid not null,
    made_by uuid not null,
    order_id uuid,
    budget_id uuid,
    made_at timestamptz not null,
    until timestamptz not null,
    closed_at timestamptz,
    made_position bigint not null,
    last_position bigint not null,
    closed_position bigint,
    carried_out_position bigint,
    spending_limit bigint not null,
    made_on date not null,
    review_on date,
    stage smallint not null,
    has_meeting boolean not null,
    meeting_waits boolean not null,
    undone boolean not null,
    kind text not null,
    state text not null,
    protocol text not null,
    reason text not null,
    text_hash text not null,
    content_hash text,
    decided_hash text,
    methods text[] not null,
    electorate uuid[] not null,
    recused uuid[] not null,
    spoke uuid[] not null,
    primary key (fund_id, proposal_id)
) with (fillfactor = 80);
create index proposals_open on proposals (fund_id, until) where state = 'open';
create index proposals_closed on proposals (fund_id, closed_position)
    where closed_position is not null;
create index proposals_undone on proposals (fund_id, closed_position) where undone;
create index proposals_by_order on proposals (fund_id, order_id) where order_id is not null;
create index proposals_by_budget on proposals (fund_id, budget_id) where budget_id is not null;
"""
_RENAMED: Final = {"limit": "spending_limit"}  # a word of SQL
OF_ROW: Final = ProposalRow.__struct_fields__
"""The fields of a row, in the order of its columns."""
NAMES: Final = tuple(_RENAMED.get(name, name) for name in OF_ROW)
COLUMNS: Final = ("fund_id", *NAMES, "undone")
_IN_CASE: Final = (*OF_PROPOSALS, *OF_DECISIONS)
TOPICS: Final = frozenset(event.topic for event in (*_IN_CASE, *OF_ORDERS))
"""The topics of lines that a row is made of."""

_SELECT: Final = "select [columns] from proposals{side} where fund_id = $1".replace(
    "[columns]", ", ".join(NAMES)
)
_OF_PROPOSALS: Final = f"{_SELECT} and proposal_id = any($2::uuid[])"
_OF_ORDERS: Final = f"{_SELECT} and order_id = any($2::uuid[])"
_DELETE: Final = "delete from proposals{side} where fund_id = $1 and proposal_id = any($2::uuid[])"


def columns_of(row: ProposalRow) -> tuple[object, ...]:
    """Return what the table holds of a row, without its fund, in the order of `COLUMNS`."""
    return (*(_column(getattr(row, name)) for name in OF_ROW), row.is_undone)


def _column(value: object) -> object:
    if isinstance(value, tuple):
        return [_column(each) for each in value]
    return str(value) if isinstance(value, ProposalKind | ProposalState | Method) else value


def row_of(record: asyncpg.Record) -> ProposalRow:
    """Read a row of the table."""
    fields: dict[str, Any] = dict(zip(OF_ROW, (record[name] for name in NAMES), strict=True))
    people = {name: tuple(fields[name]) for name in ("electorate", "recused", "spoke")}
    return ProposalRow(
        **fields
        | people
        | {
            "kind": ProposalKind(fields["kind"]),
            "state": ProposalState(fields["state"]),
            "methods": tuple(Method(each) for each in fields["methods"]),
        }
    )


def _fold(batch: Batch) -> Write:
    lines = [line for line in batch.lines if line.event.topic in TOPICS]
    proposals, orders = named_in(lines)
    made = {line.case_id for line in lines if line.version == 0}
    before = sorted(proposals - made)
    ended = sorted(orders)

    async def write(target: Target) -> None:
        stood: Rows = {}
        for statement, ids in ((_OF_PROPOSALS, before), (_OF_ORDERS, ended)):
            for record in await target.fetch(statement, ids) if ids else ():
                row = row_of(record)
                stood[row.proposal_id] = row
        rows = dict(stood)
        for line in lines:
            take_in(rows, line)
        changed = [row for row in rows.values() if stood.get(row.proposal_id) != row]
        if again := [row.proposal_id for row in changed if row.proposal_id in stood]:
            await target.execute(_DELETE, again)
        if changed:
            copied = [(target.fund_id, *columns_of(row)) for row in changed]
            await target.copy("proposals", COLUMNS, copied)

    return write


PROPOSALS: Final = ReadModel(name="proposals", version=1, tables=("proposals",), fold=_fold)
