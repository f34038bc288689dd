"""What the database keeps of a code: a fingerprint and an encrypted seed, under keys outside it."""

import hmac
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.giving.codes import plain
from ledger.vault.keys import KEY_BYTES, Keys, KeysUnusable

_NONCE_BYTES: Final = 12


class GiftSealing:
    """Fingerprints of codes and keys, and seeds that only this instance opens."""

    def __init__(self, keys: Keys) -> None:
        self._box = AESGCM(_derived(keys, b"seeds of gifts"))
        self._codes = _derived(keys, b"codes of gifts")
        self._arrivals = _derived(keys, b"arrivals of gifts")

    def __repr__(self) -> str:
        """Show nothing of the keys."""
        return "GiftSealing(…)"

    def code_hash(self, fund_id: UUID, typed: str) -> bytes:
        """Return the fingerprint of a code as somebody types it; each fund has another."""
        said = fund_id.bytes + plain(typed).encode("utf-8", "surrogatepass")
        return hmac.digest(self._codes, said, "sha256")

    def key_hash(self, fund_id: UUID, key: str) -> bytes:
        """Return the fingerprint of the key under which the line of a gift is written."""
        return hmac.digest(self._arrivals, fund_id.bytes + key.encode(), "sha256")

    def seal(self, seed: bytes, fund_id: UUID, reference: str) -> bytes:
        """Return *seed* encrypted for one reference of one fund."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._box.encrypt(nonce, seed, fund_id.bytes + reference.encode())

    def open(self, sealed: bytes, fund_id: UUID, reference: str) -> bytes:
        """Return the seed of a reference. Raises KeysUnusable when it is another instance's."""
        body = sealed[_NONCE_BYTES:]
        try:
            return self._box.decrypt(
                sealed[:_NONCE_BYTES], body, fund_id.bytes + reference.encode()
            )
        except InvalidTag:
            raise KeysUnusable("A code for giving was made with another key.") from None


def _derived(keys: Keys, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"parasol: " + purpose).derive(keys.references)
