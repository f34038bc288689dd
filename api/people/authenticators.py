"""The second factor: an app that shows six digits which change every thirty seconds (TOTP).

The shared secret is encrypted under a key that is not in the database. A code is taken while the
app shows it and in the step after (RFC 6238, 5.2: somebody has to type it), and each step only
once: whoever looks over a shoulder or holds a second connection comes too late.
"""

import hmac
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import pyotp
import segno
from msgspec import Struct

from api.people.refused import StepUpNeeded
from api.session import Session

if TYPE_CHECKING:
    from collections.abc import Collection

    from api.clock import Clock
    from api.people.sealing import Sealing
    from ledger.store.connection import Connection
    from ledger.store.database import Database

STEP_SECONDS: Final = 30
DIGITS: Final = 6
CONFIRM_WITHIN: Final = timedelta(minutes=15)
"""How long a new secret is shown and may be confirmed."""
_STEPS_BACK: Final = 1
_QR_SCALE: Final = 6
_NAMELESS: Final = "sign-in"


class Enrolment(Struct, frozen=True):
    """What an app is given: the *secret* in base 32 to type, or the *uri* in a QR code."""

    secret: str
    uri: str

    def __repr__(self) -> str:
        """Show nothing of the secret."""
        return "Enrolment(…)"


def qr_png(uri: str) -> bytes:
    """Draw *uri* as a QR code."""
    file = io.BytesIO()
    segno.make(uri, micro=False).save(file, kind="png", scale=_QR_SCALE, border=4)
    return file.getvalue()


def _matching_step(secret: str, typed: str, now: datetime) -> int | None:
    """Return the step whose code was typed, the earliest of those that are taken now."""
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    right = [
        step
        for step in range(present - _STEPS_BACK, present + 1)
        if hmac.compare_digest(totp.generate_otp(step), digits)
    ]
    return right[0] if right else None


class Authenticators:
    """Sets up and checks authenticators."""

    def __init__(self, database: "Database", now: "Clock", sealing: "Sealing") -> None:
        self._database = database
        self._now = now
        self._sealing = sealing

    async def having(self, sign_in_ids: "Collection[UUID]") -> frozenset[UUID]:
        """Return those who have a confirmed authenticator."""
        async with self._database.acquire() as connection:
            rows = await connection.fetch(
                "select sign_in_id from authenticators"
                " where sign_in_id = any($1::uuid[]) and is_confirmed",
                list(sign_in_ids),
            )
        return frozenset(row["sign_in_id"] for row in rows)

    async def begin(self, session: Session) -> Enrolment:
        """Make a new secret, which counts once it is confirmed; an older one counts until then.

        Raises `StepUpNeeded` when there is an authenticator and no fresh code of it, and always
        for tokens.
        """
        owner, now = session.sign_in_id, self._now()
        has_one = bool(await self.having([owner]))
        if session.is_token or (has_one and not session.is_stepped_up(now)):
            raise StepUpNeeded
        secret = pyotp.random_base32()
        async with self._database.acquire() as connection, connection.transaction():
            await connection.execute("select from sign_ins where sign_in_id = $1 for update", owner)
            await connection.execute(
                "delete from authenticators where sign_in_id = $1 and not is_confirmed", owner
            )
            await connection.execute(
                "insert into authenticators (sign_in_id, is_confirmed, sealed, last_step, made_at)"
                " values ($1, false, $2, 0, $3)",
                owner,
                self._sealing.seal(secret.encode(), owner),
                now,
            )
        return await self._enrolment(owner, secret)

    async def fresh(self, session: Session) -> Enrolment | None:
        """Return what waits to be confirmed, to show it again; None when nothing does."""
        if session.is_token:
            return None
        async with self._database.acquire() as connection:
            sealed = await connection.fetchval(
                "select sealed from authenticators"
                " where sign_in_id = $1 and not is_confirmed and made_at > $2",
                session.sign_in_id,
                self._now() - CONFIRM_WITHIN,
            )
        secret = self._opened(sealed, session.sign_in_id)
        return await self._enrolment(session.sign_in_id, secret) if secret else None

    async def confirm(self, sign_in_id: UUID, code: str) -> bool:
        """Let the new authenticator count, in place of an older one, if *code* is its code."""
        async with self._database.acquire() as connection, connection.transaction():
            step = await self._new_step(connection, sign_in_id, code, is_confirmed=False)
            if step is None:
                return False
            await connection.execute(
                "delete from authenticators where sign_in_id = $1 and is_confirmed", sign_in_id
            )
            await connection.execute(
                "update authenticators set is_confirmed = true, last_step = $2"
                " where sign_in_id = $1",
                sign_in_id,
                step,
            )
        return True

    async def verify(self, sign_in_id: UUID, code: str) -> bool:
        """Whether *code* is right and of a step that has not been used; then the step is."""
        async with self._database.acquire() as connection, connection.transaction():
            step = await self._new_step(connection, sign_in_id, code, is_confirmed=True)
            if step is None:
                return False
            await connection.execute(
                "update authenticators set last_step = $2 where sign_in_id = $1 and is_confirmed",
                sign_in_id,
                step,
            )
        return True

    async def _new_step(
        self, connection: "Connection", sign_in_id: UUID, code: str, *, is_confirmed: bool
    ) -> int | None:
        """Return the unused step of *code*, holding the row, so that of two at once one wins."""
        now = self._now()
        row = await connection.fetchrow(
            "select sealed, last_step, made_at from authenticators"
            " where sign_in_id = $1 and is_confirmed = $2 for update",
            sign_in_id,
            is_confirmed,
        )
        if row is None or (not is_confirmed and now - row["made_at"] >= CONFIRM_WITHIN):
            return None
        secret = self._opened(row["sealed"], sign_in_id)
        step = _matching_step(secret, code, now) if secret else None
        return step if step is not None and step > row["last_step"] else None

    def _opened(self, sealed: bytes | None, owner: UUID) -> str:
        """Return the secret; "" when there is none, or when it was sealed with another key."""
        secret = self._sealing.open(sealed, owner) if sealed else None
        return secret.decode() if secret else ""

    async def _enrolment(self, owner: UUID, secret: str) -> Enrolment:
        async with self._database.acquire() as connection:
            handle = await connection.fetchval(
                "select handle from sign_ins where sign_in_id = $1", owner
            )
        # Without an issuer: an app on a telephone need not say where somebody signs in.
        uri = pyotp.TOTP(secret).provisioning_uri(name=handle or _NAMELESS)
        return Enrolment(secret, uri)
