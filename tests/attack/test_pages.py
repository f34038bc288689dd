"""Pages, pictures and files say nothing that the signed figures do not say."""

from collections import Counter

import pytest

from api import charts
from api.public import figures, sides
from api.site import Site
from tests.attack.beyond import FILES, Known, overdrawn, unread
from tests.attack.books import Book
from tests.attack.drawn import SHAPES, Shape, draw
from tests.attack.realise import Published, publish
from tests.attack.rendered import due_of, pages_of
from tests.attack.words import numbers, read_page


def fund(shape: Shape) -> tuple[Book, list[Published]]:
    book = draw(shape, seed=0)
    return book, publish(book)


def known(book: Book, out: list[Published]) -> Known:
    due = [due_of(end) for end in book.agreement_ends]
    return Known([each.text for each in out], [*(each.report.day for each in out), *due])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_no_page_or_file_has_a_number_that_was_not_signed(site: Site, shape: Shape) -> None:
    book, out = fund(shape)
    pages = pages_of(site, book, out)
    assert not unread(pages, known(book, out))
    assert not overdrawn(pages)


@pytest.mark.parametrize("shape", SHAPES[::5], ids=lambda shape: shape.name)
def test_no_language_says_more_than_another(site: Site, shape: Shape) -> None:
    pages = pages_of(site, *fund(shape))
    for path in {path for _, path in pages}:
        english, spanish = (pages[language, path] for language in ("en", "es"))
        if path.endswith((*FILES, "xml")):
            assert len(english) == len(spanish) or path == "/feed.xml"
        else:
            said = [
                Counter(numbers(read_page(body)[0], language))
                for language, body in (("en", english), ("es", spanish))
            ]
            assert {*said[0]} == {*said[1]}


def test_how_decisions_are_made_and_who_signed_does_not_move_with_reports(site: Site) -> None:
    book, out = fund(SHAPES[2])
    first, last = pages_of(site, book, out[:1]), pages_of(site, book, out)
    assert first["en", "/how"] == last["en", "/how"]


@pytest.mark.parametrize("shape", SHAPES[::7], ids=lambda shape: shape.name)
def test_pages_lead_nowhere_else_and_run_nothing(site: Site, shape: Shape) -> None:
    for (_, path), body in pages_of(site, *fund(shape)).items():
        if path.endswith((*FILES, "xml")):
            continue
        assert b"<script" not in body
        links = {each for each in read_page(body)[2] if "//" in each}
        assert links <= {"https://www.wikipedia.org/"}, "only where one leaves the page to"


def test_a_chart_drawn_from_unrounded_figures_is_found_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = charts.bars
    monkeypatch.setattr(
        sides, "bars", lambda chart, values: drawn(chart, [each - 24_000 for each in values])
    )
    book, out = fund(next(each for each in SHAPES if each.name == "busy"))
    assert overdrawn(pages_of(site, book, out))


def test_a_share_in_whole_per_cents_of_what_is_rounded_more_coarsely_is_found_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sides, "percent_of_rounded", lambda about, base, root: (about - 24_000) * 100 // root
    )
    book, out = fund(next(each for each in SHAPES if each.name == "busy"))
    assert unread(pages_of(site, book, out), known(book, out))


def test_a_figure_that_is_not_rounded_is_found_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = figures.Currency.about
    monkeypatch.setattr(
        figures.Currency, "about", lambda self, amount: shown(self, amount + 12_300)
    )
    book, out = fund(next(each for each in SHAPES if each.name == "busy"))
    assert unread(pages_of(site, book, out), known(book, out))
