"""The rows of ballot boxes: sealed ballots, and who put one in. Nothing here can open any.

With every ballot all rows of a box are written anew, ballots in the order of their digests and
marks in that of the ids: so neither the order of the rows nor the transaction that wrote them says
which ballot came with which mark.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

_HOLD: Final = "select pg_advisory_xact_lock(hashtext('ballot box'), hashtext($1::text))"
_GET: Final = """
select state, public_key from ballot_boxes where fund_id = $1 and proposal_id = $2 and stage = $3
"""
_MAKE: Final = """
insert into ballot_boxes (fund_id, proposal_id, stage, state, public_key)
values ($1, $2, $3, 'open', $4) on conflict (fund_id, proposal_id, stage) do nothing
"""
_MOVE: Final = """
update ballot_boxes set state = $4 where fund_id = $1 and proposal_id = $2 and stage = $3
"""
_SHUT: Final = """
insert into ballot_boxes (fund_id, proposal_id, stage, state) values ($1, $2, $3, 'closed')
on conflict (fund_id, proposal_id, stage) do update set state = 'closed', public_key = null
"""
_STAGES: Final = """
select stage from ballot_boxes where fund_id = $1 and proposal_id = $2 and state <> 'closed'
order by stage
"""
_LIST: Final = """
select fund_id, proposal_id, stage, state from ballot_boxes where state <> 'closed'
order by fund_id, proposal_id, stage
"""
_BALLOTS: Final = """
select code_hash, sealed from ballots where fund_id = $1 and proposal_id = $2 and stage = $3
order by code_hash
"""
_MARKS: Final = """
select sign_in from ballot_marks where fund_id = $1 and proposal_id = $2 and stage = $3
order by sign_in
"""
_CLEAR_BALLOTS: Final = """
delete from ballots where fund_id = $1 and proposal_id = $2 and stage = $3
"""
_CLEAR_MARKS: Final = """
delete from ballot_marks where fund_id = $1 and proposal_id = $2 and stage = $3
"""
_PUT_BALLOTS: Final = """
insert into ballots (fund_id, proposal_id, stage, code_hash, sealed)
select $1, $2, $3, put.code_hash, put.sealed
from unnest($4::bytea[], $5::bytea[]) as put (code_hash, sealed) order by put.code_hash
"""
_PUT_MARKS: Final = """
insert into ballot_marks (fund_id, proposal_id, stage, sign_in)
select $1, $2, $3, put.sign_in from unnest($4::uuid[]) as put (sign_in) order by put.sign_in
"""
_TABLES: Final = ("ballots", "ballot_marks")
_MAINTAINABLE: Final = 170_000
"""The first version of PostgreSQL in which a role may be let vacuum a table of others."""


class State(StrEnum):
    """How a box is: ballots come in, it is being counted, or nothing is in it any more."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Place(Struct, frozen=True):
    """Which box it is: that of one stage of one proposal."""

    fund_id: UUID
    proposal_id: UUID
    stage: int


class BoxRow(Struct, frozen=True):
    """How a box is, and the key that seals for it."""

    state: State
    public_key: bytes | None


class OpenBox(Struct, frozen=True):
    """A box that is not closed."""

    place: Place
    state: State


async def hold_box(connection: Connection, proposal_id: UUID) -> None:
    """Let nobody else take in or count ballots of a proposal until the transaction ends."""
    with database_errors():
        await connection.execute(_HOLD, str(proposal_id))


async def get_box(connection: Connection, place: Place) -> BoxRow | None:
    """Return a box; None before anybody put a ballot in."""
    with database_errors():
        found = await connection.fetchrow(_GET, *_ids(place))
    return None if found is None else BoxRow(State(found["state"]), found["public_key"])


async def make_box(connection: Connection, place: Place, public_key: bytes) -> None:
    """Keep a new box; one that is there stays as it is."""
    with database_errors():
        await connection.execute(_MAKE, *_ids(place), public_key)


async def move_box(connection: Connection, place: Place, state: State) -> None:
    """Say how a box is now."""
    with database_errors():
        await connection.execute(_MOVE, *_ids(place), state.value)


async def empty_box(connection: Connection, place: Place) -> None:
    """Remove all that is in a box, and close it for ever."""
    with database_errors():
        await connection.execute(_CLEAR_BALLOTS, *_ids(place))
        await connection.execute(_CLEAR_MARKS, *_ids(place))
        await connection.execute(_SHUT, *_ids(place))


async def list_stages(connection: Connection, fund_id: UUID, proposal_id: UUID) -> list[int]:
    """List the stages of a proposal whose boxes are not closed."""
    with database_errors():
        return [row[0] for row in await connection.fetch(_STAGES, fund_id, proposal_id)]


async def list_open_boxes(connection: Connection) -> list[OpenBox]:
    """List the boxes of all funds that are not closed."""
    with database_errors():
        rows = await connection.fetch(_LIST)
    return [OpenBox(Place(row[0], row[1], row[2]), State(row[3])) for row in rows]


async def list_ballots(connection: Connection, place: Place) -> dict[bytes, bytes]:
    """Return the sealed ballots of a box by the digests of their slips."""
    with database_errors():
        return {row[0]: row[1] for row in await connection.fetch(_BALLOTS, *_ids(place))}


async def list_marks(connection: Connection, place: Place) -> tuple[UUID, ...]:
    """List who put a ballot into a box, by id."""
    with database_errors():
        return tuple(row[0] for row in await connection.fetch(_MARKS, *_ids(place)))


async def put_in(
    connection: Connection, place: Place, ballots: Mapping[bytes, bytes], marks: Collection[UUID]
) -> None:
    """Write everything that is in a box anew."""
    with database_errors():
        await connection.execute(_CLEAR_BALLOTS, *_ids(place))
        await connection.execute(_CLEAR_MARKS, *_ids(place))
        await connection.execute(
            _PUT_BALLOTS, *_ids(place), list(ballots.keys()), list(ballots.values())
        )
        await connection.execute(_PUT_MARKS, *_ids(place), list(marks))


async def clear_away(connection: Connection) -> bool:
    """Have PostgreSQL clear away the dead rows of boxes; False where this role may not.

    Before PostgreSQL 17 only the owner of a table may: there it is left to autovacuum, which these
    tables ask to come at once.
    """
    with database_errors():
        if connection.get_server_version().major * 10_000 < _MAINTAINABLE:
            return False
        for table in _TABLES:
            if not await connection.fetchval(
                "select has_table_privilege(current_user, $1::text, 'maintain')", table
            ):
                return False
            await connection.execute(f"vacuum {table}")
    return True


def _ids(place: Place) -> tuple[UUID, UUID, int]:
    return place.fund_id, place.proposal_id, place.stage
