"""The keys of a log: all follow from the instance's master key and the log's origin."""

from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from ledger.transparency.note import KEY_BYTES, Signer

PROMISE_SUFFIX: Final = "/promise"


class LogKeys(Struct, frozen=True):
    """The secret that hides leaves (32 bytes), and who signs heads and promises."""

    secret: bytes
    head: Signer
    promise: Signer

    def __repr__(self) -> str:
        return f"LogKeys({self.head.name!r})"


def origin_of(host: str, fund_id: UUID, number: int) -> str:
    """Name the *number*-th log of a fund; *host* with its port where that is not the usual one."""
    return f"{host.lower()}/{fund_id}/{number}"


def log_keys(master: bytes, origin: str) -> LogKeys:
    """Derive the keys of a log from the master key (32 bytes)."""
    assert len(master) == KEY_BYTES
    return LogKeys(
        secret=_derived(master, "secret", origin),
        head=Signer(origin, _derived(master, "heads", origin)),
        promise=Signer(origin + PROMISE_SUFFIX, _derived(master, "promises", origin)),
    )


def _derived(master: bytes, purpose: str, origin: str) -> bytes:
    info = f"parasol: log {purpose}\n{origin}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(master)
