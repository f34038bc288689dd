from random import Random

import pytest

from ledger.transparency.text import Unusable
from ledger.transparency.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_of_consistency,
    nodes_of_inclusion,
    nodes_of_root,
    root,
)
from tests.ledger.transparency import rfc6962

SMALL = range(601)
AROUND = [*range(250, 262), *range(506, 518), *range(65_530, 65_543)]


def hashes(low: int, high: int) -> list[bytes]:
    return [leaf_hash(rfc6962.leaf(number)) for number in range(low, high)]


def test_the_edge_has_the_root_of_the_definition_at_every_size() -> None:
    edge = Frontier()
    for size in SMALL:
        assert edge.size == size
        assert edge.root == rfc6962.mth(0, size)
        assert Frontier.read(edge.text()) == edge
        edge = edge.add(hashes(size, size + 1))


@pytest.mark.parametrize("seed", range(8))
def test_it_does_not_matter_in_which_portions_leaves_come(seed: int) -> None:
    chance, edge = Random(seed), Frontier()
    while edge.size < 600:
        more = chance.choice([0, 1, 2, 3, 7, 64, 100])
        edge = edge.add(hashes(edge.size, edge.size + more))
        assert edge.root == rfc6962.mth(0, edge.size)


@pytest.mark.parametrize("size", AROUND[-13:])
def test_the_edge_is_right_where_a_level_of_tiles_begins(size: int) -> None:
    edge = Frontier().add(hashes(0, size - 3)).add(hashes(size - 3, size))
    assert edge.root == rfc6962.mth(0, size) == root(size, rfc6962.node)


def test_the_root_follows_from_whole_subtrees_at_every_size() -> None:
    for size in SMALL:
        assert root(size, rfc6962.node) == rfc6962.mth(0, size)
        assert len(nodes_of_root(size)) == size.bit_count()


def places(size: int, chance: Random) -> list[int]:
    if size <= 130:
        return list(range(size))
    return sorted({0, 1, size // 2, size - 2, size - 1, *chance.sample(range(size), 6)})


def test_proofs_of_inclusion_are_those_of_the_definition() -> None:
    chance = Random(1)
    for size in [*SMALL, *AROUND]:
        expected = rfc6962.mth(0, size)
        for index in places(size, chance):
            proof = inclusion_proof(index, size, rfc6962.node)
            assert proof == rfc6962.path(index, 0, size)
            assert check_inclusion(rfc6962.node(0, index), index, size, proof, expected)


def test_proofs_of_consistency_are_those_of_the_definition() -> None:
    chance = Random(2)
    for new in [*SMALL, *AROUND]:
        for old in (*places(new, chance), new):
            proof = consistency_proof(old, new, rfc6962.node)
            assert proof == (rfc6962.proof(old, new) if old else [])
            roots = rfc6962.mth(0, old), rfc6962.mth(0, new)
            assert check_consistency(old, roots[0], new, roots[1], proof)


def test_what_a_proof_is_made_from_is_said_beforehand() -> None:
    chance = Random(3)
    for size in [*range(1, 90), *AROUND]:
        for place in places(size, chance):
            for listed, prove in (
                (nodes_of_inclusion(place, size), inclusion_proof),
                (nodes_of_consistency(place, size), consistency_proof),
            ):
                known = {each: rfc6962.node(*each) for each in listed}
                prove(place, size, lambda level, index, known=known: known[level, index])  # type: ignore[misc]
                assert all((index + 1) << level <= size for level, index in listed)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("index, size", [(0, 2), (4, 7), (7, 8), (5, 6), (99, 100)])
def test_a_proof_of_inclusion_holds_as_it_is_and_in_no_other_way(index: int, size: int) -> None:
    leaf, expected = rfc6962.node(0, index), rfc6962.mth(0, size)
    proof = rfc6962.path(index, 0, size)
    assert check_inclusion(leaf, index, size, proof, expected)
    for number in range(len(proof)):
        for bit in (0, 100, 255):
            other = [*proof[:number], flipped(proof[number], bit), *proof[number + 1 :]]
            assert not check_inclusion(leaf, index, size, other, expected)
    other_proofs = [proof[1:], proof[:-1], [*proof, proof[0]], [leaf, *proof], []]
    if len(proof) > 1:
        other_proofs.append(proof[::-1])
    for other in other_proofs:
        assert not check_inclusion(leaf, index, size, other, expected)
    for other_index in {*range(size)} - {index} | {-1, size, size + index, 2**63}:
        assert not check_inclusion(leaf, other_index, size, proof, expected)
    assert not check_inclusion(flipped(leaf, 9), index, size, proof, expected)
    assert not check_inclusion(leaf, index, size, proof, flipped(expected, 9))
    assert not check_inclusion(leaf[:31], index, size, proof, expected)
    assert not check_inclusion(leaf, index, size, [*proof[:-1], proof[-1] + b"\0"], expected)


def test_a_proof_of_inclusion_is_not_made_to_fit_by_its_root() -> None:
    """Whoever chooses the root can have hashes lead to it; only the size says how many."""
    leaf, beside, above = rfc6962.node(0, 1), rfc6962.node(0, 0), rfc6962.node(1, 1)
    two = node_hash(beside, leaf)
    assert check_inclusion(leaf, 1, 2, [beside], two)
    assert not check_inclusion(leaf, 1, 1, [beside], two)
    assert not check_inclusion(leaf, -1, 1, [beside, above], node_hash(above, two))
    assert not check_inclusion(leaf, 1, 2, [beside, above], node_hash(above, two))
    longer, shorter = beside + b"\0", leaf[:31]
    assert not check_inclusion(leaf, 1, 2, [longer], node_hash(longer, leaf))
    assert not check_inclusion(shorter, 1, 2, [beside], node_hash(beside, shorter))


def test_a_proof_of_consistency_is_not_made_to_fit_by_its_roots() -> None:
    """Whoever chooses both roots can have hashes lead to them, too."""
    one, beside, above = rfc6962.node(0, 0), rfc6962.node(0, 1), rfc6962.node(1, 1)
    two = node_hash(one, beside)
    assert check_consistency(1, one, 2, two, [beside])
    assert not check_consistency(1, one, 2, node_hash(two, above), [beside, above])
    longer, shorter = beside + b"\0", one[:31]
    assert not check_consistency(1, one, 2, node_hash(one, longer), [longer])
    assert not check_consistency(1, shorter, 2, node_hash(shorter, beside), [beside])
    old, new = rfc6962.mth(0, 3), rfc6962.mth(0, 4)
    proof = rfc6962.proof(3, 4)
    raised = node_hash(above, old), node_hash(above, new)
    assert check_consistency(3, old, 4, new, proof)
    assert not check_consistency(3, raised[0], 4, raised[1], [*proof, above])


def test_an_inner_node_is_no_leaf() -> None:
    left, right = rfc6962.node(1, 0), rfc6962.node(1, 1)
    whole = rfc6962.mth(0, 4)
    assert check_inclusion(left, 0, 2, [right], whole)  # hashes alone cannot tell: data does
    assert not check_inclusion(leaf_hash(left), 0, 2, [right], whole)
    assert not check_inclusion(left, 0, 4, [right], whole)


@pytest.mark.parametrize("old, new", [(1, 2), (3, 7), (4, 7), (6, 8), (64, 100), (8, 8)])
def test_a_proof_of_consistency_holds_as_it_is_and_in_no_other_way(old: int, new: int) -> None:
    before, after = rfc6962.mth(0, old), rfc6962.mth(0, new)
    proof = rfc6962.proof(old, new)
    assert check_consistency(old, before, new, after, proof)
    for number in range(len(proof)):
        other = [*proof[:number], flipped(proof[number], 77), *proof[number + 1 :]]
        assert not check_consistency(old, before, new, after, other)
    for other in ([*proof, after], [after, *proof], *([proof[1:], proof[:-1]] if proof else [])):
        assert not check_consistency(old, before, new, after, other)
    assert not check_consistency(old, flipped(before, 1), new, after, proof)
    assert not check_consistency(old, before, new, flipped(after, 1), proof)
    assert not check_consistency(new, after, old, before, proof) or old == new
    assert not check_consistency(-1, before, new, after, proof)


def test_from_nothing_and_to_itself_only_the_empty_proof_leads() -> None:
    one = rfc6962.mth(0, 1)
    assert check_consistency(0, EMPTY_ROOT, 5, rfc6962.mth(0, 5), [])
    assert check_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    assert not check_consistency(0, EMPTY_ROOT, 5, rfc6962.mth(0, 5), [one])
    assert not check_consistency(0, one, 5, rfc6962.mth(0, 5), [])
    assert not check_consistency(0, one, 0, one, [])
    assert not check_consistency(1, one, 1, one, [one])
    assert not check_consistency(1, one, 1, EMPTY_ROOT, [])
    assert not check_consistency(3, rfc6962.mth(0, 3), 5, rfc6962.mth(0, 5), [])


def test_places_that_are_not_there_are_not_proved() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="outside"):
            inclusion_proof(index, size, rfc6962.node)
    for old, new in ((6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="cannot begin"):
            consistency_proof(old, new, rfc6962.node)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "0\nx",
        "1\n",
        "x\n",
        "00\n",
        "0\nAAAA\n",
        "1\nAAAA\n",
        "1\n\n",
        "2\n{0}\n{0}\n",
        "1\n{0}",
    ],
)
def test_an_edge_that_was_not_written_so_is_not_read(text: str) -> None:
    hash_text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    with pytest.raises(Unusable, match="malformed"):
        Frontier.read(text.format(hash_text))


def test_hashes_of_leaves_and_nodes_differ() -> None:
    left, right = rfc6962.node(0, 0), rfc6962.node(0, 1)
    assert node_hash(left, right) != leaf_hash(left + right)
    assert leaf_hash(b"") != EMPTY_ROOT
