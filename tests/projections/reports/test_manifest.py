"""The bytes of a report: one spelling, and the same in every process."""

import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import Final

import msgspec
import pytest

from projections.reports.manifest import (
    Manifest,
    ManifestUnreadable,
    canonical,
    decode,
    hash_of,
)
from projections.reports.rounding import about, counted
from tests.house.tree import ROOT
from tests.projections.reports.given import Book
from tests.projections.reports.grown import grown

REBUILD: Final = """
from projections.reports.build import build
from projections.reports.manifest import hash_of
from tests.projections.reports.grown import grown
book, history, days, rules = grown(5)
for number, past in enumerate(history):
    print(hash_of(build(book.facts(), history[:number], rules, today=days[number], cut=past.cut)))
"""


def a_report() -> Manifest:
    book = Book()
    book.gifts("2026-01", [1_000] * 12)
    book.helped("2026-02", [700] * 12)
    book.cost("2026-03", 33)
    return book.manifest(date(2026, 5, 16))


def test_canonical_bytes_are_sorted_without_spaces_and_complete() -> None:
    text = canonical(a_report()).decode()
    plain = msgspec.json.decode(text)
    assert text.isascii()
    assert " " not in text
    assert msgspec.json.encode(plain, order="sorted").decode() == text
    assert set(plain) == {
        "at_courts",
        "bridge",
        "builder",
        "costs",
        "currencies",
        "format",
        "fund",
        "money_in",
        "number",
        "paid_out",
        "policy",
        "previous",
        "today",
    }
    assert plain["previous"] is None
    assert plain["money_in"][0]["from"] == "2026-01"


def test_a_manifest_is_read_back_as_it_was() -> None:
    manifest = a_report()
    assert decode(canonical(manifest)) == manifest
    assert decode(canonical(manifest).decode()) == manifest
    assert hash_of(manifest) == sha256(canonical(manifest)).hexdigest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"at', '{ "at'),
        ('"builder"', '"extra":1,"builder"'),
        ('"parasol-report/1"', '"parasol-report/2"'),
        ('"previous":null,', ""),
        ('"number":1', '"number":"one"'),
        ('"number":1', '"number":01'),
    ],
)
def test_other_bytes_are_not_read(old: str, new: str) -> None:
    text = canonical(a_report()).decode()
    assert old in text
    with pytest.raises(ManifestUnreadable):
        decode(text.replace(old, new))


def test_bytes_that_are_no_text_are_not_read() -> None:
    with pytest.raises(ManifestUnreadable):
        decode(b"\\xff{}")


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_another_process_builds_the_same_bytes(seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", REBUILD],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    _, history, _, _ = grown(5)
    assert told.stdout.split() == [hash_of(past.manifest) for past in history]
    assert len(history) >= 3


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [(0, 0), (249, 0), (250, 500), (-249, 0), (-250, -500), (749, 500), (750, 1_000)],
)
def test_amounts_are_rounded_half_away_from_zero(amount: int, rounded: int) -> None:
    assert about(amount, 500) == rounded


@pytest.mark.parametrize(
    ("people", "said"),
    [(1, "fewer_than_10"), (9, "fewer_than_10"), (10, 10), (12, 10), (13, 15), (17, 15)],
)
def test_counts_are_rounded_and_small_ones_are_not_said(people: int, said: int | str) -> None:
    assert counted(people, 5) == said
