"""Browsers in which somebody signed in before, known by a cookie of their own.

Whoever floods a handle with wrong passphrases holds up strangers only: a known device has a lane
of its own (OWASP, "Slow Down Online Guessing with Device Cookies"). The cookie is set after
signing in and never before, opens nothing, and goes when somebody signs out: what is left on a
telephone says nothing.
"""

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from litestar.datastructures import Cookie

from api.session import hashed, is_plausible
from api.settings import Settings

if TYPE_CHECKING:
    from api.clock import Clock
    from ledger.store.database import Database

LIFE: Final = timedelta(days=90)
MOST: Final = 10
"""So many devices of one person are known; the oldest is forgotten first."""
_SECRET_BYTES: Final = 32


class Devices:
    """Remembers and recognises devices."""

    def __init__(self, database: "Database", now: "Clock") -> None:
        self._database = database
        self._now = now

    async def remember(self, sign_in_id: UUID) -> str:
        """Make the secret of a new device of somebody who has just signed in."""
        secret, now = secrets.token_urlsafe(_SECRET_BYTES), self._now()
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute(
                "delete from devices where ends_at <= $2 or device_hash in (select device_hash"
                " from devices where sign_in_id = $1 order by made_at desc offset $3)",
                sign_in_id,
                now,
                MOST - 1,
            )
            await connection.execute(
                "insert into devices (device_hash, sign_in_id, made_at, ends_at)"
                " values ($1, $2, $3, $4)",
                hashed(secret),
                sign_in_id,
                now,
                now + LIFE,
            )
        return secret

    async def owner_of(self, secret: str) -> UUID | None:
        """Return who signed in on this device before; None when it is not known."""
        if not is_plausible(secret):
            return None
        async with self._database.acquire() as connection:
            owner: UUID | None = await connection.fetchval(
                "select sign_in_id from devices where device_hash = $1 and ends_at > $2",
                hashed(secret),
                self._now(),
            )
        return owner

    async def forget_all_of(self, sign_in_id: UUID) -> None:
        """Forget every device of one person."""
        async with self._database.acquire() as connection:
            await connection.execute("delete from devices where sign_in_id = $1", sign_in_id)


def device_cookie_name(settings: Settings) -> str:
    """Return the cookie's name; the prefix makes browsers enforce what it promises."""
    return "__Host-device" if settings.secure_cookies else "device"


def device_cookie(settings: Settings, secret: str) -> Cookie:
    """Return the cookie that carries *secret*; an empty one takes the cookie away."""
    return Cookie(
        key=device_cookie_name(settings),
        value=secret,
        path="/",
        max_age=int(LIFE.total_seconds()) if secret else 0,
        secure=settings.secure_cookies,
        httponly=True,
        # Sent with forms of our own pages only, and that is all it is for.
        samesite="strict",
    )
