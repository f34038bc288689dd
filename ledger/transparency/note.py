"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, and a line for each signature."""

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from ledger.transparency.text import Unusable, as_base64, decoded, from_base64, malformed

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_TIME_BYTES: Final = 8
_SIGNATURE_BYTES: Final = 64
_MAX_TIME: Final = 2**63 - 1
_DASH: Final = "— "


class VerifierKey(Struct, frozen=True):
    """A public key under a name; *kind* is `ED25519` or `COSIGNATURE`, *public* has 32 bytes."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signatures name the key."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(named).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as it is published: ``NAME+HASH+BASE64``."""
        key = as_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a key that `text` wrote, or another program did. Raises Unusable (malformed)."""
        parts = text.split("+", 2)
        if len(parts) != 3:  # noqa: PLR2004 - name, hash, key
            raise malformed("a key has three parts")
        name, key_id, encoded = parts
        key = from_base64(encoded) or b""
        if not is_name(name) or len(key) != 1 + KEY_BYTES:
            raise malformed("a key has a name and 33 bytes")
        read = cls(name, key[0], key[1:])
        if read.kind not in {ED25519, COSIGNATURE}:
            raise malformed("a key of a kind that is not known")
        if read.key_id.hex() != key_id:
            raise malformed("the hash of a key is not its own")
        return read

    def check(self, text: str, body: bytes) -> bool:
        """Whether the bytes behind the key id in a signature line sign a text with this key."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            stamp, body = body[:_TIME_BYTES], body[_TIME_BYTES:]
            timestamp = int.from_bytes(stamp, "big")
            if timestamp > _MAX_TIME:
                return False
            message = cosigned_message(text, timestamp)
        if len(body) != _SIGNATURE_BYTES:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(body, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Struct, frozen=True, dict=True):
    """Signs notes under a name, with the Ed25519 key that follows from *seed* (32 bytes)."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @cached_property
    def private_key(self) -> Ed25519PrivateKey:
        """The private key."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def key(self) -> VerifierKey:
        """The key that checks what this one signs."""
        return VerifierKey(self.name, ED25519, self.private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the line that signs a text."""
        return signature_line(self.key, self.private_key.sign(text.encode()))


class Signature(Struct, frozen=True):
    """A signature line: *body* are the bytes behind the key id."""

    name: str
    key_id: bytes
    body: bytes

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it claims to be by a key."""
        return self.name == key.name and self.key_id == key.key_id

    @property
    def timestamp(self) -> int:
        """Seconds since 1970, of a cosignature."""
        return int.from_bytes(self.body[:_TIME_BYTES], "big")


class Note(Struct, frozen=True):
    """A note taken apart; nothing about its signatures was checked yet.

    *text* ends with the end of its last line and has no signature.
    """

    text: str
    signatures: tuple[Signature, ...]


class Opened(Struct, frozen=True):
    """A note whose signatures by known keys are all right; there is at least one."""

    text: str
    signed: dict[VerifierKey, Signature]


def is_name(name: str) -> bool:
    """Whether a name can stand in a signature line: no space, no plus, not empty."""
    return bool(name) and not any(each.isspace() or each == "+" or each < " " for each in name)


def signature_line(key: VerifierKey, body: bytes) -> str:
    """Write a signature line; *body* is what follows the key id."""
    assert is_name(key.name)
    return f"{_DASH}{key.name} {as_base64(key.key_id + body)}\n"


def sign_note(text: str, *signers: Signer) -> str:
    """Write a signed note; *text* ends with the end of a line."""
    assert text.endswith("\n")
    assert signers
    return text + "\n" + "".join(signer.sign(text) for signer in signers)


def add_signatures(note: str, lines: Iterable[str]) -> str:
    """Write signature lines behind those that a note has, leaving out those it has already."""
    for line in lines:
        if f"\n{line}" not in note:
            note += line
    return note


def read_signature(line: str) -> Signature:
    """Read a signature line without its end. Raises Unusable (malformed)."""
    if not line.startswith(_DASH):
        raise malformed("a signature line does not begin with a dash")
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = from_base64(encoded) or b""
    if not is_name(name) or len(data) <= _ID_BYTES:
        raise malformed("a signature line has a name and a signature")
    return Signature(name, data[:_ID_BYTES], data[_ID_BYTES:])


def read_note(data: str | bytes) -> Note:
    """Take a note apart. Raises Unusable (too-large, malformed)."""
    text = decoded(data)
    body, empty_line, rest = text.rpartition("\n\n")
    if not empty_line:
        raise malformed("no empty line before the signatures")
    *lines, last = rest.split("\n")
    if last or not lines:
        raise malformed("no signature line, or the last one has no end")
    return Note(body + "\n", tuple(read_signature(line) for line in lines))


def open_note(data: str | bytes, keys: Iterable[VerifierKey]) -> Opened:
    """Open a note that known keys signed. What unknown keys signed is left aside.

    Raises Unusable in order: too-large, malformed, signature-missing (none by a known key),
    signature-wrong (one by a known key). Who signed twice counts once.
    """
    return opened(read_note(data), keys)


def opened(note: Note, keys: Iterable[VerifierKey]) -> Opened:
    """Check the signatures of a note. Raises Unusable as `open_note` does."""
    known = list(keys)
    claims = [(key, each) for each in note.signatures for key in known if each.is_by(key)]
    if not claims:
        raise Unusable("signature-missing", "no known key signed it")
    if not all(key.check(note.text, signature.body) for key, signature in claims):
        raise Unusable("signature-wrong", "a signature by a known key is wrong")
    return Opened(note.text, dict(reversed(claims)))


def cosigned_message(text: str, timestamp: int) -> bytes:
    """Return the bytes that a witness signs (C2SP tlog-cosignature v1.0.1, ``cosignature/v1``)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
