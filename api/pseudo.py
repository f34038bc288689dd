"""The pseudo-language: readable English, accented, some 40 % longer, in brackets."""

import re
from typing import Final

_ACCENTED: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçđéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýžÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ",
)
_FIXED: Final = re.compile(r"(%\(\w+\)[sd]|%%|\{\w*\}|<[^>]+>|&\w+;)")
"""Placeholders, tags and entities: left as they are."""


def pseudo(text: str) -> str:
    """Return *text* accented and longer; placeholders and markup stay as they are."""
    if not text:
        return text
    parts = _FIXED.split(text)
    accented = "".join(
        part if index % 2 else part.translate(_ACCENTED) for index, part in enumerate(parts)
    )
    letters = sum(len(part) for part in parts[::2])
    # Broken into words, because a real longer sentence could be wrapped too.
    padding = " ".join(["~~~~"] * max(1, round(letters * 0.4 / 5)))
    return f"[{accented} {padding}]"
