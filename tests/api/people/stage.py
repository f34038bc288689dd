"""People to sign in: the services on the test's database, a clock to turn, an app for codes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
import pyotp
from argon2 import PasswordHasher

from api.people.passphrases import Passphrases
from api.people.people import People
from api.session import Session
from api.sessions import Sessions
from api.sign_in import SignIn
from ledger.store.database import Database
from ledger.vault.keys import Keys

KEYS: Final = Keys(references=b"r" * 32, log=b"l" * 32)
PASSPHRASE: Final = "amber heron quilt sofa"
OTHER_PASSPHRASE: Final = "copper lantern ferry moss"


@asynccontextmanager
async def holding(url: str, locking: str) -> AsyncIterator[None]:
    """Hold the rows that a statement locks, on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(locking)
            yield
    finally:
        await connection.close()


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **duration: int) -> None:
        self.moment += timedelta(**duration)


class CountingHasher(PasswordHasher):
    """Argon2, cheap and counted."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=64, parallelism=1)
        self.runs = 0

    def hash(self, *arguments: Any, **named: Any) -> str:
        self.runs += 1
        return super().hash(*arguments, **named)

    def verify(self, *arguments: Any, **named: Any) -> bool:  # type: ignore[override]
        self.runs += 1
        return super().verify(*arguments, **named)


class Stage:
    """The services, and whoever signs in with them."""

    def __init__(self, database: Database, keys: Keys = KEYS) -> None:
        self.clock = Clock()
        self.argon2 = CountingHasher()
        self.sessions = Sessions(database, self.clock)
        self.sign_in = SignIn(database, self.clock)
        self.people = People(
            database, self.clock, keys, self.sessions, self.sign_in, Passphrases(self.argon2)
        )

    async def first_session(self) -> Session:
        """Sign the first person in with a code of the terminal."""
        who = await self.sign_in.redeem(await self.sign_in.issue_code())
        assert who is not None
        return await self.session(who)

    async def session(self, who: UUID, *, stepped_up: bool = False) -> Session:
        return await self.found(await self.sessions.start(who, "page", stepped_up=stepped_up))

    async def found(self, secret: str | None) -> Session:
        assert secret is not None
        session = await self.sessions.find(secret, "page")
        assert session is not None
        return session

    async def founder(self, handle: str = "founder") -> Session:
        """Return the session of the first person, with handle and passphrase."""
        session = await self.first_session()
        return await self.found(await self.people.claim(session, handle, PASSPHRASE))

    async def joined(self, by: UUID, handle: str) -> UUID:
        """Have somebody join whom *by* invited."""
        code = await self.people.invitations.whole(uuid4(), by)
        who = await self.people.join(code, "", handle, PASSPHRASE)
        assert who is not None
        return who

    async def with_app(self, who: UUID) -> "App":
        """Set an authenticator up for somebody who has none."""
        session = await self.session(who)
        enrolment = await self.people.authenticators.begin(session)
        app = App(enrolment.secret, self.clock)
        confirmed = await self.people.confirm_totp(session, app.code())
        assert confirmed is not None
        app.recovery = confirmed.recovery_codes
        self.clock.pass_by(seconds=30)
        return app


class App:
    """An app on a telephone, and the recovery codes that came with it."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._totp = pyotp.TOTP(secret)
        self._clock = clock
        self.recovery: list[str] = []

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of so many steps later."""
        return self._totp.at(self._clock(), counter_offset=steps)

    def wrong(self) -> str:
        """Return six digits that are no code of about now."""
        near = {self.code(step) for step in range(-3, 4)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)
