"""The tables of the read models, as steps that the owner of the schema runs."""

from collections.abc import Sequence
from typing import Final

from ledger.store.migrate import Migration, service_rights
from projections import cases, spans
from projections.journal import days, tables
from projections.orders import tables as orders
from projections.proposals import tables as proposals
from projections.sums.tables import FIRST_TABLES_SQL, TABLES_SQL
from projections.view import SUFFIXES

_CHECKPOINTS: Final = """
create table projection_checkpoints (
    fund_id uuid not null,
    projection text not null,
    beside boolean not null,
    version integer not null,
    position bigint not null default 0 check (position >= 0),
    failures integer not null default 0,
    failing_since timestamptz,
    reason text,
    primary key (fund_id, projection, beside)
) with (fillfactor = 50);

create table projection_leases (
    fund_id uuid not null,
    holder uuid not null,
    held_until timestamptz not null,
    primary key (fund_id)
) with (fillfactor = 50);
"""

_SIDES: Final = """
-- Which of the two sets of tables the rows stand in, and since when they are out of use.
alter table projection_checkpoints
    add column side smallint not null default 0 check (side in (0, 1)),
    add column retired_at timestamptz;
update projection_checkpoints set side = 1 where beside;
"""


_NO_MONTH_SUMS: Final = "drop table month_sums, month_sums__new;"
# Until sums of the new version are built, statements are summed up from the postings.

_UNUSED: Final = """
drop index journal_by_day;
drop index journal__new_fund_id_occurred_on_position_idx;
drop index journal_postings_by_day;
drop index journal_postings__new_fund_id_occurred_on_position_idx;
"""


_FOUNDERS: Final = """
-- A fund's first line is read as of its newer topic now, so it is found under that one.
update journal set topic = 'fund.opened.v2' where topic = 'fund.opened.v1';
update journal__new set topic = 'fund.opened.v2' where topic = 'fund.opened.v1';
"""


def _step(number: int, name: str, tables: Sequence[str], create: str, then: str = "") -> Migration:
    """Create tables of a read model, those of its first side and those of its second."""
    second = SUFFIXES[1]
    copies = [
        # "including all" brings the key along, with the fund in front as in the original.
        f"create table {table}{second} (like {table} including all);"
        for table in tables
    ]
    names = [*tables, *(table + second for table in tables)]
    sql = "\n".join([create, *copies, service_rights(*names), *([then] if then else [])])
    return Migration("projections", number, name, sql)


def _spans() -> str:
    both = (spans.SPANS_SQL.replace("{second}", suffix) for suffix in SUFFIXES)
    return "\n".join([*both, spans.UNUSED_SQL])


def projection_migrations() -> list[Migration]:
    """List the steps, in order. A step that ran is never changed: a new shape is a new step."""
    rights = service_rights("projection_checkpoints", "projection_leases")
    return [
        Migration("projections", 1, "checkpoints", _CHECKPOINTS + rights),
        _step(2, "journal", ("journal", "journal_postings", "journal_touched"), tables.TABLES_SQL),
        _step(3, "balances", ("balances", "month_sums"), FIRST_TABLES_SQL),
        _step(4, "cases", ("open_cases",), cases.TABLES_SQL),
        Migration("projections", 5, "sides", _SIDES),
        _step(6, "sums", ("fact_sums", "place_sums"), TABLES_SQL, _NO_MONTH_SUMS),
        _step(7, "days", ("journal_days",), days.DAYS_SQL, days.FILL_SQL + _UNUSED),
        Migration("projections", 8, "spans", _spans()),
        _step(9, "orders", ("orders",), orders.TABLES_SQL, _FOUNDERS),
        Migration("projections", 10, "lean_journal", tables.LEAN_SQL),
        Migration("projections", 11, "bail", cases.BAIL_SQL),
        _step(12, "proposals", ("proposals",), proposals.TABLES_SQL),
        Migration("projections", 13, "decided_orders", orders.DECIDED_SQL),
    ]
