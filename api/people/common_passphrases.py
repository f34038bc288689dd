"""Passphrases that are guessed first: well-known ones, the same again, and rows of a keyboard.

The lists are those of zxcvbn: thirty thousand passwords that leaked and were the most common, words
of an encyclopaedia and of films, and names. Of its program nothing is run: it takes seconds over
some texts. Words of this place stand here. Most of all these are shorter than a passphrase; what
one becomes with digits around it, twice in a row or in pairs is found by rule.
"""

import re
from itertools import islice
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

LEAKED: Final[tuple[str, ...]] = tuple(FREQUENCY_LISTS["passwords"])
"""Passwords that were stolen somewhere and came up most often, the most common first."""
_LISTED: Final = frozenset(word for words in FREQUENCY_LISTS.values() for word in words)
_MOST_COMMON: Final = frozenset(islice(LEAKED, 3000))
_FEWEST_SIGNS: Final = 5
_LONGEST_RUN: Final = 8
_ROWS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnmqwertyuiop",
    "qwertzuiopasdfghjklyxcvbnmqwertzuiop",
    "azertyuiopqsdfghjklmwxcvbnazertyuiop",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_TEXT: Final = """
    password passphrase passwort contrasena contrasenya motdepasse parola senha wachtwoord
    qwerty qwertz azerty letmein welcome bienvenido bienvenida willkommen iloveyou teamo tequiero
    admin administrator administrador master superman batman dragon monkey football baseball
    basketball princess princesa sunshine shadow michael jennifer jordan trustno starwars pokemon
    whatever freedom secret changeme default login access guest test computer internet google
    facebook instagram samsung liverpool arsenal chelsea barcelona realmadrid manchesterunited
    hello hola hallo bonjour summer winter spring autumn january february march april june july
    august september october november december monday tuesday wednesday thursday friday saturday
    sunday parasol mutualaid solidarity solidaridad sexworker bailfund treasurer
    correcthorsebatterystaple thisismypassword thisisapassword mypasswordis ihatepasswords
    nevergonnagiveyouup maytheforcebewithyou iloveyouforever iloveyousomuch tobeornottobe
    sexworkiswork sexworkisrealwork rightsnotrescue nothingaboutuswithoutus solidarityforever
    blacklivesmatter translivesmatter nobodyisillegal noborders nomeansno myoldpassword
    opensesame supercalifragilisticexpialidocious abracadabra pleaseletmein lordoftherings
    harrypotter gameofthrones administrator unbelievable championship thequickbrownfox
    loremipsumdolor hakunamatata passwordpassword
"""
_WORDS: Final = sorted(set(_TEXT.split()), key=len, reverse=True)
"""The longest first, so that a word inside another does not hide it."""
_PLAIN: Final = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t"} | {"@": "a", "$": "s", "!": "i"}
)


def is_common(passphrase: str) -> bool:
    """Whether *passphrase* would be among the first that somebody tries."""
    folded = "".join(passphrase.casefold().split())
    if len(set(folded)) < _FEWEST_SIGNS:
        return True
    plain = re.sub(r"[\W_]", "", folded)
    if not plain or _is_of_rows(plain):
        return True
    unmasked = re.sub(r"[\W_]", "", folded.translate(_PLAIN))
    return folded in _LISTED or any(_is_known(each) for each in (plain, unmasked))


def _is_known(plain: str) -> bool:
    """Whether known words, digits around them, and repetitions are all there is."""
    if plain in _LISTED:
        return True
    left = re.sub(r"^\d+|\d+$", "", plain)
    twice = re.fullmatch(r"(.+?)\1+", left)
    if (twice[1] if twice else left) in _LISTED or _is_pair(left):
        return True
    for word in _WORDS:
        left = left.replace(word, "")
    left = re.sub(r"\d+", "", left)
    return not left or _is_of_rows(left)


def _is_pair(text: str) -> bool:
    """Whether it is two of the most common passwords, one behind the other."""
    return any(
        text[:place] in _MOST_COMMON and text[place:] in _MOST_COMMON
        for place in range(1, len(text))
    )


def _is_of_rows(plain: str) -> bool:
    """Whether little is left when rows of keys and repetitions are taken away."""
    shortest = re.fullmatch(r"(.+?)\1+", plain)
    once = shortest[1] if shortest else plain
    if len(once) < _FEWEST_SIGNS:
        return True
    is_short = len(once) <= _LONGEST_RUN + 4
    return any(
        once in row or once in row[::-1] or (is_short and once[:_LONGEST_RUN] in row)
        for row in _ROWS
    )
