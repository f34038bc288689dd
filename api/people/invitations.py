"""Invitations: what a new person types once, so that a sign-in becomes theirs.

While one person keeps a fund they hand over one whole code. Afterwards the code comes in two
halves of eighty bits: one for the steward who asked for the new member, one for the steward who
agreed. Neither can type both, so nobody makes a second person of themselves. Wrong, used and
expired codes look the same.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from api.people.codes import INVITATION_SIGNS, code_hash, paper_code
from api.people.refused import AlreadyJoined, AskedElsewhere, HalvesGiven

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.connection import Connection
    from ledger.store.database import Database

LIFE: Final = timedelta(days=7)
_HALVES: Final = 2
_MATCHING: Final = """
select sign_in_id, is_whole from invitations
where code_hash = any($1::bytea[]) and ends_at > $2 order by code_hash for update
"""


_BIND: Final = """
insert into newcomers (sign_in_id, fund_id, made_at)
select $1, $2, $3 where not exists (select from sign_ins where sign_in_id = $1)
on conflict do nothing
"""


class Invitations:
    """Makes, voids and takes invitations."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def bind(self, sign_in_id: UUID, fund_id: UUID) -> None:
        """Note that a fund asks for somebody, before its book says so.

        Whoever has a sign-in may be asked into any fund. Of anybody else only the first fund may
        have invitations made, for ever. Raises `AskedElsewhere` for the others.
        """
        async with self._database.acquire() as connection:
            await connection.execute(_BIND, sign_in_id, fund_id, self._now())
            elsewhere = await connection.fetchval(
                "select exists (select from newcomers where sign_in_id = $1 and fund_id <> $2)"
                " and not exists (select from sign_ins where sign_in_id = $1)",
                sign_in_id,
                fund_id,
            )
        if elsewhere:
            raise AskedElsewhere

    async def half(self, sign_in_id: UUID, by: UUID) -> str:
        """Return the half that the steward *by* hands over; a half they had before ends.

        Raises `HalvesGiven` when two others hold halves, and `AlreadyJoined`.
        """
        return await self._make(sign_in_id, by, is_whole=False)

    async def whole(self, sign_in_id: UUID, by: UUID) -> str:
        """Return a code that suffices alone; what was there before ends.

        In single-signer mode, and for the people of a book that moved here (`parasol welcome`).

        Raises `AlreadyJoined`.
        """
        return await self._make(sign_in_id, by, is_whole=True)

    async def _make(self, sign_in_id: UUID, by: UUID, *, is_whole: bool) -> str:
        code, now = paper_code(INVITATION_SIGNS), self._now()
        async with self._database.acquire() as connection, connection.transaction():
            # One at a time: two stewards must not both find that one half is given.
            await connection.execute(
                "select pg_advisory_xact_lock(hashtextextended($1::text, 0))", str(sign_in_id)
            )
            if await connection.fetchval(
                "select exists (select from sign_ins where sign_in_id = $1)", sign_in_id
            ):
                raise AlreadyJoined
            await connection.execute(
                "delete from invitations where ends_at <= $3"
                " or (sign_in_id = $1 and (made_by = $2 or is_whole or $4))",
                sign_in_id,
                by,
                now,
                is_whole,
            )
            given = await connection.fetchval(
                "select count(*) from invitations where sign_in_id = $1", sign_in_id
            )
            if given >= _HALVES:
                raise HalvesGiven
            await connection.execute(
                "insert into invitations"
                " (sign_in_id, made_by, is_whole, code_hash, made_at, ends_at)"
                " values ($1, $2, $3, $4, $5, $6)",
                sign_in_id,
                by,
                is_whole,
                code_hash(code),
                now,
                now + LIFE,
            )
        return code

    async def void(self, sign_in_ids: Collection[UUID]) -> None:
        """End the invitations of these sign-ins, whole codes and halves."""
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from invitations where sign_in_id = any($1::uuid[])", list(sign_in_ids)
            )

    async def waiting(self, sign_in_ids: Collection[UUID]) -> dict[UUID, datetime]:
        """Return which of these invitations can still be typed, or half of them, and until when."""
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                "select sign_in_id, min(ends_at) as ends_at from invitations"
                " where sign_in_id = any($1::uuid[]) and ends_at > $2 group by sign_in_id",
                list(sign_in_ids),
                self._now(),
            )
        return {row["sign_in_id"]: row["ends_at"] for row in rows}

    async def invited(self, connection: "Connection", first: str, second: str) -> UUID | None:
        """Return whose invitation these are: a whole code and nothing, or both halves of one.

        Holds its rows until the transaction of *connection* ends: of two at once one gets it,
        if whoever gets it ends it.
        """
        typed = [text for text in (first, second) if text.strip()]
        rows = await connection.fetch(_MATCHING, [code_hash(text) for text in typed], self._now())
        match rows:
            case [one] if one["is_whole"] and len(typed) == 1:
                invited: UUID = one["sign_in_id"]
                return invited
            case [one, other] if one["sign_in_id"] == other["sign_in_id"]:
                invited = one["sign_in_id"]
                return None if one["is_whole"] or other["is_whole"] else invited
            case _:
                return None

    async def end(self, connection: "Connection", sign_in_id: UUID) -> None:
        """End an invitation that is being taken, in the transaction that makes the sign-in."""
        await connection.execute("delete from invitations where sign_in_id = $1", sign_in_id)
