"""Sessions on the server: a random id in the browser, its hash in the database, nothing else.

An id counts only when the database knows it, so a planted one is worth nothing. A new id is made
at every sign-in and the old one ends. A stranger gets no cookie, and a request that changes
nothing writes nothing: the time of the last visit is written at most once a minute.
The same table holds the tokens of the API; a cookie never opens the API, nor a token a page.
"""

import hashlib
import hmac
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from litestar import Request
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Struct

from api.settings import Settings
from ledger.store.errors import DiskFull, database_errors

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

IDLE: Final = timedelta(minutes=30)
"""A session nobody used for this long has ended."""
ABSOLUTE: Final = timedelta(hours=12)
"""A session ends this long after signing in, used or not."""
TOUCH_EVERY: Final = timedelta(minutes=1)
_SECRET_BYTES: Final = 32
_LONGEST_SECRET: Final = 64
_FOR_EVERYBODY: Final = ("/static/", "/health/")
"""The same for everybody: nobody is looked up, so these answer without a database too."""

Way = Literal["page", "api"]


class Session(Struct, frozen=True):
    """A signed-in person at one device. The secret itself is not kept here."""

    session_hash: bytes
    sign_in_id: UUID
    started_at: datetime
    ends_at: datetime
    forgery_token: str

    @property
    def actor(self) -> str:
        """The name under which commands of this person stand in the book."""
        return str(self.sign_in_id)


def _hashed(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def forgery_token(secret: str) -> str:
    """Return the token that forms of this session carry: only its own pages can know it."""
    return hmac.new(secret.encode(), b"parasol: forms of this session", "sha256").hexdigest()


class Sessions:
    """Opens, finds and ends sessions."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def start(self, sign_in_id: UUID, way: Way, *, instead_of: Session | None = None) -> str:
        """Start a session, end the one it replaces, and return the new secret."""
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._now()
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute(
                "delete from sessions where session_hash = $1 or ends_at <= $2 or seen_at <= $3",
                instead_of.session_hash if instead_of else b"",
                now,
                now - IDLE,
            )
            await connection.execute(
                "insert into sessions (session_hash, sign_in_id, way, started_at, seen_at, ends_at)"
                " values ($1, $2, $3, $4, $4, $5)",
                _hashed(secret),
                sign_in_id,
                way,
                now,
                now + ABSOLUTE,
            )
        return secret

    async def find(self, secret: str, way: Way) -> Session | None:
        """Return the living session of *secret*; None when there is none."""
        if not secret or len(secret) > _LONGEST_SECRET or not secret.isascii():
            return None
        session_hash, now = _hashed(secret), self._now()
        async with self._database.acquire() as connection:
            row = await connection.fetchrow(
                "select sign_in_id, started_at, seen_at, ends_at from sessions"
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
        )

    async def end(self, session: Session) -> None:
        """End one session."""
        async with self._database.acquire() as connection:
            await connection.execute(
                "delete from sessions where session_hash = $1", session.session_hash
            )

    async def end_all(self) -> int:
        """End every session, of pages and programs; return how many were alive."""
        now = self._now()
        async with self._database.acquire() as connection:
            alive = await connection.fetch(
                "with ended as (delete from sessions returning ends_at, seen_at)"
                " select from ended where ends_at > $1 and seen_at > $2",
                now,
                now - IDLE,
            )
        return len(alive)


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


def session_of(request: Request[Any, Any, Any]) -> Session | None:
    """Return the session of a request, None for a stranger."""
    session: Session | None = request.scope.get("auth")
    return session


def _bearer(request: Request[Any, Any, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


class Identify:
    """Middleware: finds who asks. Pages know the cookie only, the API the bearer token only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the session, or None, into the scope."""
        if scope["type"] == ScopeType.HTTP:
            request: Request[Any, Any, Any] = Request(scope)
            site = request.app.state.site
            session = None
            path = scope["path"]
            if path.startswith(_FOR_EVERYBODY):
                pass
            elif path.startswith("/api/"):
                if token := _bearer(request):
                    session = await site.sessions.find(token, "api")
            elif secret := request.cookies.get(cookie_name(site.settings), ""):
                session = await site.sessions.find(secret, "page")
            scope["auth"] = session
            scope["user"] = session.sign_in_id if session else None
        await self.app(scope, receive, send)
