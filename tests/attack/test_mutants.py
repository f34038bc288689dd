"""Faults that are planted into reports are found by the attacks: none of these looks away."""

from collections.abc import Iterator, Sequence

import pytest

from projections.reports import bail_leaf, bridging, tree
from tests.attack.attacks import ATTACKS
from tests.attack.books import Book
from tests.attack.drawn import SHAPES, draw
from tests.attack.mutants import MUTANTS, Mutant, planted
from tests.attack.reading import read_manifest
from tests.attack.realise import publish
from tests.attack.world import Report, World

EXPECTED = {
    "a year-to-date table": {"T2 spanned", "T3 narrowed"},
    "a margin": {"T2 spanned", "T3 narrowed", "T13 joined"},
    "a restated period": {"T2 spanned", "T3 narrowed"},
    "an exact bail line": {"T6 named"},
    "a closing balance where money in alone ends": {"T2 spanned", "T3 narrowed"},
    "a courts stock without the bail leaf": {"T6 named"},
    "exact processor fees on their own clock": {"T2 spanned", "T3 narrowed"},
}
"""Which attacks find which fault, each of them in some fund at least."""


def books(*names: str) -> Iterator[Book]:
    """Yield a few funds of each shape, those that are mostly about bail first."""
    shapes = [each for each in SHAPES if not names or each.name in names]
    yield from (draw(shape, seed) for seed in range(2) for shape in reversed(shapes))


def read(book: Book, reports: Sequence[Report], texts: Sequence[bytes]) -> World:
    return World(book, reports, [figure for text in texts for figure in read_manifest(text)])


def test_every_planted_fault_has_attacks_that_find_it() -> None:
    assert {*EXPECTED} == {*MUTANTS}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_planted_fault_is_found(name: str) -> None:
    mutant: Mutant = MUTANTS[name]
    missed = set(EXPECTED[name])
    for book in books():
        out = publish(book)
        reports, texts = [each.report for each in out], [each.text for each in out]
        faulty = read(book, reports, planted(mutant, read(book, reports, texts), texts))
        missed -= {attack for attack in missed if ATTACKS[attack](faulty)}
        if not missed:
            return
    assert not missed


def found_in(name: str, attack: str) -> bool:
    """Say whether an attack finds something in a fund of a shape, as reports are built now."""
    for book in books(name):
        out = publish(book)
        if ATTACKS[attack](read(book, [e.report for e in out], [e.text for e in out])):
            return True
    return False


@pytest.mark.parametrize("name", ["bail-uncounted", "bail-beside-law"])
def test_bail_beside_next_to_nothing_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found_in(name, "T6 named")
    for module in (bail_leaf, tree):
        monkeypatch.setattr(module, "hides", lambda others, size: True)
    assert found_in(name, "T6 named")


def test_money_exchanged_from_a_gift_that_is_not_out_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not found_in("lone-euro", "T10 mirrored")
    monkeypatch.setattr(bridging, "_mirrors", lambda *of: False)
    assert found_in("lone-euro", "T10 mirrored")
