"""Text read strictly: one way to write each thing, and every other is refused."""

import base64
import binascii
import re
from typing import Final

from ledger.verifier.failures import Failure

BYTES_MAX: Final = 262_144
"""No receipt, promise or head has more bytes."""

HASH_BYTES: Final = 32
NUMBER_LIMIT: Final = 2**63
"""Sizes, indices and moments are smaller."""

_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]|\ufeff")
_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")


def text_of(data: bytes) -> str:
    """Return the text of a file. Refusals in order: too-large, malformed."""
    if len(data) > BYTES_MAX:
        raise Failure("too-large", f"{len(data)} bytes, at most {BYTES_MAX}")
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise malformed(line, "UTF-8") from None
    if found := _CONTROL.search(text):
        raise malformed(text.count("\n", 0, found.start()) + 1, "no control characters")
    return text


def malformed(line: int, expected: str) -> Failure:
    """Return the failure of a line, which counts from 1."""
    return Failure("malformed", f"line {line}: expected {expected}")


def base64_of(text: str, line: int) -> bytes:
    """Return what canonical base64 stands for. Refusals: malformed."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise malformed(line, "base64") from None
    if base64.b64encode(found).decode() != text:
        raise malformed(line, "canonical base64")
    return found


def hash_of(text: str, line: int) -> bytes:
    """Return the 32 bytes of a hash in base64. Refusals: malformed."""
    found = base64_of(text, line)
    if len(found) != HASH_BYTES:
        raise malformed(line, "a hash of 32 bytes in base64")
    return found


def number_of(text: str, line: int) -> int:
    """Return a number below 2⁶³ without sign or leading zeros. Refusals: malformed."""
    if _DECIMAL.fullmatch(text) is None or int(text) >= NUMBER_LIMIT:
        raise malformed(line, "a number in decimal")
    return int(text)


def is_key_name(text: str) -> bool:
    """Whether a key can have this name: not empty, UTF-8, no spaces, no plus."""
    if not text or "+" in text or any(sign.isspace() for sign in text):
        return False
    return not any("\ud800" <= sign <= "\udfff" for sign in text)
