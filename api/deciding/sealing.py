"""How words and ballots are encrypted: pure but for chance, without files and without a database.

Words and notes are sealed with AES-256-GCM under a key of their proposal. A ballot is sealed for
the public key of its box (X25519, HKDF-SHA-256, AES-256-GCM): whoever takes ballots in needs no key
that opens any. All ballots have one length.
"""

import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.vault.keys import KEY_BYTES
from ledger.vault.sealing import CannotOpen

CHOICE_BYTES: Final = 510
"""The longest choice: a hundred items, each with its number, need less than 300."""
SEALED_BYTES: Final = 572
"""How long every sealed ballot is; the table holds it, too."""
PAD_WORDS: Final = 1024
"""Words are filled up to a multiple of this, so that their length tells little."""
_LENGTH_BYTES: Final = 2
_NONCE_BYTES: Final = 12
_LENGTH_OF_WORDS: Final = 4


def seal_ballot(choice: str, public: bytes, place: bytes) -> bytes:
    """Return *choice* encrypted for the box whose public key this is, at its *place*."""
    said = choice.encode("ascii")
    filled = len(said).to_bytes(_LENGTH_BYTES) + said.ljust(CHOICE_BYTES, b"\0")
    passing = X25519PrivateKey.generate()
    sent = passing.public_key().public_bytes_raw()
    shared = passing.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return sent + nonce + _box(shared, sent + public).encrypt(nonce, filled, place)


def unseal_ballot(sealed: bytes, private: bytes, place: bytes) -> str:
    """Return what a ballot says. Only closing a box does this. Raises CannotOpen."""
    sent, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    nonce, body = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    opener = X25519PrivateKey.from_private_bytes(private)
    public = opener.public_key().public_bytes_raw()
    try:
        shared = opener.exchange(X25519PublicKey.from_public_bytes(sent))
        filled = _box(shared, sent + public).decrypt(nonce, body, place)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    length = int.from_bytes(filled[:_LENGTH_BYTES])
    return filled[_LENGTH_BYTES : _LENGTH_BYTES + length].decode("ascii")


def place_of(fund_id: UUID, proposal_id: UUID, stage: int, code_hash: bytes) -> bytes:
    """Return what is authenticated along with a ballot: moved elsewhere, it opens no more."""
    ids = fund_id.bytes + proposal_id.bytes + stage.to_bytes(2)
    return b"parasol: ballot\n" + ids + code_hash


def public_of(private: bytes) -> bytes:
    """Return the public key of a box."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_words(content: bytes, key: bytes, place: bytes) -> bytes:
    """Return *content* padded and encrypted for its *place*."""
    filled = len(content).to_bytes(_LENGTH_OF_WORDS) + content
    filled += bytes(-len(filled) % PAD_WORDS)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, filled, place)


def unseal_words(sealed: bytes, key: bytes, place: bytes) -> bytes:
    """Return what was sealed for *place*. Raises CannotOpen."""
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        filled = AESGCM(key).decrypt(nonce, body, place)
    except (InvalidTag, ValueError):
        raise CannotOpen from None
    length = int.from_bytes(filled[:_LENGTH_OF_WORDS])
    return filled[_LENGTH_OF_WORDS : _LENGTH_OF_WORDS + length]


def _box(shared: bytes, said: bytes) -> AESGCM:
    derive = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"parasol: ballots\n" + said)
    return AESGCM(derive.derive(shared))
