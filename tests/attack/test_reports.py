"""What reports say together gives nobody away: every attack on more than two hundred funds."""

from collections.abc import Iterable

import pytest

from tests.attack.attacks import ATTACKS
from tests.attack.books import Book
from tests.attack.drawn import SEEDS, SHAPES, Shape, draw
from tests.attack.mixed import mixed
from tests.attack.reading import read_manifest
from tests.attack.realise import publish
from tests.attack.world import World


def world_of(book: Book) -> World:
    """Publish what a book allows and read it as a stranger does."""
    out = publish(book)
    figures = [figure for each in out for figure in read_manifest(each.text)]
    return World(book, [each.report for each in out], figures)


def test_there_are_more_than_two_hundred_funds() -> None:
    assert len(SHAPES) * SEEDS > 200


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_reports_of_a_fund_give_nobody_away(shape: Shape) -> None:
    assert not learnt_of(draw(shape, seed) for seed in range(SEEDS))


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 100, 20))
def test_the_reports_of_a_fund_that_is_a_mixture_give_nobody_away(start: int) -> None:
    assert not learnt_of(map(mixed, range(start, start + 20)))


def learnt_of(books: Iterable[Book]) -> dict[str, list[str]]:
    """Return what the attacks learn of funds, by fund and attack."""
    return {
        f"{book.name} {at}: {attack}": found
        for at, book in enumerate(books)
        for world in [world_of(book)]
        for attack, attacked in ATTACKS.items()
        if (found := attacked(world))
    }
