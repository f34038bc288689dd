"""The rows of a log: its tree, its tiles, where lines are in it, its heads and its promises."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.publishing.state import KeptLog
from ledger.store.connection import Connection
from ledger.store.errors import database_errors
from ledger.transparency.tiles import Tile
from ledger.transparency.tree import HASH_BYTES, Frontier


class Tree(Struct, frozen=True, kw_only=True):
    """One log of a fund as it is in the database.

    *lines* are in it, every one up to position *sealed_upto* and some behind. *signed_size* is the
    size of its newest head. It grew for the moment *grown_at* and grows next at *next_at*;
    *stopped* is the code of why nothing is signed.
    """

    fund_id: UUID
    number: int
    origin: str
    vkey: str
    promise_vkey: str
    frontier: Frontier
    lines: int
    sealed_upto: int
    signed_size: int
    grown_at: datetime | None
    next_at: datetime
    stopped: str | None

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self.frontier.size


class SignedHead(Struct, frozen=True):
    """A signed head: *root* in 32 bytes, the whole *note*, and the moment that it was made for."""

    number: int
    size: int
    root: bytes
    note: str
    at: datetime


_TREE: Final = """
select fund_id, number, origin, vkey, promise_vkey, size, frontier, lines, sealed_upto,
    signed_size, grown_at, next_at, stopped
from log_trees where fund_id = $1 and ($2::integer is null or number = $2)
order by number desc limit 1
"""
_ADD_TREE: Final = """
insert into log_trees (fund_id, number, origin, vkey, promise_vkey, next_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing
"""
_GROWN: Final = """
update log_trees set size = $3, frontier = $4, lines = $5, sealed_upto = $6, grown_at = $7,
    next_at = $8
where fund_id = $1 and number = $2
"""
_TILES: Final = """
select level, index, data from log_tiles
join unnest($3::smallint[], $4::bigint[]) as wanted (level, index) using (level, index)
where fund_id = $1 and number = $2
"""
_PUT_TILES: Final = """
insert into log_tiles (fund_id, number, level, index, data)
select $1, $2, tile.* from unnest($3::smallint[], $4::bigint[], $5::bytea[]) as tile
on conflict (fund_id, number, level, index) do update set data = excluded.data
"""
# Nothing is given out that no signed head covers. A shift by a level says how many hashes it has.
_PUBLIC_TILE: Final = """
select substring(data for $5::integer) from log_tiles join log_trees using (fund_id, number)
where fund_id = $1 and number = $2 and level = $3 and index = $4
    and (signed_size >> (8 * greatest(level, 0))) - index * 256 >= $5::integer / 32
"""
# The span is what the index is asked for, whatever is known of the table.
_PLACES: Final = """
select position, index from log_places
where fund_id = $1 and number = $2 and position between $4 and $5 and position = any($3::bigint[])
"""
_COUNT: Final = """
select count(*) from log_places where fund_id = $1 and number = $2 and index < $3
"""
_ADD_HEAD: Final = """
insert into log_heads (fund_id, number, size, root, note, at) values ($1, $2, $3, $4, $5, $6)
on conflict do nothing
"""
_SIGNED: Final = """
update log_trees set signed_size = $3, stopped = null
where fund_id = $1 and number = $2 and signed_size < $3
"""
_HEAD: Final = """
select number, size, root, note, at from log_heads
where fund_id = $1 and number = $2 and ($3::bigint is null or size = $3)
order by size desc limit 1
"""
_PROMISE: Final = """
select note from log_promises where fund_id = $1 and number = $2 and position = $3
"""
_ADD_PROMISE: Final = """
insert into log_promises (fund_id, number, position, note) values ($1, $2, $3, $4)
on conflict do nothing
"""


async def get_tree(
    connection: Connection, fund_id: UUID, number: int | None = None, *, lock: bool = False
) -> Tree | None:
    """Return a log of a fund, the newest one without a *number*; *lock* keeps others from it."""
    with database_errors():
        row = await connection.fetchrow(_TREE + (" for update" if lock else ""), fund_id, number)
    if row is None:
        return None
    held = row["frontier"]
    hashes = tuple(held[at : at + HASH_BYTES] for at in range(0, len(held), HASH_BYTES))
    fields = {name: value for name, value in row.items() if name not in {"size", "frontier"}}
    return Tree(frontier=Frontier(row["size"], hashes), **fields)


async def add_tree(
    connection: Connection, fund_id: UUID, begun: KeptLog, next_at: datetime
) -> None:
    """Have a tree without leaves for a log that began; nothing where there is one."""
    named = (fund_id, begun.number, begun.origin, begun.vkey, begun.promise_vkey)
    with database_errors():
        await connection.execute(_ADD_TREE, *named, next_at)


async def save_grown(connection: Connection, tree: Tree) -> None:
    """Write down how a log grew."""
    frontier = b"".join(tree.frontier.hashes)
    counts = (tree.size, frontier, tree.lines, tree.sealed_upto, tree.grown_at, tree.next_at)
    with database_errors():
        await connection.execute(_GROWN, tree.fund_id, tree.number, *counts)


async def get_tiles(
    connection: Connection, fund_id: UUID, number: int, wanted: Collection[Tile]
) -> dict[Tile, bytes]:
    """Return those of the *wanted* tiles that are there, as wide as they are."""
    if not wanted:
        return {}
    levels, indices = [tile.level for tile in wanted], [tile.index for tile in wanted]
    with database_errors():
        rows = await connection.fetch(_TILES, fund_id, number, levels, indices)
    return {Tile(row[0], row[1]): row[2] for row in rows}


async def put_tiles(
    connection: Connection, fund_id: UUID, number: int, tiles: Mapping[Tile, bytes]
) -> None:
    """Write tiles, in place of narrower ones."""
    columns = ([tile.level for tile in tiles], [tile.index for tile in tiles], [*tiles.values()])
    with database_errors():
        await connection.execute(_PUT_TILES, fund_id, number, *columns)


async def get_public_tile(
    connection: Connection, fund_id: UUID, number: int, tile: Tile, width: int
) -> bytes | None:
    """Return the first *width* hashes of a tile; None unless a signed head covers them all."""
    arguments = (fund_id, number, tile.level, tile.index, width * HASH_BYTES)
    with database_errors():
        found: bytes | None = await connection.fetchval(_PUBLIC_TILE, *arguments)
    return found


async def put_places(
    connection: Connection, fund_id: UUID, number: int, places: Sequence[tuple[int, int]]
) -> None:
    """Write down where lines are: pairs of position and index."""
    if not places:
        return
    columns = ("fund_id", "number", "position", "index")
    records = [(fund_id, number, *place) for place in places]
    with database_errors():
        await connection.copy_records_to_table("log_places", records=records, columns=columns)


async def get_places(
    connection: Connection, fund_id: UUID, number: int, positions: Collection[int]
) -> dict[int, int]:
    """Return where those of the lines are that are in a log: index by position."""
    if not positions:
        return {}
    wanted = (list(positions), min(positions), max(positions))
    with database_errors():
        rows = await connection.fetch(_PLACES, fund_id, number, *wanted)
    return {row[0]: row[1] for row in rows}


async def add_head(connection: Connection, fund_id: UUID, head: SignedHead) -> None:
    """Publish a signed head; the same one once more changes nothing."""
    row = (head.number, head.size, head.root, head.note, head.at)
    with database_errors():
        await connection.execute(_ADD_HEAD, fund_id, *row)
        await connection.execute(_SIGNED, fund_id, head.number, head.size)


async def count_places(connection: Connection, tree: Tree, size: int) -> int:
    """Count the lines that are among the first *size* leaves."""
    if size == tree.size:
        return tree.lines
    with database_errors():
        found: int = await connection.fetchval(_COUNT, tree.fund_id, tree.number, size)
    return found


async def get_head(
    connection: Connection,
    fund_id: UUID,
    number: int,
    size: int | None = None,
    *,
    lock: bool = False,
) -> SignedHead | None:
    """Return the newest head of a log, or that of a *size*; *lock* keeps others from it."""
    with database_errors():
        row = await connection.fetchrow(
            _HEAD + (" for update" if lock else ""), fund_id, number, size
        )
    return SignedHead(*row) if row else None


async def set_note(
    connection: Connection, fund_id: UUID, number: int, size: int, note: str
) -> None:
    """Write the note of a head anew, with more signatures."""
    with database_errors():
        await connection.execute(
            "update log_heads set note = $4 where fund_id = $1 and number = $2 and size = $3",
            *(fund_id, number, size, note),
        )


async def set_stopped(connection: Connection, fund_id: UUID, number: int, code: str | None) -> bool:
    """Write down why a log stopped, or that it goes on; say whether that is new."""
    with database_errors():
        done = await connection.execute(
            "update log_trees set stopped = $3 where fund_id = $1 and number = $2"
            " and stopped is distinct from $3",
            *(fund_id, number, code),
        )
    return done != "UPDATE 0"


async def get_promise(
    connection: Connection, fund_id: UUID, number: int, position: int
) -> str | None:
    """Return what was promised for a line."""
    with database_errors():
        note: str | None = await connection.fetchval(_PROMISE, fund_id, number, position)
    return note


async def add_promise(
    connection: Connection, fund_id: UUID, number: int, position: int, note: str
) -> None:
    """Promise something for a line, unless something was promised before."""
    with database_errors():
        await connection.execute(_ADD_PROMISE, fund_id, number, position, note)
