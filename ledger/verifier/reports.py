"""Reports: which one is out under a number stands in the log, and cannot be exchanged."""

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.verifier.failures import Failure
from ledger.verifier.keys import is_sound
from ledger.verifier.openings import read_object
from ledger.verifier.policy import Policy
from ledger.verifier.receipts import Receipt, check_receipt

LOGGED: Final = "report.logged.v1"
KEY_BYTES: Final = 32
REPORT_BYTES_MAX: Final = 16_777_216
"""No manifest has more bytes."""


@dataclass(frozen=True)
class Report:
    """What was proven: the log holds that report *number* is the one with this digest (hex).

    It *is signed* when its signature was given and checked with the report key.
    """

    receipt: Receipt
    number: int
    digest: str
    is_signed: bool


def check_report(
    manifest: bytes, proof: bytes, policy: Policy, signed: tuple[bytes, bytes] | None = None
) -> Report:
    """Check a manifest against its proof; *signed* is its signature and the report key, raw.

    Refusals in order: too-large, those of a receipt, report-differs, report-signature-wrong.
    """
    if len(manifest) > REPORT_BYTES_MAX:
        raise Failure("too-large", f"{len(manifest)} bytes, at most {REPORT_BYTES_MAX}")
    receipt = check_receipt(proof, policy)
    digest, fields = hashlib.sha256(manifest).hexdigest(), receipt.opening.fields
    number = fields.get("number")
    if receipt.opening.topic != LOGGED or type(number) is not int:
        raise Failure("report-differs", "the line in the log is not about a report")
    if fields.get("manifest_hash") != digest:
        raise Failure("report-differs", f"this one has the digest {digest}")
    said = _number_of(manifest)
    if type(said) is not int or said != number:
        raise Failure("report-differs", f"in the log it is report {number}")
    if signed is not None and not _is_signed(manifest, *signed):
        raise Failure("report-signature-wrong")
    return Report(receipt, number, digest, signed is not None)


def _number_of(manifest: bytes) -> object:
    """Return which report a manifest says it is; None where it says nothing."""
    try:
        return read_object(manifest, any_size=True).get("number")
    except ValueError:
        return None


def _is_signed(manifest: bytes, signature: bytes, key: bytes) -> bool:
    if not is_sound(key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, manifest)
    except (InvalidSignature, ValueError):
        return False
    return True
