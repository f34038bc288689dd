"""Whole logs: everything that a server gives out follows from its leaves, and only grew."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

import pytest

from ledger.verifier import (
    Directory,
    Failure,
    Forked,
    check_grown,
    check_head,
    check_log,
    fetch_head,
    is_fork,
    read_policy,
)
from ledger.verifier.logs import read_leaves
from ledger.verifier.tiles import address
from tests.ledger.verifier.maker import Key, Maker, random

BIG: Final = 66_000
"""More than 256 × 256 leaves: tiles of three levels."""

POLICY: Final = read_policy(Maker().policy().encode())
Files = dict[str, bytes]


class Served:
    """A log in memory, and what was asked of it."""

    def __init__(self, files: Files) -> None:
        self.files, self.asked = files, list[str]()

    def get(self, address: str, bytes_max: int) -> bytes | None:
        self.asked.append(address)
        found = self.files.get(address)
        return None if found is None else found[: bytes_max + 1]


@lru_cache
def made(size: int, salted: str = "") -> Maker:
    return Maker(size=size, salted=salted)


def served(size: int) -> Served:
    return Served(made(size).files())


def failure_of(files: Files, older: bytes | None = None) -> Failure:
    known = None if older is None else check_head(older, POLICY)
    with pytest.raises(Failure) as caught:
        check_log(Served(files), POLICY, known)
    return caught.value


@pytest.mark.parametrize("size", [6, 64, 255, 256, 257, 511, 512, 70 * 256, BIG])
def test_a_log_is_whole(size: int) -> None:
    source, leaves = served(size), made(size).leaves
    wanted = {leaves[5], leaves[-1], random("nowhere")}
    proven = check_log(source, POLICY, None, wanted)
    assert proven.head.size == size
    assert proven.found == {leaves[5]: 5, leaves[-1]: size - 1}
    assert sorted(source.asked) == sorted(source.files), "everything is read, and once"
    assert read_leaves(source, proven.head) == b"".join(leaves)


def test_an_empty_log_is_whole() -> None:
    empty = Maker([], size=0)
    assert check_log(Served(empty.files()), POLICY).head.size == 0


@pytest.mark.parametrize("older", [0, 1, 5, 63, 64, 255, 256, 257, 300, 511, 512, 600])
def test_it_begins_with_what_it_was(older: int) -> None:
    grown = made(600)
    known = check_head(grown.head(older).encode(), POLICY)
    assert check_log(Served(grown.files()), POLICY, known).older == known
    source = Served(grown.files())
    check_grown(source, known, fetch_head(source, POLICY))
    assert len(source.asked) <= 5, "a few tiles are enough"


@pytest.mark.parametrize("older", [1, 5, 64, 256, 300, 599, 600])
def test_a_change_of_what_was_is_shown_to_anybody(older: int) -> None:
    other = made(600, "other")
    known = check_head(made(600).head(older).encode(), POLICY)
    with pytest.raises(Forked) as caught:
        check_log(Served(other.files()), POLICY, known)
    fork = caught.value.fork
    assert is_fork(fork)
    source = Served(other.files())
    head = fetch_head(source, POLICY)
    with pytest.raises(Forked) as again:
        check_grown(source, known, head)
    assert again.value.fork == fork


def test_what_agrees_is_no_fork() -> None:
    grown = made(600)
    source = Served(grown.files())
    older, newer = (check_head(grown.head(size).encode(), POLICY) for size in (300, 600))
    check_grown(source, older, newer)
    other = check_head(made(600, "other").head(300).encode(), POLICY)
    with pytest.raises(Forked) as caught:
        check_grown(source, other, newer)
    fork = caught.value.fork
    assert not is_fork(type(fork)(older, newer, fork.path))
    assert not is_fork(type(fork)(other, newer, fork.path[:-1]))
    assert not is_fork(type(fork)(other, newer, (random("x"), *fork.path[1:])))
    assert not is_fork(type(fork)(newer, newer, ()))


def without(name: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[name]

    return change


def with_bytes(name: str, edit: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        files[name] = edit(files[name])

    return change


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


FAULTS: Final[list[tuple[str, str, Callable[[Files], None]]]] = [
    ("tile-missing", "no head", without("checkpoint")),
    ("checkpoint-too-large", "head", with_bytes("checkpoint", lambda data: data * 500)),
    ("checkpoint-malformed", "head", with_bytes("checkpoint", lambda data: data[:-1])),
    ("checkpoint-origin-differs", "head", with_bytes("checkpoint", lambda data: b"x" + data)),
    (
        "checkpoint-signature-missing",
        "head",
        with_bytes("checkpoint", lambda data: data.replace("— fund".encode(), "— fond".encode())),
    ),
    (
        "checkpoint-signature-wrong",
        "head",
        with_bytes("checkpoint", lambda data: data.replace(b"\n600\n", b"\n601\n")),
    ),
    (
        "checkpoint-quorum-missing",
        "head",
        with_bytes("checkpoint", lambda data: data[: data.rindex("—".encode())]),
    ),
    ("tile-missing", "a bundle", without("tile/entries/001")),
    ("tile-missing", "a tile", without("tile/0/001")),
    ("tile-missing", "a tile above", without("tile/1/000.p/2")),
    ("tile-missing", "the edge", without("tile/0/002.p/88")),
    ("tile-malformed", "a bundle cut", with_bytes("tile/entries/001", lambda data: data[:-1])),
    ("tile-malformed", "a length", with_bytes("tile/entries/001", lambda data: b"\1" + data[1:])),
    ("tile-malformed", "a bundle without end", with_bytes("tile/entries/001", lambda x: x * 9)),
    ("tile-malformed", "a tile cut", with_bytes("tile/0/001", lambda data: data[:-32])),
    ("tile-malformed", "an empty tile", with_bytes("tile/1/000.p/2", lambda _: b"")),
    ("tile-differs", "a leaf", with_bytes("tile/entries/001", flipped)),
    ("tile-differs", "a hash", with_bytes("tile/0/001", flipped)),
    ("tile-differs", "the edge", with_bytes("tile/0/002.p/88", flipped)),
    ("tile-differs", "above", with_bytes("tile/1/000.p/2", flipped)),
]


@pytest.mark.parametrize(
    "name, change",
    [(name, change) for name, _, change in FAULTS],
    ids=[f"{name}: {what}" for name, what, _ in FAULTS],
)
def test_each_fault_has_its_name(name: str, change: Callable[[Files], None]) -> None:
    files = made(600).files()
    change(files)
    assert failure_of(files).name == name
    assert failure_of(files).meaning


def test_tiles_of_another_log_do_not_give_the_root() -> None:
    files = made(600, "other").files() | {"checkpoint": made(600).head().encode()}
    assert failure_of(files).name == "root-differs"
    older, newer = (check_head(made(600).head(size).encode(), POLICY) for size in (300, 600))
    with pytest.raises(Failure) as caught:
        check_grown(Served(files), older, newer)
    assert caught.value.name == "tile-differs", "such tiles say nothing about the older head"
    with pytest.raises(Failure) as caught:
        read_leaves(Served(files), newer)
    assert caught.value.name == "root-differs"


def test_a_log_that_is_shorter_than_it_was() -> None:
    assert failure_of(made(300).files(), made(600).head().encode()).name == "log-shrank"


def test_a_head_from_before_must_be_of_the_same_log() -> None:
    other = Maker(origin="other.example/log/1", head_key=Key("other.example/log/1"))
    policy = POLICY.with_keys([other.head_key.vkey])
    older = check_head(other.head().encode(), policy)
    with pytest.raises(Failure) as caught:
        check_log(Served(made(600).files()), policy, older)
    assert caught.value.name == "origin-differs"


def test_a_partial_tile_that_is_gone_is_taken_from_the_full_one() -> None:
    files, grown = made(600).files(), made(1024).files()
    partial = [name for name in files if ".p/" in name and name.startswith("tile/0")]
    partial += [name for name in files if ".p/" in name and "entries" in name]
    older = Maker(size=1024)
    for name in partial:
        del files[name]
        full = name.partition(".p/")[0]
        files[full] = grown[full]
    files["checkpoint"] = older.head(600).encode()
    files["tile/1/000.p/2"] = grown["tile/1/000.p/4"][:64]
    proven = check_log(Served(files), POLICY)
    assert proven.head.size == 600


@pytest.mark.parametrize(
    "number, width, expected",
    [
        (0, 256, "tile/0/000"),
        (67, 5, "tile/0/067.p/5"),
        (999, 256, "tile/0/999"),
        (1000, 256, "tile/0/x001/000"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
        (1_234_067, 8, "tile/0/x001/x234/067.p/8"),
    ],
)
def test_addresses_are_those_of_the_specification(number: int, width: int, expected: str) -> None:
    assert address(0, number, width) == expected
    assert address("entries", number, width) == expected.replace("/0/", "/entries/", 1)


def test_a_log_is_read_from_a_directory(tmp_path: Path) -> None:
    place = made(600).write(tmp_path)
    assert check_log(Directory(place), POLICY).head.size == 600
    (place / "tile/0/001").unlink()
    with pytest.raises(Failure) as caught:
        check_log(Directory(place), POLICY)
    assert (caught.value.name, caught.value.detail) == ("tile-missing", "tile/0/001")
