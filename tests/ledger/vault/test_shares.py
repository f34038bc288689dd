import secrets
from itertools import combinations

import pytest

from ledger.vault.shares import WORDS, combine, split


def test_any_two_of_three_sheets_give_the_key_back() -> None:
    key = secrets.token_bytes(32)
    sheets = split(key)
    assert len(sheets) == 3
    assert all(len(sheet.split()) == WORDS for sheet in sheets)
    for pair in combinations(sheets, 2):
        assert combine(pair) == key
        assert combine(pair[::-1]) == key


def test_typed_as_people_type_they_still_do() -> None:
    key = secrets.token_bytes(32)
    one, two, _ = split(key)
    shouted = "  ".join(one.upper().split()) + "\n"
    numbered = "\n".join(f"{at}. {word[:4]}" for at, word in enumerate(two.split(), 1))
    assert combine((shouted, numbered)) == key


@pytest.mark.parametrize("typed", ["", "amber heron", "ä ö ü", "academic " * 33])
def test_anything_else_gives_no_key(typed: str) -> None:
    one, _, _ = split(secrets.token_bytes(32))
    assert combine((one, typed)) is None
    assert combine((typed, typed)) is None


def test_one_sheet_twice_or_sheets_of_two_keys_give_no_key() -> None:
    first, second = split(secrets.token_bytes(32)), split(secrets.token_bytes(32))
    assert combine((first[0],)) is None
    assert combine((first[0], first[0])) is None
    assert combine((first[0], second[1])) is None
    swapped = first[0].split()
    swapped[5], swapped[6] = swapped[6], swapped[5]
    assert combine((" ".join(swapped), first[1])) is None or swapped == first[0].split()
