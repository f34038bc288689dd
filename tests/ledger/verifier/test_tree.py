"""The tree: other people's vectors, and the recursion of the RFC."""

import hashlib
import json
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.verifier.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_length,
    is_consistent,
    leaf_hash,
    path_length,
    ranges_of,
    root_of_path,
    roots_of,
)
from tests.ledger.verifier import maker

DATA: Final = Path(__file__).parents[2] / "data" / "log" / "merkle"
INCLUSION: Final[dict[str, Any]] = json.loads((DATA / "inclusion.json").read_text())
CONSISTENCY: Final[dict[str, Any]] = json.loads((DATA / "consistency.json").read_text())
CONSTANTS: Final[dict[str, Any]] = json.loads((DATA / "constants.json").read_text())
TOO_SHORT: Final = "additional/sizes-are-equal-one-and-proof-is-empty"
LEAVES: Final = tuple(maker.random("leaf", at) for at in range(600))


def hashes_of(proof: list[str] | None) -> list[bytes]:
    return [b64decode(each) for each in proof or []]


@pytest.mark.parametrize("name", INCLUSION)
def test_inclusion_as_others_have_it(name: str) -> None:
    case = INCLUSION[name]
    index, size = case["leafIdx"], case["treeSize"]
    leaf, root, path = (
        b64decode(case["leafHash"]),
        b64decode(case["root"]),
        hashes_of(case["proof"]),
    )
    is_right = (
        0 <= index < size
        and len(path) == path_length(index, size)
        and len(leaf) == len(root) == 32
        and root_of_path(index, size, leaf, path) == root
    )
    assert is_right != case["wantErr"]


@pytest.mark.parametrize("name", CONSISTENCY)
def test_consistency_as_others_have_it(name: str) -> None:
    case = CONSISTENCY[name]
    older = case["size1"], b64decode(case["root1"])
    newer = case["size2"], b64decode(case["root2"])
    if TOO_SHORT in name:  # its roots have twelve bytes; a head with such a root is malformed
        assert len(older[1]) == 12
        return
    assert is_consistent(older, newer, hashes_of(case["proof"])) != case["wantErr"]


def test_roots_as_others_have_them() -> None:
    leaves = [bytes.fromhex(each) for each in CONSTANTS["leaves"]]
    for size, root in enumerate(CONSTANTS["roots"]):
        tree = Frontier()
        for each in leaves[:size]:
            tree.add(leaf_hash(each))
        assert tree.root.hex() == root


def test_every_path_of_every_tree_up_to_seventy() -> None:
    for size in range(1, 71):
        leaves = LEAVES[:size]
        root = maker.root_of(leaves)
        for index in range(size):
            path = maker.inclusion(index, leaves)
            assert len(path) == path_length(index, size)
            assert root_of_path(index, size, leaf_hash(leaves[index]), path) == root


def test_every_pair_of_trees_up_to_seventy() -> None:
    for size in range(1, 71):
        leaves = LEAVES[:size]
        newer = size, maker.root_of(leaves)
        for older in range(1, size + 1):
            path = maker.consistency(older, leaves)
            known = older, maker.root_of(leaves[:older])
            assert len(path) == consistency_length(older, size)
            assert is_consistent(known, newer, path)
            assert not is_consistent((older, b"x" * 32), newer, path)
            assert not is_consistent(known, newer, [*path, b"x" * 32])
            whole = maker.consistency(older, leaves, known=False)
            assert roots_of(older, size, whole) == (known[1], newer[1])
            parts = [maker.root_of(leaves[begin:end]) for begin, end in ranges_of(older, size)]
            assert parts == whole


@given(st.integers(1, 600), st.data())
def test_a_frontier_has_the_root_of_the_recursion(size: int, data: st.DataObject) -> None:
    tree = Frontier()
    for each in LEAVES[:size]:
        tree.add(leaf_hash(each))
    assert (tree.size, tree.root) == (size, maker.root_of(LEAVES[:size]))
    older = data.draw(st.integers(1, size))
    path = maker.consistency(older, LEAVES[:size])
    assert is_consistent((older, maker.root_of(LEAVES[:older])), (size, tree.root), path)
    for at in range(len(path)):
        wrong = [*path[:at], maker.random("x"), *path[at + 1 :]]
        assert not is_consistent((older, maker.root_of(LEAVES[:older])), (size, tree.root), wrong)


def test_of_nothing_there_is_one_root_and_no_path() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT == Frontier().root
    assert is_consistent((0, EMPTY_ROOT), (5, b"x" * 32), [])
    assert not is_consistent((0, b"x" * 32), (5, b"x" * 32), [])
    assert not is_consistent((0, EMPTY_ROOT), (5, b"x" * 32), [b"x" * 32])
    assert not is_consistent((5, b"x" * 32), (4, b"x" * 32), [])
    assert roots_of(0, 4, []) is None
