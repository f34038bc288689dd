"""A receipt (C2SP tlog-proof): a line of the book is in the log. Its holder's private file."""

from collections.abc import Sequence
from typing import Final, Self

from msgspec import Struct

from ledger.transparency.leaf import SALT_BYTES, Opening
from ledger.transparency.text import as_base64, decoded, from_base64, from_number, malformed
from ledger.transparency.tree import HASH_BYTES

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_OPENING: Final = b"parasol-opening/v1\n"


def extra_of(opening: Opening) -> bytes:
    """Write what opens a leaf, for a receipt or a promise."""
    return _OPENING + opening.salt + opening.inner + opening.opening


def read_extra(extra: bytes) -> Opening:
    """Read what opens a leaf. Raises Unusable (malformed)."""
    salt, inner = len(_OPENING), len(_OPENING) + SALT_BYTES
    end = inner + HASH_BYTES
    if not extra.startswith(_OPENING) or len(extra) < end:
        raise malformed("extra is not an opening")
    return Opening(extra[salt:inner], extra[inner:end], extra[end:])


class Receipt(Struct, frozen=True):
    """The leaf at *index*, its *proof* from the leaf up, a head (*note*), and what opens it."""

    extra: bytes
    index: int
    proof: tuple[bytes, ...]
    note: str

    @property
    def text(self) -> str:
        """The file."""
        hashes = "".join(f"{as_base64(each)}\n" for each in self.proof)
        return f"{_FIRST}\nextra {as_base64(self.extra)}\nindex {self.index}\n{hashes}\n{self.note}"

    @classmethod
    def read(cls, data: str | bytes) -> Self:
        """Take a file apart and check nothing. Raises Unusable (too-large, malformed)."""
        text = decoded(data)
        head, empty_line, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if not empty_line or first != _FIRST or len(lines) < 2:  # noqa: PLR2004 - extra and index
            raise malformed("not a receipt")
        extra = read_field(lines[0], "extra ")
        index = from_number(lines[1].removeprefix("index "))
        proof = tuple(from_base64(line) or b"" for line in lines[2:])
        if index is None or not lines[1].startswith("index "):
            raise malformed("the index is not a number")
        if any(len(each) != HASH_BYTES for each in proof):
            raise malformed("a line of the proof is not a hash")
        return cls(extra, index, proof, note)


def read_field(line: str, name: str) -> bytes:
    """Read the bytes of a line that begins with a name. Raises Unusable (malformed)."""
    value = from_base64(line.removeprefix(name))
    if value is None or not line.startswith(name):
        raise malformed(f"no {name.strip()}")
    return value


def compose_receipt(index: int, proof: Sequence[bytes], note: str, opening: Opening) -> str:
    """Write the file of a receipt."""
    return Receipt(extra_of(opening), index, tuple(proof), note).text
