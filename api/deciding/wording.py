"""What words of members may look like: composed, printable, and no longer than people read."""

import unicodedata
from typing import Final

from ledger.rejections import WordsUnusable

MAX_TITLE: Final = 120
MAX_TEXT: Final = 4000
MAX_NOTE: Final = 500
_UNSEEN: Final = frozenset("\u200b\u200e\u200f\u2028\u2029\u2060\ufeff")
"""Signs that print as nothing, or turn what stands around them."""


def one_line(typed: str, field: str, maximum: int) -> str:
    """Return a line as it is kept: composed (NFC), single spaces. Raises WordsUnusable."""
    return _checked(" ".join(typed.split()), field, maximum)


def lines(typed: str, field: str, maximum: int) -> str:
    """Return lines as they are kept: composed (NFC), without space at their ends."""
    plain = typed.replace("\r\n", "\n").replace("\r", "\n")
    return _checked("\n".join(line.rstrip() for line in plain.split("\n")), field, maximum)


def _checked(typed: str, field: str, maximum: int) -> str:
    text = unicodedata.normalize("NFC", typed).strip()
    is_seen = all(_is_printed(sign) for sign in text)
    if not text or len(text) > maximum or not is_seen:
        raise WordsUnusable(field, maximum)
    return text


def _is_printed(sign: str) -> bool:
    """Say whether a sign can be printed; a space of another width can, too."""
    if sign in _UNSEEN:
        return False
    return sign.isprintable() or sign == "\n" or unicodedata.category(sign) == "Zs"
