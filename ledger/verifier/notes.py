"""Signed notes (C2SP signed-note): a text, an empty line, and a line for each signature."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.verifier.failures import Failure
from ledger.verifier.keys import VerifierKey
from ledger.verifier.text import base64_of, is_key_name, malformed

_DASH: Final = "\N{EM DASH} "
_ID_BYTES: Final = 4
_SIGNATURE_BYTES: Final = 64


@dataclass(frozen=True)
class Signature:
    """One line below a note: who says to have signed, and the bytes behind the key id."""

    name: str
    key_id: bytes
    value: bytes

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it names this key; both name and id must be the key's."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, with the signatures below it, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]


def split_note(text: str, line: int) -> Note:
    """Split a note whose first line is the *line*-th of its file. Refusals: malformed."""
    at = text.rfind("\n\n") + 1
    lines = line + text.count("\n", 0, at)
    if at == 0:
        raise malformed(line, "a signed note: a text, an empty line, signatures")
    if not text.endswith("\n") or len(text) <= at + 1:
        raise malformed(line + text.count("\n"), "a signature and the end of its line")
    below = text[at + 1 : -1].split("\n")
    signatures = (_signature(each, number) for number, each in enumerate(below, lines + 1))
    return Note(text[:at], tuple(signatures))


def check_signed(note: Note, keys: Iterable[VerifierKey]) -> None:
    """Refuse a note that none of these keys, or not all that it names, have signed.

    Refusals in order: signature-missing, signature-wrong.
    """
    known = [(key, each) for key in keys for each in note.signatures if each.is_by(key)]
    if not known:
        raise Failure("signature-missing", "no signature names the key that was given")
    message = note.text.encode()
    for key, each in known:
        if len(each.value) != _SIGNATURE_BYTES or not key.is_signature(each.value, message):
            raise Failure("signature-wrong", f"the signature of {key.name}")


def _signature(text: str, line: int) -> Signature:
    if not text.startswith(_DASH):
        raise malformed(line, "a line of a signature")
    name, _, encoded = text[len(_DASH) :].partition(" ")
    if not is_key_name(name):
        raise malformed(line, "the name of a key")
    value = base64_of(encoded, line)
    if len(value) <= _ID_BYTES:
        raise malformed(line, "a key id and a signature in base64")
    return Signature(name, value[:_ID_BYTES], value[_ID_BYTES:])
