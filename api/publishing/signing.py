"""The keys that sign reports: one for each fund, so that two funds of one machine look like two.

The seed of a fund's Ed25519 key follows from one master key of the instance (HKDF-SHA-256), which
lies in ``reports.key`` beside the other keys and is made when a report is signed for the first
time. What is signed are the very bytes of the manifest, and a key goes by its own public bytes:
whoever has a report has all that it takes to check it, and pages need no key file.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from ledger.store.connection import Connection
from ledger.store.database import Database
from ledger.vault.keys import KEY_BYTES, list_fingerprints, open_key

KEY: Final = "reports"
"""The name of the first master key; its file is ``reports.key``. Later ones have a number."""
_NUMBERED: Final = re.compile(rf"{KEY}(?:-([0-9]{{1,4}}))?")
_PURPOSE: Final = b"parasol: reports\n"


class Signature(Struct, frozen=True):
    """A signature (64 bytes) and the public key that it is checked with (32), in hexadecimal."""

    signature: str
    key_id: str


class Signing:
    """Signs for the funds of one instance. The master key is read anew for each signature."""

    def __init__(self, database: Database, keys_dir: Path) -> None:
        self._database, self._keys_dir = database, keys_dir

    async def sign(self, fund_id: UUID, manifest: bytes) -> Signature:
        """Sign the canonical bytes of a manifest of *fund_id*.

        Raises `KeysUnusable` when the master key was there once and is not, or is another one:
        a new one would be a signature that nobody can connect with those before.
        """
        key = await self._key(fund_id)
        public = key.public_key().public_bytes_raw()
        return Signature(key.sign(manifest).hex(), public.hex())

    async def public_key(self, fund_id: UUID) -> str:
        """Return the public key of a fund, in hexadecimal. Raises `KeysUnusable` as `sign` does."""
        return (await self._key(fund_id)).public_key().public_bytes_raw().hex()

    async def replace(self) -> str:
        """Make another master key, for when the one in use is lost; return the name of its file.

        Reports signed from then on carry another public key. The old file is left alone.
        """
        async with self._database.acquire() as connection:
            name = _name(await _generation(connection) + 1)
            await open_key(connection, self._keys_dir, name)
        return f"{name}.key"

    async def _key(self, fund_id: UUID) -> Ed25519PrivateKey:
        async with self._database.acquire() as connection:
            name = _name(await _generation(connection) or 1)
            master = await open_key(connection, self._keys_dir, name)
        return Ed25519PrivateKey.from_private_bytes(seed_of(master, fund_id))


async def _generation(connection: Connection) -> int:
    return generation_of(await list_fingerprints(connection))


def generation_of(known: Iterable[str]) -> int:
    """Return the number of the master key in use, of keys by name; 0 before there was one."""
    names = (_NUMBERED.fullmatch(name) for name in known)
    return max((int(found[1] or 1) for found in names if found), default=0)


def signing_keys(known: Iterable[str]) -> tuple[str, ...]:
    """Return the master key that signed last, of keys by name; none before a report was signed."""
    generation = generation_of(known)
    return (_name(generation),) if generation else ()


def _name(generation: int) -> str:
    return KEY if generation == 1 else f"{KEY}-{generation}"


def seed_of(master: bytes, fund_id: UUID) -> bytes:
    """Return the 32 bytes of the key of one fund; those of two funds have nothing in common."""
    expand = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_PURPOSE + fund_id.bytes)
    return expand.derive(master)


def is_signed(manifest: bytes, signature: str, key_id: str) -> bool:
    """Whether *signature* is one over these very bytes with the key *key_id*."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id))
        key.verify(bytes.fromhex(signature), manifest)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_pem(key_id: str) -> str:
    """Return a public key as PEM, which openssl reads. Raises ValueError when it is none."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key_id))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
