"""What a witness says of a head (C2SP tlog-cosignature v1.0.1): seen, and consistent, then."""

from msgspec import Struct

from ledger.transparency.note import (
    COSIGNATURE,
    Signer,
    VerifierKey,
    cosigned_message,
    read_signature,
    signature_line,
)
from ledger.transparency.text import Unusable, malformed


class Cosigner(Struct, frozen=True):
    """Cosigns heads of other logs under a name, with the key that follows from *seed*."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        return f"Cosigner({self.name!r})"

    @property
    def key(self) -> VerifierKey:
        """The key that checks its cosignatures."""
        return VerifierKey(self.name, COSIGNATURE, Signer(self.name, self.seed).key.public)

    def cosign(self, text: str, timestamp: int) -> str:
        """Return the line that cosigns the text of a head; *timestamp* in seconds since 1970."""
        private_key = Signer(self.name, self.seed).private_key
        signature = private_key.sign(cosigned_message(text, timestamp))
        return signature_line(self.key, timestamp.to_bytes(8, "big") + signature)


def open_cosignature(line: str, text: str, key: VerifierKey) -> int:
    """Return the time of a cosignature line over the text of a head: seconds since 1970.

    Raises Unusable in order: malformed, signature-missing (by another key), signature-wrong.
    """
    if not line.endswith("\n"):
        raise malformed("a signature line has an end")
    signature = read_signature(line.removesuffix("\n"))
    if key.kind != COSIGNATURE or not signature.is_by(key):
        raise Unusable("signature-missing", "another key cosigned")
    if not key.check(text, signature.body):
        raise Unusable("signature-wrong", "the cosignature is wrong")
    return signature.timestamp
