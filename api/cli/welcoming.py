"""Codes for the people of a book that came from elsewhere: who may be given one, and who not.

A loaded book names people whose sign-ins are on another machine, so here nobody can open it. The
terminal lets them in once, all on the same ground: as long as not one of them signs in here. If it
could do that in a fund that lives here, whoever has the machine would come in as somebody who was
invited and has not come, and be the second person that a payment takes.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from api.cli.failures import Refused
from api.clock import utc_now
from api.people.invitations import Invitations
from api.people.refused import AlreadyJoined, AskedElsewhere
from ledger.events import (
    MemberLeft,
    OrderChanged,
    OrderRequested,
    SingleSignerEnded,
    SuspensionConfirmed,
)
from ledger.members import AdmitMember
from ledger.orders.content import command_of
from ledger.store.errors import database_errors
from ledger.store.mapper import decode
from ledger.store.reading import walk_lines

if TYPE_CHECKING:
    from api.cli.opened import Opened
    from ledger.fund import Fund
    from ledger.store.connection import Connection
    from ledger.store.database import Database

_MARK: Final = "welcome: "
_ORDERS: Final = "order."
_JOINED: Final = "select sign_in_id from sign_ins where sign_in_id = any($1::uuid[])"
_BOUND: Final = "select sign_in_id from newcomers where fund_id = $1 and sign_in_id = any($2)"
# Somebody who keeps two funds that moved here together is one person, with the code of either.
_ASKED_ELSEWHERE: Final = """
select exists (
    select from newcomers n where n.sign_in_id = any($1::uuid[]) and n.fund_id <> $2
        and not exists (select from instance where name = $3 || n.fund_id::text)
        and not exists (select from sign_ins s where s.sign_in_id = n.sign_in_id)
)
"""
_REMEMBER: Final = """
insert into instance (name, value)
select $1, $2 where not exists (select from sign_ins where sign_in_id = any($3::uuid[]))
on conflict do nothing
"""
_FIRST: Final = "select sign_in_id from sign_ins order by made_at, sign_in_id limit 1"

_NOBODY: Final = "The book of this fund names nobody who could be welcomed."
_LIVES_HERE: Final = (
    "Somebody of this fund signs in here already, so the terminal lets nobody else in. "
    "Others are invited by its stewards."
)
_ELSEWHERE: Final = (
    "Another fund of this instance has asked for somebody whom this book names too, so the "
    "terminal lets nobody in. Load the book into an instance that knows none of its people."
)
_TWO_NOW: Final = (
    "Since this fund was welcomed here its people have decided that two sign. "
    "Whoever is still missing is invited by two stewards."
)
_ALL_HERE: Final = (
    "Everybody who came with this book has joined or left. Others are invited by its stewards."
)


class Welcome(Struct, frozen=True):
    """How long a book was when it was first welcomed here, and who belonged to the fund then."""

    position: int
    members: tuple[UUID, ...]


class Welcomed(Struct, frozen=True):
    """The *codes* of those who may come, and how many others of the book there are, by reason."""

    fund: "Fund"
    codes: Mapping[UUID, str]
    joined: int
    with_another_fund: int
    later: int


async def welcome(opened: "Opened", fund_id: UUID) -> Welcomed:
    """Make a code for everybody who came with the book and has not joined; older ones end.

    Raises Refused when the fund lives here, or when nobody is left to come.
    """
    fund, position = await opened.books.get_fund(fund_id)
    members = fund.governance.members
    if not members:
        raise Refused(_NOBODY)
    known = await _known(opened.database, fund_id)
    if known is None:
        known = await _begin(opened, fund_id, Welcome(position, members))
    left = await _left_since(opened.database, fund_id, known.position)
    came = [who for who in members if who in known.members and who not in left]
    async with opened.database.acquire() as connection:
        joined = await _ids(connection, _JOINED, members)
        bound = await _ids(connection, _BOUND, fund_id, came)
        by = await _first_sign_in(connection)
    invited = [who for who in came if who in bound and who not in joined]
    codes = await _codes(opened.database, invited, by)
    missing = {*came} - joined
    if not missing:
        raise Refused(_ALL_HERE)
    return Welcomed(
        fund=fund,
        codes=codes,
        joined=len(joined),
        with_another_fund=len(missing - bound),
        later=len({*members} - {*came} - joined),
    )


async def _known(database: "Database", fund_id: UUID) -> Welcome | None:
    """Return how the fund was welcomed here; None when it never was."""
    async with database.acquire() as connection:
        with database_errors():
            value = await connection.fetchval(
                "select value from instance where name = $1", f"{_MARK}{fund_id}"
            )
    return None if value is None else msgspec.json.decode(value, type=Welcome)


async def _begin(opened: "Opened", fund_id: UUID, first: Welcome) -> Welcome:
    """Remember that the fund was welcomed here, for ever, and who belonged to it.

    Whoever the book names, or asks for, is bound to it first: from then on no other fund can have
    an invitation made for them.
    """
    named = [*first.members, *await _asked_for(opened.database, fund_id)]
    async with opened.database.acquire() as connection:
        with database_errors():
            if await _ids(connection, _JOINED, first.members):
                raise Refused(_LIVES_HERE)
            if await connection.fetchval(_ASKED_ELSEWHERE, named, fund_id, _MARK):
                raise Refused(_ELSEWHERE)
    for who in named:
        with suppress(AskedElsewhere):  # by a fund that moved here as well
            await Invitations(opened.database, utc_now).bind(who, fund_id)
    async with opened.database.acquire() as connection:
        with database_errors():
            # Looked at once more in the statement that writes it: somebody may just have joined.
            await connection.execute(
                _REMEMBER, f"{_MARK}{fund_id}", msgspec.json.encode(first), [*first.members]
            )
    known = await _known(opened.database, fund_id)
    if known is None:
        raise Refused(_LIVES_HERE)
    return known


async def _asked_for(database: "Database", fund_id: UUID) -> list[UUID]:
    """Return whom any order of the book would admit: an open one may still be agreed to here."""
    asked = []
    async with database.acquire() as connection:
        async for lines in walk_lines(connection, fund_id):
            for line in lines:
                if not line.topic.startswith(_ORDERS):  # of a long book most lines are no orders
                    continue
                event = decode(line.topic, line.payload)
                if isinstance(event, OrderRequested | OrderChanged):
                    command = command_of(event.content)
                    asked += [command.sign_in] if isinstance(command, AdmitMember) else []
    return asked


async def _left_since(database: "Database", fund_id: UUID, position: int) -> set[UUID]:
    """Return who left after *position*; who was admitted again later did not come with the book.

    Raises Refused when single-signer mode ended after *position*.
    """
    left: set[UUID] = set()
    async with database.acquire() as connection:
        async for lines in walk_lines(connection, fund_id, position):
            for line in lines:
                match decode(line.topic, line.payload):
                    case MemberLeft(sign_in=who) | SuspensionConfirmed(holder=who):
                        left.add(who)
                    case SingleSignerEnded():
                        raise Refused(_TWO_NOW)
                    case _:
                        pass
    return left


async def _codes(database: "Database", invited: Collection[UUID], by: UUID) -> dict[UUID, str]:
    """Make a whole code for each; whoever joins at this very moment needs none."""
    codes = {}
    for who in invited:
        with suppress(AlreadyJoined):
            codes[who] = await Invitations(database, utc_now).whole(who, by)
    return codes


async def _ids(connection: "Connection", query: str, *values: object) -> set[UUID]:
    with database_errors():
        return {row[0] for row in await connection.fetch(query, *values)}


async def _first_sign_in(connection: "Connection") -> UUID:
    """Return in whose name the terminal makes codes; without any, as the first start makes it."""
    with database_errors():
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext('parasol sign-ins'))")
            first: UUID | None = await connection.fetchval(_FIRST)
            if first is None:
                first = uuid4()
                await connection.execute(
                    "insert into sign_ins (sign_in_id, made_at) values ($1, $2)", first, utc_now()
                )
    return first
