"""What is kept about people is kept under a key that is not in the database.

Whoever has the database alone can neither make codes of somebody's second factor nor tell whose
handle was tried. The key follows from the vault's key of references, so there is no other file to
keep; without it nobody's app works any more, and the recovery codes still do.
"""

import hmac
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.vault.keys import KEY_BYTES, Keys

_NONCE_BYTES: Final = 12


def _derived(keys: Keys, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"parasol: " + purpose).derive(keys.references)


class Sealing:
    """Encrypts what belongs to one person, and blinds what people type."""

    def __init__(self, keys: Keys) -> None:
        self._box = AESGCM(_derived(keys, b"secrets of sign-ins"))
        self._blinding = _derived(keys, b"attempts to sign in")

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return "Sealing(…)"

    def seal(self, secret: bytes, owner: UUID) -> bytes:
        """Return *secret* encrypted for *owner*: moved to another person it opens no more."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, secret, owner.bytes)

    def open(self, sealed: bytes, owner: UUID) -> bytes | None:
        """Return what was sealed for *owner*; None when key, owner or bytes are others."""
        try:
            return self._box.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.bytes)
        except (InvalidTag, ValueError):
            return None

    def blind(self, *parts: str) -> bytes:
        """Return 32 bytes that stand for *parts* and tell nothing about them."""
        said = b"\x00".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.digest(self._blinding, said, "sha256")
