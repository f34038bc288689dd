from random import Random

import pytest

from ledger.transparency.tiles import (
    ENTRIES,
    WIDTH,
    Tile,
    address,
    bundle,
    grow,
    node_in,
    read_address,
    right_edge,
    split,
    tiles_at,
    tiles_of,
    width_at,
)
from ledger.transparency.tree import (
    consistency_proof,
    inclusion_proof,
    nodes_of_consistency,
    nodes_of_inclusion,
    nodes_of_root,
    root,
)
from tests.ledger.transparency import rfc6962

SIZES = [*range(602), *range(65_530, 65_543), 65_792, 131_072]


def tile_by_definition(tile: Tile, width: int) -> bytes:
    numbers = range(tile.index * WIDTH, tile.index * WIDTH + width)
    if tile.level == ENTRIES:
        return b"".join(rfc6962.leaf(number) for number in numbers)
    return b"".join(rfc6962.node(8 * tile.level, number) for number in numbers)


def grown(kept: dict[Tile, bytes], size: int, new: int) -> dict[Tile, bytes]:
    """Grow a store of whole tiles as a table would: only the right edge is handed in."""
    edge = {tile: kept[tile] for tile in right_edge(size)}
    return {**kept, **grow(edge, size, [rfc6962.leaf(number) for number in range(size, new)])}


def test_every_size_has_the_tiles_of_the_definition() -> None:
    kept: dict[Tile, bytes] = {}
    before = 0
    for size in SIZES:
        kept = grown(kept, before, size)
        before = size
        if size > 602 and size % 3:
            continue
        listed = tiles_at(size)
        assert {tile for tile, _ in listed} == set(kept)
        for tile, width in listed if size < 300 else listed[-5:]:
            assert width == width_at(tile, size) == len(kept[tile]) // 32
            assert kept[tile] == tile_by_definition(tile, width)


@pytest.mark.parametrize("seed", range(4))
def test_tiles_do_not_depend_on_the_portions_in_which_leaves_came(seed: int) -> None:
    chance, kept, size = Random(seed), dict[Tile, bytes](), 0
    while size < 1500:
        new = size + chance.choice([0, 1, 2, 64, 255, 256, 257, 600])
        kept, size = grown(kept, size, new), new
    assert kept == grown({}, 0, size)


def test_only_what_changes_is_given_back() -> None:
    kept = grown({}, 0, 600)
    edge = {tile: kept[tile] for tile in right_edge(600)}
    changed = grow(edge, 600, [rfc6962.leaf(600)])
    assert set(changed) == {Tile(ENTRIES, 2), Tile(0, 2)}
    assert grow(edge, 600, []) == {}
    filled = grow(edge, 600, [rfc6962.leaf(number) for number in range(600, 768)])
    assert set(filled) == {Tile(ENTRIES, 2), Tile(0, 2), Tile(1, 0)}


def test_a_tile_that_is_longer_than_the_tree_is_cut() -> None:
    kept = grown({}, 0, 700)
    again = grow(kept, 600, [rfc6962.leaf(number) for number in range(600, 700)])
    assert all(kept[tile] == data for tile, data in again.items())
    assert Tile(0, 2) in again


def test_a_tile_that_is_missing_or_short_is_said() -> None:
    kept = grown({}, 0, 600)
    with pytest.raises(KeyError):
        grow({}, 600, [rfc6962.leaf(600)])
    with pytest.raises(KeyError):
        grow({**kept, Tile(0, 2): kept[Tile(0, 2)][:-32]}, 600, [rfc6962.leaf(600)])
    with pytest.raises(LookupError):
        node_in({Tile(0, 2): kept[Tile(0, 2)]})(0, 600)
    with pytest.raises(LookupError):
        node_in({Tile(0, 0): bytes(3 * 32)})(1, 1)
    with pytest.raises(LookupError):
        node_in({})(0, 0)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 700, 65_535, 65_536, 65_540, 66_000])
def test_proofs_follow_from_the_tiles_that_were_listed(size: int) -> None:
    kept, chance = grown({}, 0, size), Random(size)
    for place in {0, size // 3, size - 1, chance.randrange(size)}:
        for nodes, prove, expected in (
            (nodes_of_inclusion, inclusion_proof, rfc6962.path(place, 0, size)),
            (nodes_of_consistency, consistency_proof, rfc6962.proof(place, size) if place else []),
        ):
            fetched = {tile: kept[tile] for tile in tiles_of(nodes(place, size))}
            assert prove(place, size, node_in(fetched)) == expected
    fetched = {tile: kept[tile] for tile in tiles_of(nodes_of_root(size))}
    assert root(size, node_in(fetched)) == rfc6962.mth(0, size)


@pytest.mark.parametrize("size", [*range(3), 255, 256, 257, 65_535, 65_536, 70_000, 2**24])
def test_the_right_edge_are_the_tiles_that_are_not_full(size: int) -> None:
    partial = [tile for tile, width in tiles_at(min(size, 70_000)) if width < WIDTH]
    assert size > 70_000 or right_edge(size) == partial
    assert all(0 < width_at(tile, size) < WIDTH for tile in right_edge(size))


def test_seventy_thousand_leaves_have_the_tiles_of_the_specification() -> None:
    tiles = tiles_at(70_000)
    levels = [[width for tile, width in tiles if tile.level == level] for level in (0, 1, 2)]
    assert levels[0] == [256] * 273 + [112]
    assert levels[1] == [256, 17]
    assert levels[2] == [1]
    assert width_at(Tile(0, 274), 70_000) == width_at(Tile(3, 0), 70_000) == 0


@pytest.mark.parametrize(
    "tile, width, text",
    [
        (Tile(0, 0), 256, "tile/0/000"),
        (Tile(0, 0), 1, "tile/0/000.p/1"),
        (Tile(4, 7), 255, "tile/4/007.p/255"),
        (Tile(0, 1_234_067), 256, "tile/0/x001/x234/067"),
        (Tile(0, 1_000), 17, "tile/0/x001/000.p/17"),
        (Tile(ENTRIES, 999), 256, "tile/entries/999"),
        (Tile(ENTRIES, 1_000), 3, "tile/entries/x001/000.p/3"),
        (Tile(0, 2**40 - 1), 256, "tile/0/x001/x099/x511/x627/775"),
    ],
)
def test_an_address_is_written_and_read(tile: Tile, width: int, text: str) -> None:
    assert address(tile, width) == text
    assert read_address(text) == (tile, width)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/x000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x1/000",
        "tile/0/X001/000",
        "tile/0/000/",
        "/tile/0/000",
        "tile//000",
        "tile/6/000",
        "tile/00/000",
        "tile/-1/000",
        "tile/+0/000",
        "tile/64/000",
        "tile/Entries/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/1000",
        "tile/0/000.p/-1",
        "tile/0/000.p/1/",
        "tile/0/000.p/1\n",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/000.p/\u0661",
        "tile/0/%30%30%30",
        "tile/0/..",
        "tile/0/000\x00",
        "tile/5/001",
        "tile/4/256",
        "tile/0/x001/x099/x511/x627/776",
        "tile/0/" + "x001/" * 9 + "000",
        "tile/0/" + "x001/" * 9_999 + "000",
    ],
)
def test_an_address_in_any_other_form_is_none(text: str) -> None:
    assert read_address(text) is None


def test_the_highest_level_has_one_tile() -> None:
    assert read_address("tile/5/000.p/3") == (Tile(5, 0), 3)
    assert read_address("tile/4/255") == (Tile(4, 255), 256)


def test_leaves_are_bundled_each_behind_its_length() -> None:
    leaves = [rfc6962.leaf(number) for number in range(3)]
    bundled = bundle(b"".join(leaves))
    assert bundled == b"".join(b"\x00\x20" + leaf for leaf in leaves)
    assert split(b"".join(leaves)) == leaves
    assert bundle(b"") == b""
