"""A leaf of the log: the commitment to one line of the book.

Whoever has not the log's secret cannot tell it from chance. Two salts let a receipt open topic and
payload of a line and keep its envelope closed.
"""

from datetime import UTC
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.line import Line, recorded_text

if TYPE_CHECKING:
    from ledger.store.reading import StoredLine

SALT_BYTES: Final = 32
_SALT: Final = b"parasol-salt/v1\n"
_INNER: Final = b"parasol-inner/v1\n"
_LINE: Final = b"parasol-line/v1\n"


class Opening(NamedTuple):
    """What opens a commitment: salt, inner (32 bytes each), and topic with payload as stored."""

    salt: bytes
    inner: bytes
    opening: bytes


class Blinding:
    """Hides lines in leaves, with the *secret* (32 bytes) of the log of an *origin*."""

    __slots__ = ("_line", "_origin", "_secret")

    def __init__(self, secret: bytes, origin: str) -> None:
        assert len(secret) == SALT_BYTES
        self._secret = secret
        self._origin = origin
        self._line = _LINE + origin.encode() + b"\n"

    def salts(self, position: int) -> tuple[bytes, bytes]:
        """Return the two salts of the line at a position: 32 bytes each."""
        # HKDF-Expand, written out: its class takes four times as long, once a line.
        info = _SALT + position.to_bytes(8, "big")
        first = digest(self._secret, info + b"\x01", "sha256")
        return first, digest(self._secret, first + info + b"\x02", "sha256")

    def commitment(self, position: int, envelope: bytes, topic: str, payload: bytes) -> bytes:
        """Return the data of the leaf of a line; *envelope* is what `envelope_of` gives."""
        salt, salt2 = self.salts(position)
        inner = sha256(_INNER + salt2 + envelope).digest()
        opening = topic.encode() + b"\n" + payload
        return sha256(self._line + salt + inner + opening).digest()

    def commitment_of(self, line: "StoredLine") -> bytes:
        """Return the data of the leaf of a stored line."""
        return self.commitment(line.position, envelope_of(line), line.topic, line.payload)

    def open(self, position: int, envelope: bytes, topic: str, payload: bytes) -> Opening:
        """Return what opens the leaf of a line: for its receipt or its promise."""
        salt, salt2 = self.salts(position)
        return Opening(salt, inner_of(salt2, envelope), opening_of(topic, payload))


def inner_of(salt2: bytes, envelope: bytes) -> bytes:
    """Return the commitment to an envelope."""
    return sha256(_INNER + salt2 + envelope).digest()


def opening_of(topic: str, payload: bytes) -> bytes:
    """Return topic and payload as a receipt opens them."""
    return topic.encode() + b"\n" + payload


def commitment_of(origin: str, salt: bytes, inner: bytes, opening: bytes) -> bytes:
    """Return the data of a leaf from what opens it."""
    return sha256(_LINE + origin.encode() + b"\n" + salt + inner + opening).digest()


def envelope_of(line: "Line | StoredLine") -> bytes:
    """Return the canonical bytes of an envelope: those of `ledger.line.envelope_bytes`, sooner."""
    moment = line.recorded_at
    if moment.tzinfo is UTC:
        recorded = moment.isoformat(timespec="microseconds")[:-6] + "Z"
    else:
        recorded = recorded_text(moment)
    cause = "" if line.cause is None else str(line.cause)
    return (
        f"{line.position}\n{line.case_id}\n{line.version}\n{recorded}\n"
        f"{line.actor}\n{cause}\n{line.event_id}\n"
    ).encode()
