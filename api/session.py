"""What a session is: a signed-in person at one device, or a program with a token of theirs."""

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Literal
from uuid import UUID

from litestar import Request
from msgspec import Struct

STEPPED_UP: Final = timedelta(minutes=5)
"""How long a code of the second factor counts for what wants a fresh one."""
_LONGEST_SECRET: Final = 64
_REFERENCE_SIGNS: Final = 16

Way = Literal["page", "api"]


class Scope(StrEnum):
    """What a token of a program may be used for. No token signs or governs."""

    READ = "read"
    RECORD = "record"
    ORDER = "order"


class Session(Struct, frozen=True):
    """A signed-in person at one device, or a token of theirs. The secret itself is not kept here.

    *scopes* is None for a person; for a token it is what the token may be used for.
    """

    session_hash: bytes
    sign_in_id: UUID
    started_at: datetime
    ends_at: datetime
    forgery_token: str
    way: Way = "page"
    stepped_up_at: datetime | None = None
    scopes: frozenset[Scope] | None = None

    @property
    def actor(self) -> str:
        """The name under which commands of this person stand in the book."""
        return str(self.sign_in_id)

    @property
    def is_token(self) -> bool:
        """Whether a program's long-lived token stands here for the person."""
        return self.scopes is not None

    def may(self, scope: Scope) -> bool:
        """Whether this session may be used for *scope*; that of a person may for all."""
        return self.scopes is None or scope in self.scopes

    def is_stepped_up(self, now: datetime) -> bool:
        """Whether the person gave a code of their second factor within the last five minutes."""
        if self.is_token or self.stepped_up_at is None:
            return False
        return now - self.stepped_up_at < STEPPED_UP


class ListedSession(Struct, frozen=True):
    """A session as its owner sees it. *reference* names it, and opens nothing."""

    reference: str
    way: Way
    started_at: datetime
    seen_at: datetime
    is_this: bool


def hashed(secret: str) -> bytes:
    """Return what the database keeps of a secret that is random enough not to be guessed."""
    return hashlib.sha256(secret.encode()).digest()


def is_plausible(secret: str) -> bool:
    """Whether *secret* could be one of ours; anything else need not be looked up."""
    return 0 < len(secret) <= _LONGEST_SECRET and secret.isascii()


def reference_of(secret_hash: bytes) -> str:
    """Return the name under which the owner of a session or token sees it listed."""
    return secret_hash.hex()[:_REFERENCE_SIGNS]


def forgery_token(secret: str) -> str:
    """Return the token that forms of this session carry: only its own pages can know it."""
    return hmac.new(secret.encode(), b"parasol: forms of this session", "sha256").hexdigest()


def session_of(request: Request[Any, Any, Any]) -> Session | None:
    """Return the session of a request, None for a stranger."""
    session: Session | None = request.scope.get("auth")
    return session
