"""What may be chosen as handle and passphrase."""

from time import perf_counter

import pytest

from api.people.common_passphrases import LEAKED, is_common
from api.people.handles import handle_key, handle_problem, tidy_handle
from api.people.passphrases import SHORTEST, passphrase_problem, suggest
from ledger.case_words import ADJECTIVES, NOUNS


@pytest.mark.parametrize(
    "handle", ["fox", "La Paloma", "José-Luis", "Лиса", "日本 の人", "r2.d2", "O’Neill", "x" * 40]
)
def test_a_handle_may_be_of_any_script(handle: str) -> None:
    assert handle_problem(handle) == ""


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "ab",
        "x" * 41,
        "...",
        "a\x00bc",
        "a\u202ebc",  # turns around what follows
        "a\u200bbc",  # takes no room
        "a\u3164bc",  # is a letter that shows nothing
        "\u0430nna",  # begins with a Cyrillic letter
        "fox\ud800",
        "<b>fox</b>",
        "fox@example",
    ],
)
def test_what_hides_or_misleads_is_no_handle(handle: str) -> None:
    assert handle_problem(handle)
    assert handle_key(handle) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fox", "fOX"),
        ("Jose\u0301", "JOS\u00c9"),
        ("La  Paloma ", "la paloma"),
        ("Straße", "STRASSE"),
        ("\uff26\uff4f\uff58", "fox"),
    ],
)
def test_two_handles_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert handle_key(one) == handle_key(other) != ""


def test_a_handle_is_shown_as_it_was_chosen() -> None:
    assert tidy_handle("  La   Paloma ") == "La Paloma"


@pytest.mark.parametrize(
    "passphrase",
    [
        "amber heron quilt sofa",
        "twelve signs",
        "no digits no capitals no rules",
        "Ёлка в лесу стоит",
        "x" * 60 + "y z a b c" * 10,
        "1968 was a leap year",
    ],
)
def test_a_long_passphrase_needs_nothing_else(passphrase: str) -> None:
    assert passphrase_problem(passphrase, "fox") == ""


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "elevensigns",
        "z" * 201,
        "fox",
        "La Paloma La Paloma",
        "la palomala paloma",
        "La Paloma 12",
    ],
)
def test_short_endless_and_the_handle_itself_are_refused(passphrase: str) -> None:
    assert passphrase_problem(passphrase, "La Paloma")


@pytest.mark.parametrize(
    "passphrase",
    [
        "password1234",
        "P@ssw0rd12345",
        "Password Password",
        "123456789012",
        "qwertyuiop123",
        "zyxwvutsrqpo",
        "1q2w3e4r5t6y",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "!!!!!!!!!!!!?",
        "correct horse battery staple",
        "Sex work is work",
        "rightsnotrescue2026",
        "parasol-parasol",
    ],
)
def test_what_is_guessed_first_is_refused(passphrase: str) -> None:
    assert is_common(passphrase)
    assert passphrase_problem(passphrase, "fox")


def test_every_password_that_leaked_and_is_long_enough_is_refused() -> None:
    assert len(LEAKED) == 30_000
    long = [each for each in LEAKED if len(each) >= SHORTEST]
    assert len(long) > 200
    assert [each for each in long if not passphrase_problem(each, "fox")] == []


@pytest.mark.parametrize(
    "padded", ["{}20261234", "1{}12345678901", "{0}{0}{0}{0}", "dragon{}12345"]
)
def test_a_short_password_that_leaked_does_not_fit_by_being_padded(padded: str) -> None:
    made = [padded.format(each) for each in LEAKED[:300] if each.isalpha()]
    fitting = [each for each in made if len(each) >= SHORTEST and not is_common(each)]
    assert fitting == []


def test_looking_whether_a_passphrase_is_common_takes_no_time_whatever_it_says() -> None:
    began = perf_counter()
    for text in ("4@8({[</369&#!1/|0$5+7%2" * 8, "ab" * 100, "a1" * 100, "\u0130" * 200):
        is_common(text)
    assert perf_counter() - began < 0.5


def test_six_random_words_are_offered_and_always_fit() -> None:
    offered = {suggest() for _ in range(300)}
    assert len(offered) == 300
    assert all(len(words.split()) == 6 for words in offered)
    assert {word for words in offered for word in words.split()} <= {*ADJECTIVES, *NOUNS}
    assert {passphrase_problem(words, "fox") for words in offered} == {""}
