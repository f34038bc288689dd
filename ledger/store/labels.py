"""Labels: the names of accounts, purposes, authorities and cases, beside the book.

They are added with the lines that bring the things they name (see `append`), may be changed at
any time, and travel with an export. Lines carry ids only.

Givers that agreed to be named in public have labels of the kind `GIVER`. These come before the line
that says so, because what people sign holds no name, and they can be taken away.
"""

from typing import Final
from uuid import UUID

from ledger.store.append import Label
from ledger.store.connection import Connection
from ledger.store.errors import database_errors

GIVER: Final = "giver"
"""The kind of the labels of givers."""


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


async def add(connection: Connection, fund_id: UUID, label: Label) -> None:
    """Keep the name of a giver under its fresh id; said again, it is another name.

    Raises ValueError for another kind: the other names come with the lines that they are about.
    """
    _of_a_giver(label.kind)
    with database_errors():
        await connection.execute(
            "insert into labels (fund_id, kind, id, text) values ($1, $2, $3, $4)"
            " on conflict (fund_id, kind, id) do update set text = excluded.text",
            fund_id,
            label.kind,
            label.id,
            label.text,
        )


async def remove(connection: Connection, fund_id: UUID, kind: str, label_id: UUID) -> bool:
    """Take the name of a giver away; ``False`` when there is none. Raises ValueError as `add`."""
    _of_a_giver(kind)
    with database_errors():
        return bool(
            await connection.fetchval("select remove_giver_label($1, $2)", fund_id, label_id)
        )


def _of_a_giver(kind: str) -> None:
    if kind != GIVER:
        raise ValueError("only the names of givers come and go by themselves")
