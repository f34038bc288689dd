"""Data of other people's logs (tests/data/log), and what we say of it."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.transparency.checkpoint import Checkpoint, open_checkpoint
from ledger.transparency.note import VerifierKey, open_note, read_note
from ledger.transparency.receipt import Receipt
from ledger.transparency.text import Unusable
from ledger.transparency.tiles import Tile, node_in, read_address, split
from ledger.transparency.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
)

DATA: Final = Path(__file__).parents[2] / "data" / "log"


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / name).read_text())
    return found


INCLUSION: Final = read("merkle/inclusion.json")
CONSISTENCY: Final = read("merkle/consistency.json")
TESSERA: Final = read("tessera/log.json")
C2SP: Final = read("c2sp/examples.json")
FORMATS: Final = read("formats/texts.json")
NOT_HASHES: Final = "additional/sizes-are-equal-one-and-proof-is-empty"
"""Its roots have twelve bytes. We refuse what is not a hash, so we differ here, and only here."""


def hashes(encoded: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in encoded or []]


@pytest.mark.parametrize("name", INCLUSION)
def test_every_vector_of_inclusion(name: str) -> None:
    vector = INCLUSION[name]
    holds = check_inclusion(
        b64decode(vector["leafHash"] or ""),
        vector["leafIdx"],
        vector["treeSize"],
        hashes(vector["proof"]),
        b64decode(vector["root"] or ""),
    )
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("name", CONSISTENCY)
def test_every_vector_of_consistency(name: str) -> None:
    vector = CONSISTENCY[name]
    holds = check_consistency(
        vector["size1"],
        b64decode(vector["root1"] or ""),
        vector["size2"],
        b64decode(vector["root2"] or ""),
        hashes(vector["proof"]),
    )
    assert holds is (not vector["wantErr"] and name != NOT_HASHES)


def test_all_vectors_are_here() -> None:
    assert len(INCLUSION) == len(CONSISTENCY) == 98
    assert len(b64decode(CONSISTENCY[NOT_HASHES]["root1"])) == 12


def test_the_constants_of_rfc_6962() -> None:
    known = read("merkle/constants.json")
    leaf, node = known["leaf"], known["node"]
    assert leaf_hash(b"").hex() == known["empty_leaf"]
    assert leaf_hash(leaf["data"].encode()).hex() == leaf["hash"]
    assert node_hash(node["left"].encode(), node["right"].encode()).hex() == node["hash"]
    edge = Frontier()
    for data, root in zip([*known["leaves"], None], known["roots"], strict=True):
        assert edge.root.hex() == root
        edge = edge.add([leaf_hash(bytes.fromhex(data))] if data is not None else [])
    assert EMPTY_ROOT.hex() == known["roots"][0]


def test_all_heads_of_the_tessera_log_and_its_tiles() -> None:
    key = VerifierKey.read(TESSERA["vkey"])
    assert key.text == TESSERA["vkey"]
    edge = Frontier()
    for number in range(16):
        head, opened = open_checkpoint(TESSERA["checkpoints"][str(number)], key)
        assert set(opened.signed) == {key}
        assert (head.size, head.root) == (number, edge.root)
        if number < 15:
            edge = edge.add([leaf_hash(entries(number + 1)[-1])])


def entries(width: int) -> list[bytes]:
    bundle, found = b64decode(TESSERA["tiles"][f"tile/entries/000.p/{width}"]), []
    while bundle:
        end = 2 + int.from_bytes(bundle[:2], "big")
        found.append(bundle[2:end])
        bundle = bundle[end:]
    return found


@pytest.mark.parametrize("width", range(1, 16))
def test_tiles_of_the_tessera_log_are_ours_byte_by_byte(width: int) -> None:
    address = f"tile/0/000.p/{width}"
    tile = b64decode(TESSERA["tiles"][address])
    assert read_address(address) == (Tile(0, 0), width)
    assert b"".join(map(leaf_hash, entries(width))) == tile
    node = node_in({Tile(0, 0): tile})
    root = Checkpoint.read(read_note(TESSERA["checkpoints"][str(width)]).text).root
    for index, leaf in enumerate(split(tile)):
        assert check_inclusion(leaf, index, width, inclusion_proof(index, width, node), root)
    for old in range(1, width):
        before = Checkpoint.read(read_note(TESSERA["checkpoints"][str(old)]).text).root
        proof = consistency_proof(old, width, node)
        assert check_consistency(old, before, width, root, proof)


def test_the_example_of_signed_notes_is_signed() -> None:
    key = VerifierKey.read(C2SP["vkey"])
    assert open_note(C2SP["note"], [key]).text == "This is an example message.\n"
    with pytest.raises(Unusable, match="signature-wrong"):
        open_note(C2SP["note"].replace("example message", "other message"), [key])


def test_the_examples_of_heads_are_read() -> None:
    for note in (read_note(C2SP["checkpoint"]), read_note(C2SP["cosigned"])):
        head = Checkpoint.read(note.text)
        assert (head.origin, head.size) == ("example.com/behind-the-sofa", 20_852_163)
        assert head.text == note.text
    cosignature = read_note(C2SP["cosigned"]).signatures[1]
    assert cosignature.name == "witness.example.com/w1"
    assert cosignature.timestamp == 1_679_315_147


@pytest.mark.parametrize("name", FORMATS["checkpoints"])
def test_heads_of_the_formats_suite(name: str) -> None:
    text, code = FORMATS["checkpoints"][name]
    with pytest.raises(Unusable, match=code):
        Checkpoint.read(text)


@pytest.mark.parametrize("name", FORMATS["receipts"])
def test_malformed_receipts_of_the_formats_suite(name: str) -> None:
    with pytest.raises(Unusable, match="malformed"):
        Receipt.read(FORMATS["receipts"][name])


@pytest.mark.parametrize("name", FORMATS["vkeys"])
def test_keys_of_the_formats_suite(name: str) -> None:
    text, is_key = FORMATS["vkeys"][name]
    if is_key:
        assert VerifierKey.read(text).text == text
        return
    with pytest.raises(Unusable, match="malformed"):
        VerifierKey.read(text)
