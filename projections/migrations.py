"""The tables of the read models, as steps that the owner of the schema runs."""

from typing import Final

from ledger.store.migrate import Migration, service_rights
from projections import cases, sums
from projections.journal import JOURNAL, tables
from projections.projection import BESIDE, ReadModel

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


def _step(number: int, model: ReadModel, create: str) -> Migration:
    """Create the tables of a read model, and a copy of each beside it for building it anew."""
    copies = [
        # "including all" brings the key along, with the fund in front as in the original.
        f"create table {table}{BESIDE} (like {table} including all);"
        for table in model.tables
    ]
    names = [*model.tables, *(table + BESIDE for table in model.tables)]
    sql = "\n".join([create, *copies, service_rights(*names)])
    return Migration("projections", number, model.name, sql)


def projection_migrations() -> list[Migration]:
    """List the steps, in order. A step that ran is never changed: a new shape is a new step."""
    rights = service_rights("projection_checkpoints", "projection_leases")
    return [
        Migration("projections", 1, "checkpoints", _CHECKPOINTS + rights),
        _step(2, JOURNAL, tables.TABLES_SQL),
        _step(3, sums.BALANCES, sums.TABLES_SQL),
        _step(4, cases.CASES, cases.TABLES_SQL),
    ]
