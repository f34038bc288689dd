"""The rows of requests for help: how they stand, and nothing of what they say."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.errors import database_errors

MAX_WAITING: Final = 200
"""How many requests of a fund wait at most: more than a collective reads in a week."""
MAX_WAITING_BYTES: Final = 400_000_000
"""How much all of them take at most, photos and all."""
_LOCK: Final = "select pg_advisory_xact_lock(hashtext('help requests'), hashtext($1::text))"
_WAITING: Final = """
select count(distinct r.request_id), coalesce(sum(octet_length(v.sealed)), 0)
from help_requests r left join vault_records v
    on v.fund_id = r.fund_id and v.person_id = r.person_id
where r.fund_id = $1 and r.state = 'waiting'
"""
_ADD: Final = """
insert into help_requests
    (fund_id, request_id, person_id, code_hash, tonight, state, arrived_at)
values ($1, $2, $3, $4, $5, 'waiting', $6) on conflict (fund_id, request_id) do nothing
"""
_SELECT: Final = """
select request_id, person_id, tonight, state, arrived_at, case_id from help_requests
where fund_id = $1
"""
_LIST: Final = (
    _SELECT
    + """
order by array_position(array['waiting', 'read', 'listed', 'helped', 'no', 'over'], state),
    not tonight, arrived_at, request_id limit 1000
"""
)
_WITH_CASE: Final = _SELECT + "and case_id is not null order by request_id"
_ONE: Final = _SELECT + "and request_id = $2"
_BY_CODE: Final = _SELECT + "and code_hash = $2"
_MOVE: Final = """
update help_requests set state = $3, case_id = coalesce($4, case_id)
where fund_id = $1 and request_id = $2
"""
_READ: Final = """
update help_requests set state = 'read'
where fund_id = $1 and request_id = $2 and state = 'waiting'
"""
_FUNDS: Final = "select distinct fund_id from help_requests order by fund_id"
_RECODE: Final = "update help_requests set code_hash = $3 where fund_id = $1 and request_id = $2"
_REMOVE: Final = "delete from help_requests where fund_id = $1 and request_id = $2"
_TIDY: Final = """
delete from help_requests r using vault_people p
where r.fund_id = $1 and p.fund_id = $1 and p.person_id = r.person_id and p.erased_on is not null
"""


class State(StrEnum):
    """How a request stands. What whoever asked is told is less: see `api.requests.told`."""

    WAITING = "waiting"
    READ = "read"
    HELPED = "helped"
    LISTED = "listed"
    NO = "no"
    OVER = "over"


class RequestRow(Struct, frozen=True, kw_only=True):
    """A request as the queue shows it, before anything of it is opened."""

    request_id: UUID
    person_id: UUID
    tonight: bool
    state: State
    arrived_at: datetime
    case_id: UUID | None = None


async def hold_queue(connection: Connection, fund_id: UUID) -> None:
    """Let nobody else put a request into the queue of a fund until the transaction ends."""
    with database_errors():
        await connection.execute(_LOCK, str(fund_id))


async def has_room(connection: Connection, fund_id: UUID) -> bool:
    """Say whether another request may come into the queue."""
    with database_errors():
        found = await connection.fetchrow(_WAITING, fund_id)
    assert found is not None, "a count is always there"
    return bool(found[0] < MAX_WAITING and found[1] < MAX_WAITING_BYTES)


async def add_request(
    connection: Connection, fund_id: UUID, row: RequestRow, code_hash: bytes
) -> None:
    """Put a request into the queue. One that is there already is left as it is."""
    with database_errors():
        await connection.execute(
            _ADD,
            fund_id,
            row.request_id,
            row.person_id,
            code_hash,
            row.tonight,
            row.arrived_at,
        )


async def list_requests(connection: Connection, fund_id: UUID) -> list[RequestRow]:
    """List the first thousand: unread ones first, tonight's before others, then by age."""
    with database_errors():
        return [_row(each) for each in await connection.fetch(_LIST, fund_id)]


async def list_with_case(connection: Connection, fund_id: UUID) -> list[RequestRow]:
    """List the requests that became a case."""
    with database_errors():
        return [_row(each) for each in await connection.fetch(_WITH_CASE, fund_id)]


async def list_funds_asked(connection: Connection) -> list[UUID]:
    """List the funds that have any request."""
    with database_errors():
        return [row[0] for row in await connection.fetch(_FUNDS)]


async def get_request(connection: Connection, fund_id: UUID, request_id: UUID) -> RequestRow | None:
    """Return a request of the fund."""
    with database_errors():
        found = await connection.fetchrow(_ONE, fund_id, request_id)
    return None if found is None else _row(found)


async def request_by_code(
    connection: Connection, fund_id: UUID, code_hash: bytes
) -> RequestRow | None:
    """Return the request whose code was typed; one look at one index, found or not."""
    with database_errors():
        found = await connection.fetchrow(_BY_CODE, fund_id, code_hash)
    return None if found is None else _row(found)


async def move_request(
    connection: Connection,
    fund_id: UUID,
    request_id: UUID,
    state: State,
    case_id: UUID | None = None,
) -> None:
    """Say how a request stands now, and in which case it goes on."""
    with database_errors():
        await connection.execute(_MOVE, fund_id, request_id, state.value, case_id)


async def mark_read(connection: Connection, fund_id: UUID, request_id: UUID) -> None:
    """Say that a request was read, if nobody said more about it yet."""
    with database_errors():
        await connection.execute(_READ, fund_id, request_id)


async def recode_request(
    connection: Connection, fund_id: UUID, request_id: UUID, code_hash: bytes
) -> None:
    """Give a request another code; the one before opens nothing any more."""
    with database_errors():
        await connection.execute(_RECODE, fund_id, request_id, code_hash)


async def remove_request(connection: Connection, fund_id: UUID, request_id: UUID) -> None:
    """Forget that there was a request."""
    with database_errors():
        await connection.execute(_REMOVE, fund_id, request_id)


async def remove_erased(connection: Connection, fund_id: UUID) -> None:
    """Forget the requests of everybody whose key is gone."""
    with database_errors():
        await connection.execute(_TIDY, fund_id)


def _row(found: object) -> RequestRow:
    fields = dict(found)  # type: ignore[call-overload]
    return RequestRow(**fields | {"state": State(fields["state"])})
