"""openssl: every signature, and the way of one line to its leaf, with nothing but a shell."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.oracles.grown import KEYS, WITNESS, head_at, promise, sizes
from tests.oracles.openssl import derived, has_signed, is_signed, parts, sha256

_GOLDEN: Final = Path(__file__).parents[1] / "data" / "log" / "leaf" / "golden.json"
GOLDEN: Final[dict[str, Any]] = json.loads(_GOLDEN.read_text())


@pytest.mark.parametrize("size", sizes()[::9])
def test_openssl_agrees_with_the_signature_of_a_head(tmp_path: Path, size: int) -> None:
    head = head_at(size)
    assert is_signed(tmp_path, KEYS.head.key.public, head)
    assert not is_signed(tmp_path, KEYS.head.key.public, head.replace(f"\n{size}\n", "\n0\n"))


def test_openssl_agrees_with_the_signature_of_a_promise(tmp_path: Path) -> None:
    assert is_signed(tmp_path, KEYS.promise.key.public, promise())
    assert not is_signed(tmp_path, KEYS.head.key.public, promise())


@pytest.mark.parametrize("size", [3, 999, 65_535])
def test_openssl_agrees_with_a_cosignature(tmp_path: Path, size: int) -> None:
    text, (_, cosignature) = parts(head_at(size))
    seconds = int.from_bytes(cosignature[4:12], "big")
    message = b"cosignature/v1\ntime %d\n" % seconds + text
    assert has_signed(tmp_path, WITNESS.key.public, message, cosignature[12:])
    assert not has_signed(tmp_path, WITNESS.key.public, text, cosignature[12:])


def test_openssl_takes_a_line_to_the_same_leaf(tmp_path: Path) -> None:
    info = b"parasol-salt/v1\n" + GOLDEN["line"]["position"].to_bytes(8, "big")
    salts = derived(tmp_path, 64, GOLDEN["secret"], info, "mode:EXPAND_ONLY")
    assert (salts[:64], salts[64:]) == (GOLDEN["salt"], GOLDEN["salt2"])
    salt, salt2 = bytes.fromhex(salts[:64]), bytes.fromhex(salts[64:])
    inner = sha256(tmp_path, b"parasol-inner/v1\n" + salt2 + GOLDEN["envelope"].encode())
    assert inner == GOLDEN["inner"]
    begin = b"parasol-line/v1\n" + GOLDEN["origin"].encode() + b"\n" + salt
    commitment = sha256(tmp_path, begin + bytes.fromhex(inner) + GOLDEN["opening"].encode())
    assert commitment == GOLDEN["commitment"]
    assert sha256(tmp_path, b"\0" + bytes.fromhex(commitment)) == GOLDEN["leaf_hash"]


@pytest.mark.parametrize("purpose", ["secret", "heads", "promises"])
def test_openssl_derives_the_same_keys(tmp_path: Path, purpose: str) -> None:
    info = f"parasol: log {purpose}\n{GOLDEN['origin']}".encode()
    assert derived(tmp_path, 32, GOLDEN["keys"]["master"], info) == GOLDEN["keys"][purpose]
