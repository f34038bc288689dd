"""Sessions on the server: a random id in the browser, its hash in the database, nothing else.

An id counts only when the database knows it, so a planted one is worth nothing. A new id is made
at every sign-in and whenever what the session may do changes, and the old one ends. A stranger
gets no cookie, and a request that changes nothing writes nothing: the time of the last visit is
written at most once a minute. The same table holds the sessions of programs; a cookie never opens
the API, nor a program's secret a page. Long-lived tokens are in `api.people.tokens`.
"""

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from litestar.datastructures import Cookie

from api.session import (
    STEPPED_UP,
    ListedSession,
    Scope,
    Session,
    Way,
    forgery_token,
    hashed,
    is_plausible,
    reference_of,
    session_of,
)
from api.settings import Settings
from ledger.store.errors import DiskFull, database_errors

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

IDLE: Final = timedelta(minutes=30)
"""A session nobody used for this long has ended."""
ABSOLUTE: Final = timedelta(hours=12)
"""A session ends this long after signing in, used or not."""
PENDING: Final = timedelta(minutes=5)
"""How long the code of the second factor is waited for."""
WRONG_CODES: Final = 5
"""So many wrong codes or passphrases end the session they were typed in."""
TOUCH_EVERY: Final = timedelta(minutes=1)
_SECRET_BYTES: Final = 32
__all__ = [
    "ABSOLUTE",
    "IDLE",
    "PENDING",
    "STEPPED_UP",
    "TOUCH_EVERY",
    "WRONG_CODES",
    "ListedSession",
    "Scope",
    "Session",
    "Sessions",
    "Way",
    "cookie_name",
    "forgery_token",
    "session_cookie",
    "session_of",
]


class Sessions:
    """Opens, finds, rotates and ends sessions."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def start(
        self,
        sign_in_id: UUID,
        way: Way,
        *,
        instead_of: Session | None = None,
        stepped_up: bool = False,
    ) -> str:
        """Start a session, end the one it replaces, and return the new secret.

        *stepped_up* says that a code of the second factor was given just now.
        """
        now = self._now()
        stepped_up_at = now if stepped_up else None
        return await self._insert(sign_in_id, way, ABSOLUTE, instead_of, stepped_up_at)

    async def start_pending(self, sign_in_id: UUID) -> str:
        """Note that the passphrase was right and a code is awaited; return the secret of that.

        It opens neither a page nor the API.
        """
        return await self._insert(sign_in_id, "pending", PENDING, None, None)

    async def _insert(
        self,
        sign_in_id: UUID,
        way: str,
        life: timedelta,
        instead_of: Session | None,
        stepped_up_at: datetime | None,
    ) -> str:
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._now()
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute(
                "delete from sessions where session_hash = $1 or ends_at <= $2 or seen_at <= $3",
                instead_of.session_hash if instead_of else b"",
                now,
                now - IDLE,
            )
            await connection.execute(
                "insert into sessions (session_hash, sign_in_id, way, started_at, seen_at,"
                " ends_at, stepped_up_at) values ($1, $2, $3, $4, $4, $5, $6)",
                hashed(secret),
                sign_in_id,
                way,
                now,
                now + life,
                stepped_up_at,
            )
        return secret

    async def find(self, secret: str, way: Way) -> Session | None:
        """Return the living session of *secret*; None when there is none."""
        if not is_plausible(secret):
            return None
        session_hash, now = hashed(secret), self._now()
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(
                "select sign_in_id, started_at, seen_at, ends_at, stepped_up_at from sessions"
                " where session_hash = $1 and way = $2 and ends_at > $3 and seen_at > $4",
                session_hash,
                way,
                now,
                now - IDLE,
            )
            if row is None:
                return None
            if now - row["seen_at"] >= TOUCH_EVERY:
                # Without room on the disk nothing can be noted, but the books can still be read.
                with suppress(DiskFull), database_errors():
                    await connection.execute(
                        "update sessions set seen_at = $2 where session_hash = $1",
                        session_hash,
                        now,
                    )
        return Session(
            session_hash,
            row["sign_in_id"],
            row["started_at"],
            row["ends_at"],
            forgery_token(secret),
            way,
            row["stepped_up_at"],
        )

    async def find_pending(self, secret: str, *, ending: bool = False) -> UUID | None:
        """Return whose code is awaited under *secret*; None when it is no longer.

        With *ending* it is ended too, and of several callers at once one gets the answer.
        """
        if not is_plausible(secret):
            return None
        does = "delete from sessions" if ending else "select sign_in_id from sessions"
        returning = " returning sign_in_id" if ending else ""
        async with self._database.acquire() as connection:
            sign_in_id: UUID | None = await connection.fetchval(
                f"{does} where session_hash = $1 and way = 'pending' and ends_at > $2{returning}",
                hashed(secret),
                self._now(),
            )
        return sign_in_id

    async def rotate(self, session: Session, *, stepped_up: bool = False) -> str | None:
        """Give a session a new secret and return it; None when the session has ended meanwhile.

        When it began and when it ends stay. *stepped_up* notes that a code was given just now.
        """
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        async with self._database.acquire() as connection:
            rotated = await connection.fetchval(
                "update sessions set session_hash = $2, wrong_codes = 0,"
                " stepped_up_at = coalesce($3, stepped_up_at)"
                " where session_hash = $1 and way <> 'pending' and ends_at > $4 returning true",
                session.session_hash,
                hashed(secret),
                self._now() if stepped_up else None,
                self._now(),
            )
        return secret if rotated else None

    async def note_wrong(self, session_hash: bytes) -> None:
        """Count a wrong code or passphrase; the last one that is allowed ends the session."""
        async with self._database.acquire() as connection, connection.transaction():
            wrong = await connection.fetchval(
                "update sessions set wrong_codes = wrong_codes + 1 where session_hash = $1"
                " returning wrong_codes",
                session_hash,
            )
            if wrong is not None and wrong >= WRONG_CODES:
                await connection.execute(
                    "delete from sessions where session_hash = $1", session_hash
                )

    async def list_of(self, sign_in_id: UUID, this: Session | None = None) -> list[ListedSession]:
        """List the living sessions of a person, the latest first; *this* one is marked."""
        now = self._now()
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                "select session_hash, way, started_at, seen_at from sessions"
                " where sign_in_id = $1 and way <> 'pending' and ends_at > $2 and seen_at > $3"
                " order by started_at desc, session_hash",
                sign_in_id,
                now,
                now - IDLE,
            )
        return [
            ListedSession(
                reference_of(row["session_hash"]),
                row["way"],
                row["started_at"],
                row["seen_at"],
                this is not None and row["session_hash"] == this.session_hash,
            )
            for row in rows
        ]

    async def end(self, session: Session) -> None:
        """End one session."""
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from sessions where session_hash = $1", session.session_hash
            )

    async def end_one(self, sign_in_id: UUID, reference: str) -> bool:
        """End the session that its owner sees as *reference*; False when there is none."""
        listed = await self.list_of(sign_in_id)
        if reference not in {each.reference for each in listed}:
            return False
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from sessions"
                " where sign_in_id = $1 and starts_with(encode(session_hash, 'hex'), $2)",
                sign_in_id,
                reference,
            )
        return True

    async def end_all_of(self, sign_in_id: UUID, *, but: Session | None = None) -> int:
        """End the sessions of one person, except *but*; return how many there were."""
        async with self._database.acquire() as connection:
            ended = await connection.fetch(
                "delete from sessions where sign_in_id = $1 and session_hash <> $2 returning way",
                sign_in_id,
                but.session_hash if but else b"",
            )
        return sum(row["way"] != "pending" for row in ended)

    async def end_all(self) -> int:
        """End every session and token, of pages and programs; return how many were alive.

        Known devices are forgotten as well.
        """
        now = self._now()
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute("delete from devices")
            tokens = await connection.fetch(
                "delete from api_tokens returning ends_at > $1 as is_alive", now
            )
            sessions = await connection.fetch(
                "delete from sessions returning"
                " ends_at > $1 and seen_at > $2 and way <> 'pending' as is_alive",
                now,
                now - IDLE,
            )
        return sum(row["is_alive"] for row in (*tokens, *sessions))


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; the prefix makes browsers enforce what it promises."""
    return "__Host-parasol" if settings.secure_cookies else "parasol"


def session_cookie(settings: Settings, secret: str) -> Cookie:
    """Return the cookie that carries *secret*; an empty one takes the cookie away."""
    return Cookie(
        key=cookie_name(settings),
        value=secret,
        path="/",
        max_age=int(ABSOLUTE.total_seconds()) if secret else 0,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
