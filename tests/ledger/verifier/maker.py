"""A small log made by hand, after docs/proofs.md, to have something to verify.

It shares nothing with the verifier or with what the service makes: trees are the recursion of the
RFC, keys are used directly. Everything is fixed, so every run makes the same bytes.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FUND: Final = UUID("00000000-0000-0000-0000-000000000007")
CODE: Final = "0123-4567-89AB-CDEF-GHJK"
ORIGIN: Final = f"fund.example.org/{FUND}/1"
DEADLINE: Final = 1_800_000_000
SEEN: Final = 1_790_000_000
"""When witnesses cosign, in seconds since 1970."""


@dataclass(frozen=True)
class Key:
    """A key that signs notes, or cosigns heads with *kind* 4."""

    name: str
    kind: int = 1
    seed: str = ""

    @property
    def private(self) -> Ed25519PrivateKey:
        seed = hashlib.sha256(f"{self.seed or self.name} {self.kind}".encode()).digest()
        return Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def raw(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        text = self.name.encode() + b"\n" + bytes([self.kind]) + self.raw
        return hashlib.sha256(text).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64(bytes([self.kind]) + self.raw)}"

    def line(self, text: str, time: int = SEEN) -> str:
        """Return the line of a signature below a note."""
        if self.kind == 1:
            value = self.private.sign(text.encode())
        else:
            signed = f"cosignature/v1\ntime {time}\n{text}".encode()
            value = time.to_bytes(8) + self.private.sign(signed)
        return f"— {self.name} {b64(self.key_id + value)}\n"


HEAD_KEY: Final = Key(ORIGIN)
PROMISE_KEY: Final = Key(f"{ORIGIN}/promise")
WITNESSES: Final = tuple(Key(f"w{n}.example.org/witness", 4) for n in (1, 2, 3))
REPORT_KEY: Final = Key("reports")


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


@lru_cache(100_000)
def root_of(leaves: tuple[bytes, ...]) -> bytes:
    """MTH of RFC 6962."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf(leaves[0])
    at = split(len(leaves))
    return node(root_of(leaves[:at]), root_of(leaves[at:]))


def inclusion(index: int, leaves: tuple[bytes, ...]) -> list[bytes]:
    """PATH of RFC 6962."""
    if len(leaves) == 1:
        return []
    at = split(len(leaves))
    if index < at:
        return [*inclusion(index, leaves[:at]), root_of(leaves[at:])]
    return [*inclusion(index - at, leaves[at:]), root_of(leaves[:at])]


def consistency(older: int, leaves: tuple[bytes, ...], *, known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962."""
    if older == len(leaves):
        return [] if known else [root_of(leaves)]
    at = split(len(leaves))
    if older <= at:
        return [*consistency(older, leaves[:at], known=known), root_of(leaves[at:])]
    return [*consistency(older - at, leaves[at:], known=False), root_of(leaves[:at])]


def split(size: int) -> int:
    at = 1
    while at * 2 < size:
        at *= 2
    return at


def donor_commitment(number: int, signs: str = CODE.replace("-", "")) -> str:
    seed = hashlib.sha256(b"parasol-donor-seed/1\n" + FUND.bytes + signs.encode()).digest()
    nonce = hmac.digest(seed, b"parasol-donor-nonce/1\n" + number.to_bytes(4), "sha256")
    return hashlib.sha256(b"parasol-donor/1\n" + FUND.bytes + nonce).hexdigest()


def gift(number: int = 3, **fields: object) -> bytes:
    """Return the opening of a gift under the code."""
    said: dict[str, object] = {
        "occurred_on": "2026-11-20",
        "kind": "transfer",
        "gross": 2500,
        "currency": "EUR",
        "exponent": 2,
        "donor_commitment": donor_commitment(number),
    }
    return b"donation.received.v1\n" + json.dumps(said | fields).encode()


def random(*words: object) -> bytes:
    """Return 32 bytes that look like chance and are the same in every run."""
    return hashlib.sha256(repr(words).encode()).digest()


@dataclass
class Maker:
    """A log that holds *openings* among dummies."""

    openings: Sequence[bytes] = (gift(),)
    size: int = 64
    origin: str = ORIGIN
    head_key: Key = HEAD_KEY
    promise_key: Key = PROMISE_KEY
    witnesses: Sequence[Key] = WITNESSES
    salted: str = ""
    leaves: tuple[bytes, ...] = field(init=False)

    def __post_init__(self) -> None:
        dummies = [random("dummy", at, self.salted) for at in range(self.size)]
        for number in range(len(self.openings)):
            dummies[self.index(number)] = self.commitment(number)
        self.leaves = tuple(dummies)

    def index(self, number: int) -> int:
        return (5 + 11 * number) % self.size

    def salt(self, number: int) -> bytes:
        return random("salt", number, self.salted)

    def inner(self, number: int) -> bytes:
        return random("inner", number, self.salted)

    def commitment(self, number: int) -> bytes:
        opened = self.salt(number) + self.inner(number) + self.openings[number]
        tagged = b"parasol-line/v1\n" + self.origin.encode() + b"\n"
        return hashlib.sha256(tagged + opened).digest()

    def extra_of(self, number: int = 0) -> bytes:
        opened = self.salt(number) + self.inner(number) + self.openings[number]
        return b"parasol-opening/v1\n" + opened

    def text(self, size: int | None = None, root: bytes | None = None) -> str:
        """Return the text of the head over the first *size* leaves."""
        size = len(self.leaves) if size is None else size
        return f"{self.origin}\n{size}\n{b64(root or root_of(self.leaves[:size]))}\n"

    def head(self, size: int | None = None, root: bytes | None = None, time: int = SEEN) -> str:
        text = self.text(size, root)
        lines = [key.line(text, time) for key in (self.head_key, *self.witnesses)]
        return f"{text}\n{''.join(lines)}"

    def receipt(self, number: int = 0, size: int | None = None) -> str:
        path = inclusion(self.index(number), self.leaves[:size])
        return compose(self.extra_of(number), str(self.index(number)), path, self.head(size))

    def promise(self, number: int = 0, deadline: int = DEADLINE) -> str:
        commitment = b64(self.commitment(number))
        text = f"parasol-promise/v1\n{self.origin}\n{commitment}\n{deadline}\n"
        note = f"{text}\n{self.promise_key.line(text)}"
        return f"parasol.promise/v1\nextra {b64(self.extra_of(number))}\n\n{note}"

    def policy(self, quorum: str = "all") -> str:
        """Return the policy that wants all witnesses, or any number of them."""
        said = [f"log {self.head_key.vkey}"]
        said += [f"witness w{at} {key.vkey}" for at, key in enumerate(self.witnesses, 1)]
        if self.witnesses and quorum != "none":
            names = " ".join(f"w{at}" for at in range(1, len(self.witnesses) + 1))
            return "\n".join([*said, f"group together {quorum} {names}", "quorum together", ""])
        return "\n".join([*said, "quorum none", ""])

    @property
    def keys(self) -> str:
        return f"{self.head_key.vkey}\n{self.promise_key.vkey}\n"

    def files(self, size: int | None = None) -> dict[str, bytes]:
        """Return every file of the log at this size, by its address."""
        leaves = self.leaves[:size]
        found = {"checkpoint": self.head(len(leaves)).encode()}
        for at in range(0, len(leaves), 256):
            part = leaves[at : at + 256]
            bundle = b"".join(b"\0\x20" + each for each in part)
            found[f"tile/entries/{place(at // 256, len(part))}"] = bundle
        level, hashes = 0, [leaf(each) for each in leaves]
        while hashes:
            rows = [hashes[at : at + 256] for at in range(0, len(hashes), 256)]
            for number, row in enumerate(rows):
                found[f"tile/{level}/{place(number, len(row))}"] = b"".join(row)
            hashes = [whole(row) for row in rows if len(row) == 256]
            level += 1
        return found

    def write(self, directory: Path, size: int | None = None) -> Path:
        for name, data in self.files(size).items():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            (directory / name).write_bytes(data)
        return directory


def compose(extra: bytes, index: str, path: Sequence[bytes], head: str) -> str:
    """Return a receipt of these parts."""
    hashes = "".join(f"{b64(each)}\n" for each in path)
    return f"c2sp.org/tlog-proof@v1\nextra {b64(extra)}\nindex {index}\n{hashes}\n{head}"


def place(number: int, width: int) -> str:
    text = f"{number // 1000:03}/{number % 1000:03}" if number >= 1000 else f"{number:03}"
    return ("x" + text if number >= 1000 else text) + ("" if width == 256 else f".p/{width}")


def whole(hashes: Sequence[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
