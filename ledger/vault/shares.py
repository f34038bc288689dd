"""A vault's private key on three sheets of paper, any two of which give it back.

The words are those of SLIP-39, so another program that knows it can read the sheets too. One sheet
alone says nothing about the key. The library takes no care to hide what it computes from others
who run programs on the same machine; those could read the key file as well.
"""

from typing import Final

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

from ledger.vault.keys import KEY_BYTES

SHEETS: Final = 3
NEEDED: Final = 2
WORDS: Final = 33
"""How many words stand on a sheet."""


def split(private: bytes) -> tuple[str, ...]:
    """Return the words of three new sheets for a key; sheets made before do not fit to them."""
    return tuple(generate_mnemonics(1, [(NEEDED, SHEETS)], private)[0])


def combine(sheets: tuple[str, ...]) -> bytes | None:
    """Return the key that two different sheets hold; None when they hold none together."""
    plain = [_plain(sheet) for sheet in sheets]
    if len(set(plain)) < NEEDED:
        return None
    try:
        key: bytes = combine_mnemonics(plain)
    except (MnemonicError, ValueError, KeyError):
        return None
    return key if len(key) == KEY_BYTES else None


def _plain(sheet: str) -> str:
    """Return the words in small letters, one space apart; a word's first four letters do."""
    words = sheet.casefold().replace(",", " ").split()
    return " ".join(_WHOLE.get(word[:4], word) for word in words if not word.strip(".").isdecimal())


_WHOLE: Final[dict[str, str]] = {word[:4]: word for word in WORDLIST}
"""No two words of the list begin with the same four letters."""
