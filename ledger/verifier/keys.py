"""Verifier keys: a name, a key id and an Ed25519 key, written as C2SP signed-note says."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.verifier.failures import PolicyUnusable
from ledger.verifier.text import is_key_name

LOG_KIND: Final = 1
"""An Ed25519 key that signs the text of a note: of a log, or of its promises."""

WITNESS_KIND: Final = 4
"""An Ed25519 key that cosigns heads together with the time."""

_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4

_P: Final = 2**255 - 19
_D: Final = -121665 * pow(121666, -1, _P)
"""Ed25519 is the points of -x² + y² = 1 + d·x²·y² modulo p (RFC 8032)."""


@dataclass(frozen=True)
class VerifierKey:
    """A key as somebody pinned it. *kind* is the type of its signatures."""

    name: str
    kind: int
    raw: bytes

    @cached_property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature by this key."""
        return _key_id(self.name, self.kind, self.raw)

    @cached_property
    def _public(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)

    def is_signature(self, signature: bytes, message: bytes) -> bool:
        """Whether this key has signed these bytes."""
        try:
            self._public.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.kind]) + self.raw).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


def read_key(text: str, kind: int) -> VerifierKey:
    """Read a verifier key that signs in the way of *kind*.

    Raises `PolicyUnusable` with a sentence that names what is wrong.
    """
    name, _, rest = text.partition("+")
    key_id, _, material = rest.partition("+")
    if not is_key_name(name) or not material:
        raise PolicyUnusable(f"This is no key, expected NAME+HASH+BASE64: {text[:100]}")
    try:
        decoded = base64.b64decode(material, validate=True)
    except (binascii.Error, ValueError):
        decoded = b""
    if len(decoded) != 1 + _KEY_BYTES or base64.b64encode(decoded).decode() != material:
        raise PolicyUnusable(f"The key of {name} is damaged: expected 33 bytes in base64.")
    if decoded[0] != kind:
        wanted = "a log" if kind == LOG_KIND else "a witness"
        raise PolicyUnusable(f"The key of {name} is not that of {wanted} (type {decoded[0]}).")
    if not is_sound(decoded[1:]):
        raise PolicyUnusable(f"The key of {name} is none: anybody could sign for it, or nobody.")
    key = VerifierKey(name, kind, decoded[1:])
    if key.key_id.hex() != key_id:
        raise PolicyUnusable(f"The key of {name} is damaged: its hash does not belong to it.")
    return key


def is_sound(raw: bytes) -> bool:
    """Whether these bytes are a point of the curve, written in its one way, and of no low order.

    A key of low order would take signatures that nobody made.
    """
    height = int.from_bytes(raw, "little") & (2**255 - 1)
    if len(raw) != _KEY_BYTES or height >= _P:
        return False
    width_squared = _width_squared(height)
    if width_squared == 0 or pow(width_squared, (_P - 1) // 2, _P) != 1:
        return False
    for _ in range(3):
        height = _doubled(height)
    return height != 1


def _width_squared(height: int) -> int:
    """Return x² of the points with this y."""
    return (height * height - 1) * pow(_D * height * height + 1, -1, _P) % _P


def _doubled(height: int) -> int:
    """Return the y of twice a point with this y; those of order 1, 2, 4, 8 end at 1."""
    square, width = height * height, _width_squared(height)
    return (square + width) * pow(1 - _D * width * square, -1, _P) % _P


def _key_id(name: str, kind: int, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:_ID_BYTES]
