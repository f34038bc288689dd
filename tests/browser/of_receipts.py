"""Receipts, promises and proofs of a fund that exists nowhere, made by hand from docs/proofs.md.

Nothing of the service makes them: what the page in the browser is held against is a third reading.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct, field

HEAD: Final = 1
WITNESS: Final = 4
FUND: Final = "00000000-0000-0000-0000-000000000007"
ORIGIN: Final = f"fund.example/{FUND}/1"
CODE: Final = "0123-4567-89AB-CDEF-GHJK"
DEADLINE: Final = 1_800_000_000
COSIGNED_AT: Final = 1_795_000_000
GIFT: Final[Mapping[str, Any]] = {
    "account_id": "7d444840-9dc0-41d1-b245-000000000001",
    "currency": "EUR",
    "donor_commitment": "8125e19c5939000bc7f34bb3767865f23a1aa32bce10c4e207b87718676ad952",
    "exponent": 2,
    "gross": 1_234_50,
    "kind": "gift",
    "occurred_on": "2026-11-21",
    "purpose_id": "7d444840-9dc0-41d1-b245-000000000002",
}
"""Gift 3 of the code, as docs/giving.md reckons its commitment."""


def sha(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts one behind another."""
    return hashlib.sha256(b"".join(parts)).digest()


def b64(content: bytes) -> str:
    """Return the standard base64."""
    return base64.b64encode(content).decode()


class Key(Struct, frozen=True):
    """A key with its name: it signs notes, or cosigns them at a time."""

    name: str
    kind: int = HEAD
    seed: int = 1

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key itself; the same for the same seed."""
        return Ed25519PrivateKey.from_private_bytes(bytes([self.seed]) * 32)

    @property
    def encoded(self) -> bytes:
        """The kind and the public key."""
        return bytes([self.kind]) + self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        """The first four bytes of the hash of name and key."""
        return sha(self.name.encode() + b"\n", self.encoded)[:4]

    @property
    def vkey(self) -> str:
        """The key as it is published."""
        return f"{self.name}+{self.id.hex()}+{b64(self.encoded)}"

    def sign(self, text: str, at: int = COSIGNED_AT) -> str:
        """Return the line of a note that has this text."""
        if self.kind == HEAD:
            return self.line(self.private.sign(text.encode()))
        said = f"cosignature/v1\ntime {at}\n{text}"
        return self.line(at.to_bytes(8) + self.private.sign(said.encode()))

    def line(self, signature: bytes) -> str:
        """Return the line of a signature, right or wrong."""
        return f"\u2014 {self.name} {b64(self.id + signature)}\n"


LOG: Final = Key(ORIGIN)
PROMISES: Final = Key(f"{ORIGIN}/promise", seed=2)
ANNA: Final = Key("anna.example/witness", WITNESS, 3)
BEN: Final = Key("ben.example/witness", WITNESS, 4)
KEYS: Final = f"{LOG.vkey}\n{PROMISES.vkey}\n"
POLICY: Final = f"""log {LOG.vkey}
witness anna {ANNA.vkey} https://anna.example/witness
witness ben {BEN.vkey}
group both all anna ben
quorum both
"""


def note(text: str, *signers: Key) -> str:
    """Return a text signed by each."""
    return f"{text}\n{''.join(each.sign(text) for each in signers)}"


@lru_cache(100_000)
def top(leaves: tuple[bytes, ...]) -> bytes:
    """Return the hash of a tree, by its definition in RFC 6962."""
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    left, right = parted(leaves)
    return sha(b"\1", top(left), top(right))


def parted(leaves: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """Part leaves at the largest power of two below their number."""
    at = 1 << (len(leaves) - 1).bit_length() - 1
    return leaves[:at], leaves[at:]


def way(leaves: tuple[bytes, ...], index: int) -> list[bytes]:
    """Return the hashes beside the way from a leaf up."""
    if len(leaves) == 1:
        return []
    left, right = parted(leaves)
    if index < len(left):
        return [*way(left, index), top(right)]
    return [*way(right, index - len(left)), top(left)]


class Receipt(Struct, frozen=True):
    """What a receipt is made of; each part can be bent."""

    fields: Mapping[str, Any] | str = field(default_factory=lambda: GIFT)
    topic: str = "donation.received.v1"
    origin: str = ORIGIN
    index: int = 4
    size: int = 7
    salt: bytes = b"s" * 32
    inner: bytes = b"i" * 32
    mark: bytes = b"parasol-opening/v1\n"
    signers: Sequence[Key] = (LOG, ANNA, BEN)

    @property
    def opening(self) -> bytes:
        """Topic and payload as stored."""
        said = self.fields if isinstance(self.fields, str) else json.dumps(self.fields)
        return f"{self.topic}\n{said}".encode("utf-8", "surrogateescape")

    @property
    def extra(self) -> str:
        """The line that opens the leaf."""
        return f"extra {b64(self.mark + self.salt + self.inner + self.opening)}\n"

    @property
    def commitment(self) -> bytes:
        """The data of the leaf."""
        start = f"parasol-line/v1\n{self.origin}\n".encode()
        return sha(start, self.salt, self.inner, self.opening)

    @property
    def leaves(self) -> tuple[bytes, ...]:
        """All leaves of the log: ours among dummies."""
        dummies = [sha(b"dummy", n.to_bytes(2)) for n in range(self.size)]
        return (*dummies[: self.index], self.commitment, *dummies[self.index + 1 :])

    @property
    def head(self) -> str:
        """The text of the head."""
        return f"{self.origin}\n{self.size}\n{b64(top(self.leaves))}\n"

    def text(self, *, path: Sequence[bytes] | None = None, head: str = "", index: str = "") -> str:
        """Return the file; its way, its head's text and its index may be others."""
        hashes = way(self.leaves, self.index) if path is None else path
        start = f"c2sp.org/tlog-proof@v1\n{self.extra}index {index or self.index}\n"
        lines = "".join(f"{b64(each)}\n" for each in hashes)
        return f"{start}{lines}\n{note(head or self.head, *self.signers)}"

    def promise(
        self, *signers: Key, commitment: bytes | None = None, deadline: str = str(DEADLINE)
    ) -> str:
        """Return the file of a promise of the same line."""
        coded = b64(commitment or self.commitment)
        said = f"parasol-promise/v1\n{self.origin}\n{coded}\n{deadline}\n"
        return f"parasol.promise/v1\n{self.extra}\n{note(said, *(signers or [PROMISES]))}"


def commitment_of(code: str, number: int) -> str:
    """Return the donor commitment of gift *number* of a code, as docs/giving.md has it."""
    fund, signs = bytes.fromhex(FUND.replace("-", "")), code.replace("-", "").encode()
    seed = sha(b"parasol-donor-seed/1\n", fund, signs)
    nonce = hmac.digest(seed, b"parasol-donor-nonce/1\n" + number.to_bytes(4), "sha256")
    return sha(b"parasol-donor/1\n", fund, nonce).hex()


MANIFEST: Final = b'{"format":"parasol-report/1","number":3}'
REPORT: Final = Receipt(
    fields={"occurred_on": "2026-11-21", "number": 3, "manifest_hash": sha(MANIFEST).hex()},
    topic="report.logged.v1",
)
