"""Labels: the names of accounts, purposes, authorities and cases, beside the book.

They are added with the lines that bring the things they name (see `append`), may be changed at
any time, and travel with an export. Lines carry ids only.
"""

from uuid import UUID

from ledger.store.append import Label
from ledger.store.connection import Connection
from ledger.store.errors import database_errors


async def list_labels(
    connection: Connection, fund_id: UUID, *, kind: str | None = None
) -> list[Label]:
    """List the labels of a fund, or those of one *kind*, by kind and id."""
    with database_errors():
        rows = await connection.fetch(
            "select kind, id, text from labels"
            " where fund_id = $1 and ($2::text is null or kind = $2)"
            ' order by kind collate "C", id',
            fund_id,
            kind,
        )
    return [Label(*row) for row in rows]


async def rename(connection: Connection, fund_id: UUID, label: Label) -> bool:
    """Give a thing another name; ``False`` when no such thing has one."""
    with database_errors():
        found = await connection.fetchval(
            "update labels set text = $4 where fund_id = $1 and kind = $2 and id = $3 returning 1",
            fund_id,
            label.kind,
            label.id,
            label.text,
        )
    return found is not None
