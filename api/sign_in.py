"""Signing in with a one-time code: printed by the service, typed once, gone.

A code has 100 random bits, so guessing is hopeless; only its hash is stored. Wrong, used and
expired codes look the same and take the same time. After many wrong ones every attempt, right or
wrong, waits a little; the wait has an end and shrinks by itself, so nobody can be locked out.

The first person comes in this way, until they have chosen a handle and a passphrase.
"""

import asyncio
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from api.people.refused import AlreadyClaimed

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

CODE_LIFE: Final = timedelta(hours=24)
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty-two signs without I, L, O and U: those are mistaken for others."""
_SIGNS: Final = 20
_GROUP: Final = 5
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u2013": ""})
_LONGEST_TYPED: Final = 80

_FREE_FAILURES: Final = 5
_FIRST_WAIT: Final = 0.25
_LONGEST_WAIT: Final = 4.0
_FORGIVEN_AFTER: Final = timedelta(seconds=15)
_MOST_FAILURES: Final = 20
_FIRST: Final = "select sign_in_id, claimed_at from sign_ins order by made_at, sign_in_id limit 1"


def new_code() -> str:
    """Return a fresh code, in groups that can be read out over a telephone."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_SIGNS))
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))


def code_hash(typed: str) -> bytes:
    """Return the hash of a code as somebody types it: case, spaces and dashes do not matter."""
    plain = "".join(typed[:_LONGEST_TYPED].upper().split()).translate(_LOOKALIKES)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


class Slowdown:
    """How long the next attempt waits, for everybody alike; in memory, without any lock."""

    def __init__(self, now: "Clock") -> None:
        self._now = now
        self._failures = 0
        self._since: datetime = now()

    def failed(self) -> None:
        """Count one wrong attempt."""
        self._forgive()
        self._failures = min(self._failures + 1, _MOST_FAILURES)

    def seconds(self) -> float:
        """Return the wait of an attempt that comes now."""
        self._forgive()
        over = self._failures - _FREE_FAILURES
        return 0.0 if over < 0 else float(min(_LONGEST_WAIT, _FIRST_WAIT * 2**over))

    async def wait(self) -> None:
        """Wait as long as an attempt that comes now must."""
        await asyncio.sleep(self.seconds())

    def _forgive(self) -> None:
        """Forget one failure for each stretch of time that has passed."""
        now = self._now()
        stretches = max(0, (now - self._since) // _FORGIVEN_AFTER)
        self._failures = max(0, self._failures - stretches)
        self._since = now if self._failures == 0 else self._since + stretches * _FORGIVEN_AFTER


class SignIn:
    """Issues and redeems codes."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now
        self.slowdown = Slowdown(now)

    async def issue_code(self) -> str:
        """Make a code for the first sign-in of this service; the text is kept nowhere.

        Raises `AlreadyClaimed` once somebody chose handle and passphrase for it: then whoever has
        a terminal must not be able to come in as that person.
        """
        code, now = new_code(), self._now()
        async with self._database.acquire() as connection, connection.transaction():
            # One at a time: two first codes must not make two treasurers.
            await connection.execute("select pg_advisory_xact_lock(hashtext('parasol sign-ins'))")
            first = await connection.fetchrow(_FIRST)
            if first is not None and first["claimed_at"] is not None:
                raise AlreadyClaimed
            sign_in_id = first["sign_in_id"] if first else uuid4()
            if first is None:
                await connection.execute(
                    "insert into sign_ins (sign_in_id, made_at) values ($1, $2)", sign_in_id, now
                )
            await connection.execute("delete from sign_in_codes where ends_at <= $1", now)
            await connection.execute(
                "insert into sign_in_codes (code_hash, sign_in_id, made_at, ends_at)"
                " values ($1, $2, $3, $4)",
                code_hash(code),
                sign_in_id,
                now,
                now + CODE_LIFE,
            )
        return code

    async def end_codes(self) -> int:
        """Take away every code that nobody has used; return how many would still have worked."""
        now = self._now()
        async with self._database.acquire() as connection:
            taken = await connection.fetch(
                "with taken as (delete from sign_in_codes where used_at is null returning ends_at)"
                " select from taken where ends_at > $1",
                now,
            )
        return len(taken)

    async def first(self) -> UUID | None:
        """Return the first sign-in of this service; None when there is none yet."""
        async with self._database.acquire() as connection:
            first: UUID | None = await connection.fetchval(_FIRST)
        return first

    async def has_sign_in(self) -> bool:
        """Whether anybody has ever been given a code."""
        async with self._database.acquire() as connection:
            return bool(await connection.fetchval("select exists (select from sign_ins)"))

    async def redeem(self, typed: str) -> UUID | None:
        """Return who signs in with this code, and use it up; None for any other text."""
        await self.slowdown.wait()
        async with self._database.acquire() as connection:
            # One statement: of two who type the same code at once, one gets in. The hash is
            # looked up, never the code, so the time it takes says nothing about the code.
            sign_in_id: UUID | None = await connection.fetchval(
                "update sign_in_codes c set used_at = $2 from sign_ins s"
                " where code_hash = $1 and used_at is null and ends_at > $2"
                " and s.sign_in_id = c.sign_in_id and s.claimed_at is null"
                " returning c.sign_in_id",
                code_hash(typed),
                self._now(),
            )
        if sign_in_id is None:
            self.slowdown.failed()
        return sign_in_id
