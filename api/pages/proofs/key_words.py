"""A key in words, so that two people can compare it aloud.

The words are English in every language. They are drawn from the SHA-256 of the key as it is
published: ninety bits, so nobody finds another key with the same words.
"""

from hashlib import sha256
from typing import Final

from ledger.case_words import ADJECTIVES, NOUNS

PAIRS: Final = 5
_BITS: Final = 9
"""How many bits choose one word: each list has two to this many."""


def key_in_words(vkey: str) -> tuple[str, ...]:
    """Return a verifier key in pairs of words, always the same ones."""
    bits = int.from_bytes(sha256(vkey.encode()).digest(), "big")
    pairs = []
    for _ in range(PAIRS):
        bits, noun = divmod(bits, 2**_BITS)
        bits, adjective = divmod(bits, 2**_BITS)
        pairs.append(f"{ADJECTIVES[adjective]} {NOUNS[noun]}")
    return tuple(pairs)
