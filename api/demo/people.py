"""The people of the example: real sign-ins with handles and passphrases that everybody can read.

Nothing of this is used outside ``parasol demo``. An app's secret is random even here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import msgspec
import pyotp
from msgspec import Struct

from api.people.people import People
from api.session import Session
from api.sessions import Sessions
from api.sign_in import SignIn
from ledger.store.database import Database
from ledger.vault.keys import Keys


class Part(Struct, frozen=True):
    """Somebody's part in the example. Whoever has a mandate also needs codes of an app."""

    handle: str
    does: str
    has_app: bool = True


PARTS: Final = (
    Part("heron", "steward, treasurer, approver; opened the fund"),
    Part("lark", "steward, treasurer, approver"),
    Part("otter", "on call"),
    Part("wren", "on call"),
    Part("owl", "auditor"),
    Part("fox", "member", has_app=False),
)

_APART: Final = timedelta(minutes=1)


class Person(Struct, frozen=True):
    """How to sign in as somebody of the example: *totp* is the secret of their app, or empty."""

    sign_in_id: UUID
    handle: str
    passphrase: str
    totp: str
    does: str


class Cast(Struct, frozen=True):
    """Everybody's sign-in."""

    heron: UUID
    lark: UUID
    otter: UUID
    wren: UUID
    owl: UUID
    fox: UUID


def passphrase_of(handle: str) -> str:
    """Return the passphrase of somebody of the example: no secret."""
    return f"{handle} walks down lantern street"


async def make_people(database: Database, keys: Keys, now: datetime) -> tuple[Person, ...]:
    """Make every sign-in as people make theirs: by a first code, then by invitations."""
    making = _Making(database, keys, now)
    first = await making.first(PARTS[0])
    others = [await making.invited(part, first.sign_in_id) for part in PARTS[1:]]
    return (first, *others)


def cast_of(people: Sequence[Person]) -> Cast:
    """Return who is who."""
    return Cast(**{person.handle: person.sign_in_id for person in people})


def write_people(file: Path, people: Sequence[Person]) -> None:
    """Keep how to sign in, for the owner of *file* alone."""
    file.touch(mode=0o600)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(people), indent=2) + b"\n")


def read_people(file: Path) -> tuple[Person, ...]:
    """Return how to sign in; nobody when the example is an older one."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[Person, ...])
    except FileNotFoundError:
        return ()


def code_now(person: Person, now: datetime) -> str:
    """Return what somebody's app shows at this moment."""
    return pyotp.TOTP(person.totp).at(now)


class _Making:
    """Makes sign-ins, each in a session of its own that ends at once."""

    def __init__(self, database: Database, keys: Keys, now: datetime) -> None:
        self._at = now - len(PARTS) * _APART
        self._sessions = Sessions(database, self._now)
        self._first = SignIn(database, self._now)
        self._people = People(database, self._now, keys, self._sessions, self._first)

    def _now(self) -> datetime:
        return self._at

    async def first(self, part: Part) -> Person:
        """Make the first sign-in of the instance, by a code of the terminal."""
        sign_in_id = await self._first.redeem(await self._first.issue_code())
        assert sign_in_id is not None, "the code was made a moment ago"
        session = await self._session(sign_in_id)
        await self._people.claim(session, part.handle, passphrase_of(part.handle))
        return await self._person(part, sign_in_id)

    async def invited(self, part: Part, by: UUID) -> Person:
        """Make another one a moment later, by a code that *by* was shown."""
        self._at += _APART
        made = await self._people.invitations.whole(uuid4(), by)
        joined = await self._people.join(made, "", part.handle, passphrase_of(part.handle))
        assert joined is not None, "the code was made a moment ago"
        return await self._person(part, joined)

    async def _session(self, sign_in_id: UUID) -> Session:
        secret = await self._sessions.start(sign_in_id, "page")
        session = await self._sessions.find(secret, "page")
        assert session is not None, "it was started a moment ago"
        return session

    async def _person(self, part: Part, sign_in_id: UUID) -> Person:
        secret = ""
        if part.has_app:
            session = await self._session(sign_in_id)
            secret = (await self._people.authenticators.begin(session)).secret
            await self._people.confirm_totp(session, pyotp.TOTP(secret).at(self._at))
        await self._sessions.end_all_of(sign_in_id)
        return Person(sign_in_id, part.handle, passphrase_of(part.handle), secret, part.does)
