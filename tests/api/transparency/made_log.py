"""A log that a test makes and bends: any number of histories under one key."""

from collections.abc import Sequence
from hashlib import sha256

from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.note import Signer
from ledger.transparency.tree import Frontier, consistency_proof, leaf_hash, node_hash
from ledger.transparency.witness import Asked


def leaves(count: int, history: str = "") -> list[bytes]:
    """Return the data of *count* leaves; another *history* has others."""
    return [sha256(f"{history}{number}".encode()).digest() for number in range(count)]


class MadeLog:
    """Signs whatever it is told to, as an operator who cheats would."""

    def __init__(self, origin: str, seed: bytes = b"s" * 32) -> None:
        self.origin = origin
        self.signer = Signer(origin, seed)

    @property
    def vkey(self) -> str:
        return self.signer.key.text

    def checkpoint(self, data: Sequence[bytes]) -> Checkpoint:
        root = Frontier().add(leaf_hash(each) for each in data).root
        return Checkpoint(self.origin, len(data), root)

    def head(self, data: Sequence[bytes]) -> str:
        return sign_checkpoint(self.checkpoint(data), self.signer)

    def asked(self, old: int, data: Sequence[bytes], proof: Sequence[bytes] | None = None) -> bytes:
        """Return the request for the head of *data* with a proof from *old*, or with *proof*."""
        if proof is None:
            proof = self.proof(old, data) if old <= len(data) else ()
        return Asked(old, tuple(proof), self.head(data)).text.encode()

    @staticmethod
    def proof(old: int, data: Sequence[bytes]) -> list[bytes]:
        def node(level: int, index: int) -> bytes:
            if level == 0:
                return leaf_hash(data[index])
            return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

        return consistency_proof(old, len(data), node)
