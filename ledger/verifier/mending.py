"""Receipts and promises that were copied: from paper, out of a message, through an old program.

What is mended is how the text is cut into lines, and nothing else. What comes out is read as
strictly as any other file, so a wrong guess is a file that is refused, never one that is believed.
"""

import re
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.policy import PROMISE_SUFFIX
from ledger.verifier.promises import HEADER as PROMISE
from ledger.verifier.promises import NOTE_HEADER, is_promise, read_promise, read_signed
from ledger.verifier.receipts import EXTRA, INDEX, read_receipt
from ledger.verifier.receipts import HEADER as RECEIPT
from ledger.verifier.text import BYTES_MAX, text_of

_BLANKS: Final = " \t\N{NO-BREAK SPACE}"
_DASH: Final = "\N{EM DASH}"
_ENDS: Final = re.compile(r"\r\n?|\n")
_HASH: Final = re.compile(r"[A-Za-z0-9+/]{43}=")
_HEAD_LINES: Final = 2
"""How many lines of a signed text stand behind its origin, in a receipt and in a promise."""


def mended(data: bytes) -> bytes:
    """Return a receipt or promise as it was before it was copied.

    What can be read as it is stays as it is, and so does what cannot be read afterwards either.
    """
    if len(data) > BYTES_MAX or _is_readable(data):
        return data
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    stripped = (line.strip(_BLANKS) for line in _ENDS.split(text.removeprefix("\ufeff")))
    whole = _put_together([line for line in stripped if line]).encode()
    return whole if _is_readable(whole) else data


def _is_readable(data: bytes) -> bool:
    try:
        text = text_of(data)
        if is_promise(data):
            read_signed(read_promise(text)[1], 4)
        else:
            read_receipt(text)
    except Failure:
        return False
    return True


def _put_together(lines: list[str]) -> str:
    """Return the file that these lines were, none of them empty; nothing where they were none."""
    is_promise, signed = lines[:1] == [PROMISE], _first(lines, _DASH)
    body, last = _first(lines, NOTE_HEADER if is_promise else INDEX), signed - _HEAD_LINES
    extra, word = "".join(lines[1:body]), EXTRA.strip()
    is_one = (is_promise or lines[:1] == [RECEIPT]) and extra.startswith(word)
    if not is_one or not 1 < body < last:
        return ""
    extra = EXTRA + extra.removeprefix(word).lstrip(" ")
    at = body + 1
    while not is_promise and at < last and _HASH.fullmatch(lines[at]):
        at += 1
    origin, signatures = "".join(lines[at:last]), _signatures(lines[signed:])
    # The log signs under its origin: so nothing else was taken for a part of it.
    signer = f"{_DASH} {origin}{PROMISE_SUFFIX if is_promise else ''} "
    if not any(each.startswith(signer) for each in signatures):
        return ""
    before = ["", *lines[body:at]] if is_promise else [*lines[body:at], ""]
    note = [origin, *lines[last:signed], "", *signatures, ""]
    return "\n".join([lines[0], extra, *before, *note])


def _first(lines: list[str], start: str) -> int:
    return next((at for at, line in enumerate(lines) if line.startswith(start)), 0)


def _signatures(lines: list[str]) -> list[str]:
    """Return each signature on one line: a dash, a name, and the signature in base64."""
    whole = []
    for each in "\n".join(lines).removeprefix(_DASH).split(f"\n{_DASH}"):
        said = each.lstrip(" \n")
        # One space stands between name and signature; it is gone where the line was cut there.
        name, _, value = said.partition(" " if " " in said else "\n")
        whole.append(f"{_DASH} {name} {value}".replace("\n", ""))
    return whole
