"""How far the read models of a fund have got: the position that a page is pinned to."""

from typing import Final
from uuid import UUID

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_KNOWN: Final = """
select coalesce((select position from heads where fund_id = $1), 0) as head,
    (select min(position) from projection_checkpoints where fund_id = $1 and not beside) as least,
    (select count(*) from projection_checkpoints where fund_id = $1 and not beside) as followers
"""
READ_MODELS_COUNT: Final = 3
"""How many read models there are; a fund that fewer follow is not known yet."""


class ProjectionBehind(Exception):
    """The read models have not got to *wanted* yet; they are at *position*. Ask again shortly."""

    def __init__(self, wanted: int, position: int) -> None:
        super().__init__(f"The read models are at position {position}, not yet at {wanted}.")
        self.wanted = wanted
        self.position = position


async def get_known(connection: Connection, fund_id: UUID) -> int:
    """Return the position up to which every read model knows the book; 0 for a book not begun.

    Raises `ProjectionBehind` when there is a book and some read model has not begun with it.
    """
    with database_errors():
        row = await connection.fetchrow(_KNOWN, fund_id)
    if row is None or row["head"] == 0:
        return 0
    known = row["least"] if row["followers"] >= READ_MODELS_COUNT else 0
    if known == 0:
        raise ProjectionBehind(row["head"], 0)
    return int(known)


async def pin(connection: Connection, fund_id: UUID, known_at: int | None) -> int:
    """Return the position to read at: *known_at*, or as far as the read models have got.

    Raises `ProjectionBehind` when they have not got to *known_at*.
    """
    known = await get_known(connection, fund_id)
    if known_at is None:
        return known
    if known_at > known:
        raise ProjectionBehind(known_at, known)
    return max(known_at, 0)
