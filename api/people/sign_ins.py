"""The rows of sign-ins: who has which handle, and what is kept of their passphrase."""

from collections.abc import Collection
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from api.i18n import N_
from api.people.handles import handle_key, handle_problem, tidy_handle
from api.people.passphrases import passphrase_problem
from api.people.refused import Unfit
from api.problems import Wrong
from ledger.store.errors import IntegrityError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.clock import Clock
    from ledger.store.connection import Connection
    from ledger.store.database import Database

_BY_HANDLE: Final = "select sign_in_id, handle, passphrase_hash from sign_ins where handle_key = $1"
_BY_ID: Final = (
    "select sign_in_id, handle, passphrase_hash from sign_ins"
    " where sign_in_id = $1 and handle is not null"
)


class Kept(Struct, frozen=True):
    """Whom a handle leads to, and what is kept of their passphrase."""

    sign_in_id: UUID
    handle: str
    passphrase_hash: str

    def __repr__(self) -> str:
        """Show nothing of the passphrase."""
        return "Kept(…)"


def check_chosen(handle: str, passphrase: str) -> None:
    """Raise `Unfit` naming all that is wrong with what somebody chose."""
    wrongs = [
        Wrong(field, expected)
        for field, expected in (
            ("handle", handle_problem(handle)),
            ("passphrase", passphrase_problem(passphrase, handle)),
        )
        if expected
    ]
    if wrongs:
        raise Unfit(*wrongs)


def taken() -> Unfit:
    """Return the refusal of a handle that somebody else has."""
    return Unfit(Wrong("handle", N_("is taken by somebody else; choose another")))


@contextmanager
def free_handle() -> "Iterator[None]":
    """Say of a handle that somebody took meanwhile that it is taken."""
    try:
        yield
    except IntegrityError:
        raise taken() from None


class SignIns:
    """Finds and changes sign-ins."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def handles(self, sign_in_ids: Collection[UUID]) -> dict[UUID, str]:
        """Return the handles of those who have chosen one."""
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                "select sign_in_id, handle from sign_ins"
                " where sign_in_id = any($1::uuid[]) and handle is not null",
                list(sign_in_ids),
            )
        return {row["sign_in_id"]: row["handle"] for row in rows}

    async def by_handle(self, handle: str) -> Kept | None:
        """Return whom a handle leads to; None when nobody has it."""
        return await self._kept(_BY_HANDLE, handle_key(handle))

    async def by_id(self, sign_in_id: UUID) -> Kept | None:
        """Return somebody by their id; None when they are unknown or have not chosen a handle."""
        return await self._kept(_BY_ID, sign_in_id)

    async def _kept(self, query: str, value: str | UUID) -> Kept | None:
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(query, value)
        return Kept(row["sign_in_id"], row["handle"], row["passphrase_hash"]) if row else None

    async def claim(self, sign_in_id: UUID, handle: str, passphrase_hash: str) -> bool:
        """Give handle and passphrase to a sign-in that has none, and end the codes that led to it.

        False when it has them already. Raises `Unfit` when somebody else took the handle.
        """
        with free_handle():
            async with self._database.acquire() as connection, connection.transaction():
                claimed = await connection.fetchval(
                    "update sign_ins set handle = $2, handle_key = $3, passphrase_hash = $4,"
                    " claimed_at = $5"
                    " where sign_in_id = $1 and claimed_at is null returning true",
                    sign_in_id,
                    tidy_handle(handle),
                    handle_key(handle),
                    passphrase_hash,
                    self._now(),
                )
                if claimed:
                    await connection.execute(
                        "delete from sign_in_codes where sign_in_id = $1", sign_in_id
                    )
        return bool(claimed)

    async def add(
        self, connection: "Connection", sign_in_id: UUID, handle: str, passphrase_hash: str
    ) -> None:
        """Make a sign-in with handle and passphrase, in the transaction of *connection*."""
        await connection.execute(
            "insert into sign_ins"
            " (sign_in_id, made_at, handle, handle_key, passphrase_hash, claimed_at)"
            " values ($1, $5, $2, $3, $4, $5)",
            sign_in_id,
            tidy_handle(handle),
            handle_key(handle),
            passphrase_hash,
            self._now(),
        )

    async def set_passphrase(self, sign_in_id: UUID, passphrase_hash: str) -> None:
        """Put another passphrase in the place of the one somebody has."""
        async with self._database.acquire() as connection:
            await connection.execute(
                "update sign_ins set passphrase_hash = $2"
                " where sign_in_id = $1 and claimed_at is not null",
                sign_in_id,
                passphrase_hash,
            )
