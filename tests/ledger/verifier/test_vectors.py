"""Heads, keys and leaves that other people made: read by this code as they mean them."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.verifier import Failure, PolicyUnusable, check_head, check_receipt, read_keys
from ledger.verifier.keys import read_key
from ledger.verifier.notes import check_signed, split_note
from ledger.verifier.openings import commitments_of, read_extra, read_opening
from ledger.verifier.policy import Policy
from ledger.verifier.tiles import Tiles
from ledger.verifier.tree import Frontier, leaf_hash
from tests.ledger.verifier.maker import CODE, FUND, Key, Maker

DATA: Final = Path(__file__).parents[2] / "data" / "log"
TESSERA: Final[dict[str, Any]] = json.loads((DATA / "tessera" / "log.json").read_text())
C2SP: Final[dict[str, Any]] = json.loads((DATA / "c2sp" / "examples.json").read_text())
FORMATS: Final[dict[str, Any]] = json.loads((DATA / "formats" / "texts.json").read_text())
LEAF: Final[dict[str, Any]] = json.loads((DATA / "leaf" / "golden.json").read_text())


class Files:
    """Tiles of another log, by their addresses."""

    def get(self, address: str, bytes_max: int) -> bytes | None:
        found = TESSERA["tiles"].get(address)
        return None if found is None else b64decode(found)[: bytes_max + 1]


@pytest.mark.parametrize("size", TESSERA["checkpoints"])
def test_heads_of_tessera(size: str) -> None:
    policy = read_keys(TESSERA["vkey"])
    head = check_head(TESSERA["checkpoints"][size].encode(), policy)
    assert head.size == int(size)
    assert not head.is_witnessed
    tiles, tree = Tiles(Files(), head.size), Frontier()
    if head.size:
        row = tiles.tile(0, 0)
        for at in range(0, len(row), 32):
            tree.add(row[at : at + 32])
    assert tree.root == head.root == tiles.root(0, head.size)


def test_the_note_of_the_specification() -> None:
    key = read_key(C2SP["vkey"], 1)
    assert str(key) == C2SP["vkey"]
    note = split_note(C2SP["note"], 1)
    check_signed(note, [key])
    assert note.text == "This is an example message.\n"


def test_an_empty_line_in_a_note_belongs_to_its_text() -> None:
    said = "Ünter\n\n— den Wörtern\n"
    note = split_note(f"{said}\n{Key('a').line(said)}", 1)
    check_signed(note, [read_key(Key("a").vkey, 1)])
    assert note.text == said


@pytest.mark.parametrize("name", ["checkpoint", "cosigned"])
def test_heads_of_the_specifications_are_read(name: str) -> None:
    with pytest.raises(Failure) as caught:
        check_head(C2SP[name].encode(), Policy())
    assert caught.value.name == "origin-differs"


@pytest.mark.parametrize("name", FORMATS["checkpoints"])
def test_what_is_no_head(name: str) -> None:
    text, expected = FORMATS["checkpoints"][name]
    with pytest.raises(Failure) as caught:
        check_head(f"{text}\n{Key('Log').line(text)}".encode(), read_keys(Key("Log").vkey))
    assert caught.value.name == expected


@pytest.mark.parametrize("name", FORMATS["receipts"])
def test_what_is_no_receipt(name: str) -> None:
    with pytest.raises(Failure) as caught:
        check_receipt(FORMATS["receipts"][name].encode(), Policy())
    assert caught.value.name == "malformed"


@pytest.mark.parametrize("name", FORMATS["vkeys"])
def test_keys_of_others(name: str) -> None:
    text, is_key = FORMATS["vkeys"][name]
    kind = 4 if "Cosignature" in name else 1
    if is_key:
        assert str(read_key(text, kind)) == text
        return
    with pytest.raises(PolicyUnusable):
        read_key(text, kind)


def test_a_line_gives_the_leaf_that_is_written_down() -> None:
    extra = read_extra(b64decode(LEAF["extra"]), 2)
    assert (extra.salt.hex(), extra.inner.hex()) == (LEAF["salt"], LEAF["inner"])
    assert extra.opening == LEAF["opening"].encode()
    commitment = extra.commitment(LEAF["origin"])
    assert commitment.hex() == LEAF["commitment"]
    assert leaf_hash(commitment).hex() == LEAF["leaf_hash"]
    assert read_opening(extra.opening).fields == json.loads(LEAF["line"]["payload"])


def test_the_donor_commitment_of_the_documentation() -> None:
    signs = CODE.replace("-", "")
    expected = "8125e19c5939000bc7f34bb3767865f23a1aa32bce10c4e207b87718676ad952"
    found = list(commitments_of(FUND, signs))
    assert found.index(expected) == 2
    assert len(set(found)) == 4096
    assert Maker().receipt().count(CODE) == 0
