"""How far the read models of a fund have got: the position that a page is pinned to."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_KNOWN: Final = """
select coalesce((select position from heads where fund_id = $1), 0) as head,
    min(position) as least, count(*) as followers,
    array_agg(projection) filter (where side = 1) as second,
    array_agg(projection) as names, array_agg(version) as versions
from projection_checkpoints where fund_id = $1 and not beside
"""
READ_MODELS_COUNT: Final = 5
"""How many read models there are; a fund that fewer follow is not known yet."""


class ProjectionBehind(Exception):
    """The read models have not got to *wanted* yet; they are at *position*. Ask again shortly."""

    def __init__(self, wanted: int, position: int) -> None:
        super().__init__(f"The read models are at position {position}, not yet at {wanted}.")
        self.wanted = wanted
        self.position = position


class KnownAt(Struct, frozen=True):
    """How far every read model knows a book, and by which of its *versions*.

    *second* are those whose second side is in use.
    """

    position: int
    second: frozenset[str] = frozenset()
    versions: Mapping[str, int] = {}


async def find_known(connection: Connection, fund_id: UUID) -> KnownAt:
    """Find how far every read model knows the book, and where its rows stand; 0 for no book.

    Raises `ProjectionBehind` when there is a book and some read model has not begun with it.
    """
    with database_errors():
        row = await connection.fetchrow(_KNOWN, fund_id)
    if row is None or row["head"] == 0:
        return KnownAt(0)
    known = row["least"] if row["followers"] >= READ_MODELS_COUNT else 0
    if known == 0:
        raise ProjectionBehind(row["head"], 0)
    versions = dict(zip(row["names"], row["versions"], strict=True))
    return KnownAt(known, frozenset(row["second"] or ()), versions)


async def get_known(connection: Connection, fund_id: UUID) -> int:
    """Return the position up to which every read model knows the book; 0 for a book not begun.

    Raises `ProjectionBehind` when there is a book and some read model has not begun with it.
    """
    return (await find_known(connection, fund_id)).position
