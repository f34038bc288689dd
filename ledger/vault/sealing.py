"""How what is known about a person is encrypted: pure, without files and without a database.

Each person has a random data key of 32 bytes. From it follow a key for their records (AES-256-GCM)
and a key for the fingerprints of their contacts (HMAC-SHA-256). The data key itself is kept wrapped
for the fund's public key (X25519, HKDF-SHA-256, AES-256-GCM): anybody may seal for somebody new
while the vault is locked, and nobody opens anything without the fund's private key.
"""

import hashlib
import hmac
import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from ledger.vault.keys import KEY_BYTES

KEY_ID_BYTES: Final = 8
_NONCE_BYTES: Final = 12
_LENGTH_BYTES: Final = 4
_FORMAT: Final = b"\x01"
WRAPPED_BYTES: Final = len(_FORMAT) + KEY_ID_BYTES + KEY_BYTES + KEY_BYTES + 16
"""How long a wrapped data key is."""

PAD_FIELDS: Final = 1024
PAD_FILE: Final = 65_536
"""Content is filled up to a multiple of this, so that its length tells little."""


class CannotOpen(Exception):
    """Key, place or bytes are others than those it was sealed with."""


class Place(Struct, frozen=True):
    """Where a record stands. Moved elsewhere, or its version changed, it opens no more."""

    fund_id: UUID
    person_id: UUID
    record_id: UUID
    kind: str
    version: int

    @property
    def bound(self) -> bytes:
        """What is authenticated along with the content."""
        ids = self.fund_id.bytes + self.person_id.bytes + self.record_id.bytes
        return b"parasol: record\n" + ids + self.version.to_bytes(4) + self.kind.encode()


def new_data_key() -> bytes:
    """Return a data key for somebody new."""
    return secrets.token_bytes(KEY_BYTES)


def new_key_pair() -> tuple[bytes, bytes]:
    """Return a private key and its public key, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """Return the public key that belongs to a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def key_id(public: bytes) -> bytes:
    """Return eight bytes by which a public key is known again."""
    return hashlib.sha256(b"parasol: public key of a vault\n" + public).digest()[:KEY_ID_BYTES]


def wrap(data_key: bytes, public: bytes, fund_id: UUID, person_id: UUID) -> bytes:
    """Return *data_key* so that only the private key that belongs to *public* gets it back."""
    passing = X25519PrivateKey.generate()
    sent = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    # Every wrapping has a key of its own, so the nonce may be constant.
    box = AESGCM(_derived(shared, b"wrapping\n" + sent + public))
    sealed = box.encrypt(bytes(_NONCE_BYTES), data_key, fund_id.bytes + person_id.bytes)
    return _FORMAT + key_id(public) + sent + sealed


def wrapped_for(wrapped: bytes) -> bytes:
    """Return the id of the public key that a data key is wrapped for. Raises CannotOpen."""
    if len(wrapped) != WRAPPED_BYTES or not wrapped.startswith(_FORMAT):
        raise CannotOpen
    return wrapped[1 : 1 + KEY_ID_BYTES]


def unwrap(wrapped: bytes, private: bytes, fund_id: UUID, person_id: UUID) -> bytes:
    """Return the data key that was wrapped for this person. Raises CannotOpen."""
    public = public_of(private)
    if wrapped_for(wrapped) != key_id(public):
        raise CannotOpen
    body = wrapped[1 + KEY_ID_BYTES :]
    sent, sealed = body[:KEY_BYTES], body[KEY_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(
            X25519PublicKey.from_public_bytes(sent)
        )
        box = AESGCM(_derived(shared, b"wrapping\n" + sent + public))
        return box.decrypt(bytes(_NONCE_BYTES), sealed, fund_id.bytes + person_id.bytes)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def seal(data_key: bytes, place: Place, content: bytes, pad_to: int = PAD_FIELDS) -> bytes:
    """Return *content* padded and encrypted for *place*."""
    filled = len(content).to_bytes(_LENGTH_BYTES) + content
    filled += bytes(-len(filled) % pad_to)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_derived(data_key, b"records")).encrypt(nonce, filled, place.bound)


def unseal(data_key: bytes, place: Place, sealed: bytes) -> bytes:
    """Return what was sealed for *place*. Raises CannotOpen."""
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        filled = AESGCM(_derived(data_key, b"records")).decrypt(nonce, body, place.bound)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    length = int.from_bytes(filled[:_LENGTH_BYTES])
    return filled[_LENGTH_BYTES : _LENGTH_BYTES + length]


def contact_fingerprint(data_key: bytes, fund_id: UUID, contact: str) -> bytes:
    """Return 32 bytes that stand for one way to reach somebody.

    The key is that person's, so the same telephone has another fingerprint with everybody: without
    the keys of people no list of numbers finds any of them.
    """
    said = fund_id.bytes + normal_contact(contact).encode()
    return hmac.digest(_derived(data_key, b"contacts"), said, "sha256")


def normal_contact(contact: str) -> str:
    """Return a contact as it is compared: without spaces and signs, in small letters."""
    kept = "".join(sign for sign in contact.casefold() if sign.isalnum() or sign in "@._-")
    digits = "".join(sign for sign in kept if sign.isdecimal())
    is_number = digits and not any(sign.isalpha() or sign == "@" for sign in kept)
    return digits.removeprefix("00") if is_number else kept


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"parasol: vault: " + purpose).derive(key)
