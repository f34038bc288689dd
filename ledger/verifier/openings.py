"""What opens a leaf: the words of a line of the book, and the code of whoever gave."""

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ledger.verifier.failures import Failure
from ledger.verifier.text import HASH_BYTES, malformed

GIFTS_MAX: Final = 4096
"""A code is tried for so many gifts."""

GIFT: Final = "donation.received.v1"
_HEADER: Final = b"parasol-opening/v1\n"
_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GAPS: Final = re.compile(
    "[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\u2013-]"
)
"""What may stand between the signs of a code: what a browser has as a space, and two hyphens."""

_CODE_SIGNS: Final = 20
_ORIGIN_PARTS: Final = 3
_TOPIC: Final = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
_WHOLE_MAX: Final = 2**53 - 1
"""Larger numbers lose digits in browsers, which must read the same."""

_DEPTH_MAX: Final = 32


@dataclass(frozen=True)
class Extra:
    """What stands beside a proof and is to be proven by it."""

    salt: bytes
    inner: bytes
    opening: bytes

    def commitment(self, origin: str) -> bytes:
        """Return the 32 bytes that must stand in the log for this line."""
        tagged = b"parasol-line/v1\n" + origin.encode() + b"\n"
        return hashlib.sha256(tagged + self.salt + self.inner + self.opening).digest()


@dataclass(frozen=True)
class Opening:
    """A line of the book as it was stored: its topic, and its payload read as JSON."""

    topic: str
    payload: bytes
    fields: dict[str, object]


def read_extra(data: bytes, line: int) -> Extra:
    """Take apart what *extra* holds. Refusals: malformed."""
    start = len(_HEADER)
    if not data.startswith(_HEADER) or len(data) < start + 2 * HASH_BYTES:
        raise malformed(line, "an extra that begins with parasol-opening/v1 and 64 bytes")
    middle, end = start + HASH_BYTES, start + 2 * HASH_BYTES
    return Extra(data[start:middle], data[middle:end], data[end:])


def read_opening(opening: bytes) -> Opening:
    """Read a line that was found in the log. Refusals: opening-unreadable."""
    first, newline, payload = opening.partition(b"\n")
    topic = first.decode("ascii", "replace")
    if not newline or _TOPIC.fullmatch(topic) is None:
        raise Failure("opening-unreadable", "expected a topic and the end of its line")
    try:
        found = read_object(payload)
    except ValueError as wrong:
        raise Failure("opening-unreadable", str(wrong)) from None
    return Opening(topic, payload, found)


def read_object(data: bytes, *, any_size: bool = False) -> dict[str, object]:
    """Read a JSON object that every program reads alike. Raises `ValueError`.

    With *any_size* numbers may be as large as they like; those that are too large are no `int`.
    """
    try:
        found = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_whole_of_any_size if any_size else _whole,
            parse_float=float if any_size else _finite,
        )
    except RecursionError:
        raise ValueError(f"nested deeper than {_DEPTH_MAX}") from None
    _refuse_deep(found, 0)
    if not isinstance(found, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 - of a text, not a mistake of ours
    return found


def read_code(typed: str) -> str | None:
    """Return the twenty signs of a code that somebody typed; None when it cannot be one."""
    signs = _GAPS.sub("", typed.upper()).translate(_LOOKALIKES)
    return signs if len(signs) == _CODE_SIGNS and set(signs) <= _ALPHABET else None


def commitments_of(fund: UUID, signs: str) -> Iterator[str]:
    """Yield the donor commitment of each gift under a code, from the first on, in hexadecimal."""
    seed = hashlib.sha256(b"parasol-donor-seed/1\n" + fund.bytes + signs.encode()).digest()
    head = hashlib.sha256(b"parasol-donor/1\n" + fund.bytes)
    for number in range(1, GIFTS_MAX + 1):
        hashed = head.copy()
        counted = b"parasol-donor-nonce/1\n" + number.to_bytes(4)
        hashed.update(hmac.digest(seed, counted, "sha256"))
        yield hashed.hexdigest()


def check_code(origin: str, opening: Opening, typed: str) -> int:
    """Return which gift under the code this line is, from 1 on. Refusals: code-differs."""
    signs = read_code(typed)
    if signs is None:
        raise Failure("code-differs", "a code has twenty signs")
    fund = _fund_of(origin)
    if opening.topic != GIFT or fund is None:
        raise Failure("code-differs", "this line is no gift to a fund")
    commitment = opening.fields.get("donor_commitment")
    for number, each in enumerate(commitments_of(fund, signs), 1):
        if each == commitment:
            return number
    raise Failure("code-differs", "the line does not hold what follows from the code")


def _fund_of(origin: str) -> UUID | None:
    """Return the fund in an origin: HOST/FUND/NUMBER."""
    parts = origin.split("/")
    if len(parts) != _ORIGIN_PARTS:
        return None
    try:
        fund = UUID(parts[1])
    except ValueError:
        return None
    return fund if str(fund) == parts[1] else None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object; no name may stand in it twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _whole(text: str) -> int:
    """Return a whole number that every program reads alike."""
    found = int(text)
    if abs(found) > _WHOLE_MAX:
        raise ValueError("a number beyond 2^53 - 1")
    return found


def _whole_of_any_size(text: str) -> object:
    return int(text) if len(text) <= len(str(-_WHOLE_MAX)) else math.inf


def _refuse_deep(value: object, depth: int) -> None:
    if depth > _DEPTH_MAX:
        raise ValueError(f"nested deeper than {_DEPTH_MAX}")
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        for each in inner:  # type: ignore[attr-defined]
            _refuse_deep(each, depth + 1)


def _finite(text: str) -> float:
    """Return a number with a point or an exponent, which must not be endless."""
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(f"{text} is too large a number")
    return found
