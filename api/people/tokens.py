"""Tokens: what a program signs in with for a person, for certain things and until a certain day.

They can be told from anything else by how they begin, so that one which leaked is recognised. A
token never authorises a payment and never governs; that takes a person with a fresh code.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from msgspec import Struct

from api.i18n import N_
from api.people.refused import StepUpNeeded, Unfit
from api.problems import Wrong
from api.session import Scope, Session, hashed, is_plausible, reference_of
from ledger.store.errors import DiskFull, database_errors

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

PREFIX: Final = "parasol_"
MOST_DAYS: Final = 90
_SECRET_BYTES: Final = 32
_HINT_SIGNS: Final = 4
_NOTE_EVERY: Final = timedelta(hours=1)

__all__ = ["MOST_DAYS", "PREFIX", "Scope", "Token", "Tokens"]


class Token(Struct, frozen=True):
    """A token as its owner sees it. *hint* is how its secret begins after the prefix."""

    reference: str
    hint: str
    scopes: frozenset[Scope]
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


class Tokens:
    """Makes, finds and ends tokens."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def make(self, session: Session, scopes: Collection[Scope], days: int) -> str:
        """Make a token that lives *days* and return its secret, which is kept nowhere.

        Raises `StepUpNeeded` without a fresh code, and `Unfit` naming ``scopes`` or ``days``.
        """
        now = self._now()
        if not session.is_stepped_up(now):
            raise StepUpNeeded
        wrongs = []
        if not scopes:
            wrongs.append(Wrong("scopes", N_("choose at least one")))
        if not 1 <= days <= MOST_DAYS:
            wrongs.append(Wrong("days", N_("must be a whole number from 1 to 90")))
        if wrongs:
            raise Unfit(*wrongs)
        random = secrets.token_urlsafe(_SECRET_BYTES)
        async with self._database.acquire() as connection:
            await connection.execute(
                "insert into api_tokens (token_hash, sign_in_id, hint, scopes, made_at, ends_at)"
                " values ($1, $2, $3, $4, $5, $6)",
                hashed(PREFIX + random),
                session.sign_in_id,
                random[:_HINT_SIGNS],
                sorted(scope.value for scope in set(scopes)),
                now,
                now + timedelta(days=days),
            )
        return PREFIX + random

    async def find(self, secret: str) -> Session | None:
        """Return what a living token stands for; None when there is none."""
        if not is_plausible(secret):
            return None
        token_hash, now = hashed(secret), self._now()
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(
                "select sign_in_id, scopes, made_at, ends_at, used_at from api_tokens"
                " where token_hash = $1 and ends_at > $2",
                token_hash,
                now,
            )
            if row is None:
                return None
            if row["used_at"] is None or now - row["used_at"] >= _NOTE_EVERY:
                # Without room on the disk nothing can be noted, but the books can still be read.
                with suppress(DiskFull), database_errors():
                    await connection.execute(
                        "update api_tokens set used_at = $2 where token_hash = $1", token_hash, now
                    )
        return Session(
            token_hash,
            row["sign_in_id"],
            row["made_at"],
            row["ends_at"],
            "",
            "api",
            None,
            _scopes(row["scopes"]),
        )

    async def list_of(self, sign_in_id: UUID) -> list[Token]:
        """List the living tokens of a person, the latest first."""
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                "select token_hash, hint, scopes, made_at, ends_at, used_at from api_tokens"
                " where sign_in_id = $1 and ends_at > $2 order by made_at desc, token_hash",
                sign_in_id,
                self._now(),
            )
        return [
            Token(
                reference_of(row["token_hash"]),
                row["hint"],
                _scopes(row["scopes"]),
                row["made_at"],
                row["ends_at"],
                row["used_at"],
            )
            for row in rows
        ]

    async def end(self, sign_in_id: UUID, reference: str) -> bool:
        """End the token that its owner sees as *reference*; False when there is none."""
        if reference not in {token.reference for token in await self.list_of(sign_in_id)}:
            return False
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from api_tokens"
                " where sign_in_id = $1 and starts_with(encode(token_hash, 'hex'), $2)",
                sign_in_id,
                reference,
            )
        return True

    async def end_all_of(self, sign_in_id: UUID) -> int:
        """End every token of one person; return how many were alive."""
        async with self._database.acquire() as connection:
            ended = await connection.fetch(
                "with ended as (delete from api_tokens where sign_in_id = $1 returning ends_at)"
                " select from ended where ends_at > $2",
                sign_in_id,
                self._now(),
            )
        return len(ended)


def _scopes(stored: Collection[str]) -> frozenset[Scope]:
    return frozenset(Scope(scope) for scope in stored)
