"""Reports: which one is out under a number follows from the log."""

import hashlib
import json
from typing import Final

import pytest

from ledger.verifier import Failure, check_report, read_policy
from tests.ledger.verifier.maker import REPORT_KEY, Key, Maker

MANIFEST: Final = b'{"format":"parasol-report/1","number":3}'
DIGEST: Final = hashlib.sha256(MANIFEST).hexdigest()
SIGNATURE: Final = REPORT_KEY.private.sign(MANIFEST)


def logged(**fields: object) -> Maker:
    said = {"occurred_on": "2026-11-20", "number": 3, "manifest_hash": DIGEST, "head": None}
    return Maker([b"report.logged.v1\n" + json.dumps(said | fields).encode()])


def failure_of(
    made: Maker, manifest: bytes = MANIFEST, signed: tuple[bytes, bytes] | None = None
) -> str:
    policy = read_policy(logged().policy().encode())
    with pytest.raises(Failure) as caught:
        check_report(manifest, made.receipt().encode(), policy, signed)
    return caught.value.name


def test_a_report_is_the_one_in_the_log_and_signed() -> None:
    made = logged()
    policy = read_policy(made.policy().encode())
    proof = made.receipt().encode()
    proven = check_report(MANIFEST, proof, policy)
    assert (proven.number, proven.digest, proven.is_signed) == (3, DIGEST, False)
    assert check_report(MANIFEST, proof, policy, (SIGNATURE, REPORT_KEY.raw)).is_signed


def test_each_fault_has_its_name() -> None:
    right = (SIGNATURE, REPORT_KEY.raw)
    assert failure_of(logged(manifest_hash="0" * 64)) == "report-differs"
    assert failure_of(logged(), MANIFEST + b"\n") == "report-differs"
    assert failure_of(logged(), MANIFEST.replace(b"3", b"4"), right) == "report-differs"
    assert failure_of(logged(number="3")) == "report-differs"
    assert failure_of(logged(number=4)) == "report-differs"
    plain = logged(manifest_hash=hashlib.sha256(b"[]").hexdigest())
    assert failure_of(plain, b"[]") == "report-differs"
    assert failure_of(logged(number=True)) == "report-differs"
    other = Maker([logged().openings[0].replace(b"report.logged", b"note.written")])
    assert failure_of(other) == "report-differs"
    assert failure_of(Maker([b"report.logged.v1\n"])) == "opening-unreadable"
    wrong = "report-signature-wrong"
    assert failure_of(logged(), MANIFEST, (SIGNATURE, Key("other").raw)) == wrong
    assert failure_of(logged(), MANIFEST, (SIGNATURE[:-1], REPORT_KEY.raw)) == wrong
    assert failure_of(logged(), MANIFEST, (SIGNATURE, b"x")) == wrong
