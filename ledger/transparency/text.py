"""How bytes and numbers are written in the log's texts, and read without a second form."""

import base64
import binascii
import re
from typing import Final

MAX_BYTES: Final = 262_144
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_MAX_NUMBER: Final = 2**63 - 1


class Unusable(Exception):
    """A text cannot be used.

    *code* is one of the names of docs/proofs.md (``too-large``, ``malformed``, ``origin-differs``,
    ``signature-missing``, ``signature-wrong``); *detail* says what is wrong, for whoever runs the
    service, and repeats nothing of the text.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def malformed(detail: str) -> Unusable:
    """Return what to raise for a text that is not in its form."""
    return Unusable("malformed", detail)


def as_base64(data: bytes) -> str:
    """Write bytes in the standard alphabet, with padding."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Read bytes from their only form; None for any other.

    Bits behind the last byte that are not zero, missing padding, spaces and the alphabet of
    addresses are other forms.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if as_base64(data) == text else None


def from_number(text: str) -> int | None:
    """Read a number from 0 to 2^63 − 1, decimal, without sign or leading zeros; None for others."""
    if _NUMBER.fullmatch(text) is None:
        return None
    number = int(text)
    return number if number <= _MAX_NUMBER else None


def decoded(data: str | bytes) -> str:
    """Return the text of a file of the log.

    Raises Unusable in order: too-large, malformed (not UTF-8, a byte order mark, a control
    character other than the end of a line).
    """
    if len(data) > MAX_BYTES:
        raise Unusable("too-large", f"it has more than {MAX_BYTES} bytes")
    try:
        raw = data.encode() if isinstance(data, str) else data
        text = raw.decode()
    except UnicodeError:
        raise malformed("it is not UTF-8") from None
    if len(raw) > MAX_BYTES:
        raise Unusable("too-large", f"it has more than {MAX_BYTES} bytes")
    if text.startswith("\ufeff"):
        raise malformed("it begins with a byte order mark")
    if any(character < " " and character != "\n" for character in text):
        raise malformed("it has a control character")
    return text
