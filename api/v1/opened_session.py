"""What a program gets when somebody has signed in for it, or given a fresh code."""

from msgspec import Struct

from api.sessions import ABSOLUTE


class OpenedSession(Struct, frozen=True):
    """The token of a program: send it as ``Authorization: Bearer …``. It is shown once."""

    token: str
    expires_in_seconds: int


def opened(token: str) -> OpenedSession:
    """Return the answer that carries a new token."""
    return OpenedSession(token=token, expires_in_seconds=int(ABSOLUTE.total_seconds()))
