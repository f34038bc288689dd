"""Cosignatures, and keys, numbers and base64 in their only form."""

from base64 import b64encode
from typing import Final

import pytest

from ledger.transparency.checkpoint import Checkpoint, sign_checkpoint
from ledger.transparency.cosignature import Cosigner, open_cosignature
from ledger.transparency.note import ED25519, Signer, VerifierKey, add_signatures
from ledger.transparency.text import Unusable, from_base64, from_number
from ledger.transparency.tree import leaf_hash

LOG: Final = Signer("fund.example.org/6b1c2d3e-0000-4000-8000-000000000001/1", bytes([1]) * 32)
WITNESS: Final = Cosigner("witness.example/w1", bytes([3]) * 32)
HEAD: Final = Checkpoint(LOG.name, 64, leaf_hash(b"root"))
TEXT: Final = HEAD.text
NOTE: Final = sign_checkpoint(HEAD, LOG)


@pytest.mark.parametrize(
    "line, text, key, expected",
    [
        (WITNESS.cosign(TEXT, 5), TEXT, WITNESS.key, 5),
        (WITNESS.cosign(TEXT, 0), TEXT, WITNESS.key, 0),
        (WITNESS.cosign(TEXT, 5)[:-1], TEXT, WITNESS.key, "malformed"),
        (WITNESS.cosign(TEXT, 5) + "\n", TEXT, WITNESS.key, "malformed"),
        (WITNESS.cosign(TEXT, 5) * 2, TEXT, WITNESS.key, "malformed"),
        ("", TEXT, WITNESS.key, "malformed"),
        (WITNESS.cosign(TEXT, 5), TEXT, Cosigner("w2", WITNESS.seed).key, "signature-missing"),
        (LOG.sign(TEXT), TEXT, LOG.key, "signature-missing"),
        (WITNESS.cosign(TEXT, 5), TEXT + "more\n", WITNESS.key, "signature-wrong"),
        (WITNESS.cosign(TEXT, 2**63), TEXT, WITNESS.key, "signature-wrong"),
    ],
)
def test_a_cosignature_is_opened(line: str, text: str, key: VerifierKey, expected: object) -> None:
    try:
        found: object = open_cosignature(line, text, key)
    except Unusable as refused:
        found = refused.code
    assert found == expected


def test_cosignatures_are_added_once() -> None:
    lines = [WITNESS.cosign(TEXT, 5), Cosigner("w2", bytes([7]) * 32).cosign(TEXT, 6)]
    note = add_signatures(NOTE, lines)
    assert note == NOTE + "".join(lines)
    assert add_signatures(note, lines[::-1]) == note


GOOD: Final = LOG.key.text
NAME, HASH, KEY = GOOD.split("+", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        f"{NAME}+{HASH}",
        f"+{HASH}+{KEY}",
        f"a b+{HASH}+{KEY}",
        f"{NAME}+{HASH.upper()}+{KEY}",
        f"{NAME}+{HASH[:-1]}+{KEY}",
        f"{NAME}+00000000+{KEY}",
        f"other+{HASH}+{KEY}",
        f"{NAME}+{HASH}+{KEY[:-1]}",
        f"{NAME}+{HASH}+{KEY}\n",
        f" {GOOD}",
        f"{NAME}+{HASH}+{b64encode(bytes([ED25519]) * 32).decode()}",
        VerifierKey("a", 6, bytes(32)).text,
        VerifierKey("a", 2, bytes(32)).text,
        VerifierKey("a", ED25519, bytes(31)).text,
        VerifierKey("a", ED25519, bytes(33)).text,
    ],
)
def test_a_key_in_another_form_is_not_read(text: str) -> None:
    with pytest.raises(Unusable, match="malformed"):
        VerifierKey.read(text)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+1", "01", "1.0", " 1", "1 ", "1_0", "\u0661", "0x1", "1e3", str(2**63), "9" * 99],
)
def test_a_number_in_another_form_is_not_read(text: str) -> None:
    assert from_number(text) is None


@pytest.mark.parametrize(
    "text", ["A", "AA", "AA=", "AB==", "AA== ", "A-==", "AA==AA==", "é", "===="]
)
def test_base64_in_another_form_is_not_read(text: str) -> None:
    assert from_base64(text) is None
    assert from_number(str(2**63 - 1)) == 2**63 - 1
