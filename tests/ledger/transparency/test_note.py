"""Signed notes, heads and cosignatures: written, read, and whatever else somebody may send."""

from base64 import b64encode
from collections.abc import Callable
from typing import Final

import pytest

from ledger.transparency.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.transparency.cosignature import Cosigner
from ledger.transparency.note import (
    Signer,
    VerifierKey,
    open_note,
    read_note,
    sign_note,
)
from ledger.transparency.text import MAX_BYTES, Unusable, from_base64
from ledger.transparency.tree import EMPTY_ROOT, leaf_hash

ORIGIN: Final = "fund.example.org/6b1c2d3e-0000-4000-8000-000000000001/1"
LOG: Final = Signer(ORIGIN, bytes([1]) * 32)
OTHER: Final = Signer("other.example/log", bytes([2]) * 32)
WITNESS: Final = Cosigner("witness.example/w1", bytes([3]) * 32)
HEAD: Final = Checkpoint(ORIGIN, 64, leaf_hash(b"root"))
TEXT: Final = HEAD.text
NOTE: Final = sign_checkpoint(HEAD, LOG)
COSIGNED: Final = NOTE + WITNESS.cosign(TEXT, 1_795_000_000)
LINE: Final = NOTE.split("\n\n")[1]


def code(found: pytest.ExceptionInfo[Unusable]) -> str:
    return found.value.code


def test_a_head_is_written_signed_and_opened() -> None:
    assert TEXT.split("\n") == [ORIGIN, "64", b64encode(HEAD.root).decode(), ""]
    head, opened = open_checkpoint(COSIGNED, LOG.key, [WITNESS.key])
    assert head == HEAD
    assert set(opened.signed) == {LOG.key, WITNESS.key}
    assert opened.signed[WITNESS.key].timestamp == 1_795_000_000
    assert open_checkpoint(NOTE.encode(), LOG.key)[0] == HEAD
    assert sign_checkpoint(HEAD, LOG) == NOTE  # the same bytes, whenever it is signed


def test_keys_are_written_and_read() -> None:
    for key in (LOG.key, WITNESS.key):
        assert VerifierKey.read(key.text) == key
    assert "seed" not in repr(LOG) + repr(WITNESS)


def with_line(line: str) -> str:
    return f"{TEXT}\n{line}\n"


def line_of(signer: Signer, text: str = TEXT) -> str:
    return signer.sign(text).removesuffix("\n")


UNUSABLE: Final[dict[str, tuple[str | bytes, str]]] = {
    "too large": (NOTE + LINE * 2_000, "too-large"),
    "too large in bytes": ("é" * (MAX_BYTES // 2) + "\n" + NOTE, "too-large"),
    "nothing": ("", "malformed"),
    "not UTF-8": (NOTE.encode()[:-2] + b"\xff\n", "malformed"),
    "half a character": ("\ud800" + NOTE, "malformed"),
    "byte order mark": ("\ufeff" + NOTE, "malformed"),
    "NUL": (NOTE.replace("64", "6\x004"), "malformed"),
    "CRLF": (NOTE.replace("\n", "\r\n"), "malformed"),
    "tabulator": (NOTE.replace("64", "\t64"), "malformed"),
    "no signatures": (TEXT, "malformed"),
    "no signature line": (TEXT + "\n", "malformed"),
    "no empty line": (TEXT + LINE, "malformed"),
    "no end of the last line": (NOTE[:-1], "malformed"),
    "no end of the last of two lines": (NOTE + LINE[:-1], "malformed"),
    "an empty line behind": (NOTE + "\n", "malformed"),
    "a line of text behind": (NOTE + "and more\n", "malformed"),
    "split at the first empty line": (NOTE + "\n" + LINE, "malformed"),
    "no dash": (NOTE.replace("— ", "- "), "malformed"),
    "no space": (NOTE.replace("— ", "—"), "malformed"),
    "no name": (with_line("—  " + line_of(LOG).split(" ")[2]), "malformed"),
    "plus in a name": (NOTE + "— a+b " + line_of(LOG).split(" ")[2] + "\n", "malformed"),
    "space in a name": (NOTE + "— a\u2003b " + line_of(LOG).split(" ")[2] + "\n", "malformed"),
    "nothing signed": (with_line(f"— {ORIGIN} "), "malformed"),
    "only a key id": (
        with_line(f"— {ORIGIN} {b64encode(LOG.key.key_id).decode()}"),
        "malformed",
    ),
    "base64 of addresses": (with_line(f"— {ORIGIN} {'_' * 92}"), "malformed"),
    "no padding": (NOTE.replace("=\n\n", "\n\n"), "malformed"),
    "bits behind the end": (with_line(f"— {ORIGIN} {'A' * 90}B="), "malformed"),
    "two lines": (sign_note(TEXT.partition("\n")[2], LOG), "malformed"),
    "four lines": (sign_note(TEXT + "extension\n", LOG), "malformed"),
    "an empty line in the head": (sign_note(TEXT + "\n", LOG), "malformed"),
    "an empty line before the head": (sign_note("\n" + TEXT, LOG), "malformed"),
    "no origin": (sign_note("\n".join(["", *TEXT.split("\n")[1:]]), LOG), "malformed"),
    "size with a zero before": (sign_note(TEXT.replace("64", "064"), LOG), "malformed"),
    "size with a sign": (sign_note(TEXT.replace("64", "+64"), LOG), "malformed"),
    "size below zero": (sign_note(TEXT.replace("64", "-64"), LOG), "malformed"),
    "size with a point": (sign_note(TEXT.replace("64", "64.0"), LOG), "malformed"),
    "size in other digits": (sign_note(TEXT.replace("64", "\u0666\u0664"), LOG), "malformed"),
    "size of 2^63": (sign_note(TEXT.replace("64", str(2**63)), LOG), "malformed"),
    "size with a space": (sign_note(TEXT.replace("64", "64 "), LOG), "malformed"),
    "root of 31 bytes": (
        sign_note(f"{ORIGIN}\n64\n{b64encode(bytes(31)).decode()}\n", LOG),
        "malformed",
    ),
    "root of 33 bytes": (
        sign_note(f"{ORIGIN}\n64\n{b64encode(bytes(33)).decode()}\n", LOG),
        "malformed",
    ),
    "root with bits behind the end": (
        sign_note(f"{ORIGIN}\n64\n{'A' * 42}B=\n", LOG),
        "malformed",
    ),
    "a promise in place of a head": (
        sign_note(f"parasol-promise/v1\n{TEXT}", LOG),
        "malformed",
    ),
    "another fund's head": (
        sign_note(TEXT.replace("0001/1", "0002/1"), LOG),
        "origin-differs",
    ),
    "another log of the fund": (sign_note(TEXT.replace("0001/1", "0001/2"), LOG), "origin-differs"),
    "origin in capitals": (sign_note(TEXT.replace("fund", "Fund"), LOG), "origin-differs"),
    "origin with a slash": (sign_note(TEXT.replace("/1\n", "/1/\n"), LOG), "origin-differs"),
    "origin with a look-alike": (
        sign_note(TEXT.replace("fund", "fun\u0501"), LOG),
        "origin-differs",
    ),
    "signed by somebody else": (sign_note(TEXT, OTHER), "signature-missing"),
    "cosigned only": (f"{TEXT}\n{WITNESS.cosign(TEXT, 1)}", "signature-missing"),
    "same name, other key": (
        sign_note(TEXT, Signer(ORIGIN, bytes([9]) * 32)),
        "signature-missing",
    ),
    "same key, other name": (
        sign_note(TEXT, Signer(ORIGIN + "/promise", LOG.seed)),
        "signature-missing",
    ),
    "a signature of another text": (
        with_line(line_of(LOG, TEXT.replace("64", "65"))),
        "signature-wrong",
    ),
    "a wrong one beside a right one": (
        NOTE + line_of(LOG, "other\n") + "\n",
        "signature-wrong",
    ),
    "a right one behind a wrong one": (
        with_line(line_of(LOG, "other\n")) + LINE,
        "signature-wrong",
    ),
    "a wrong cosignature": (NOTE + WITNESS.cosign("other\n", 7), "signature-wrong"),
    "a cosignature of another time": (
        NOTE
        + "— {} {}\n".format(
            WITNESS.name,
            b64encode(
                WITNESS.key.key_id
                + (8).to_bytes(8, "big")
                + (from_base64(WITNESS.cosign(TEXT, 7).split()[2]) or b"")[12:]
            ).decode(),
        ),
        "signature-wrong",
    ),
    "a signature in place of a cosignature": (
        NOTE
        + "— {} {}\n".format(
            WITNESS.name,
            b64encode(
                WITNESS.key.key_id + Signer("w", WITNESS.seed).private_key.sign(TEXT.encode())
            ).decode(),
        ),
        "signature-wrong",
    ),
    "a cosignature in place of a signature": (
        "{}\n— {} {}\n".format(
            TEXT,
            ORIGIN,
            b64encode(
                LOG.key.key_id
                + (from_base64(Cosigner(ORIGIN, LOG.seed).cosign(TEXT, 7).split()[2]) or b"")[4:]
            ).decode(),
        ),
        "signature-wrong",
    ),
    "a signature that is too short": (
        with_line(f"— {ORIGIN} {b64encode(LOG.key.key_id + bytes(63)).decode()}"),
        "signature-wrong",
    ),
    "a signature that is too long": (
        with_line(f"— {ORIGIN} {b64encode((from_base64(LINE.split()[2]) or b'') + b'x').decode()}"),
        "signature-wrong",
    ),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_head_that_cannot_be_used_says_why(name: str) -> None:
    data, expected = UNUSABLE[name]
    with pytest.raises(Unusable) as found:
        open_checkpoint(data, LOG.key, [WITNESS.key])
    assert code(found) == expected


@pytest.mark.parametrize(
    "add",
    [
        lambda note: note + LINE,
        lambda note: note + line_of(OTHER, "something else\n") + "\n",
        lambda note: note + "".join(OTHER.sign(str(number)) for number in range(100)),
        lambda note: note + "— new.example/kind " + b64encode(b"\x06" * 2_424).decode() + "\n",
        lambda note: note.replace(LINE, OTHER.sign(TEXT) + LINE),
        lambda note: note + "— " + ORIGIN + " AAAAAAAAAAA=\n",
    ],
    ids=["twice", "unknown", "a hundred unknown", "unknown kind", "unknown before", "same name"],
)
def test_what_others_sign_or_somebody_twice_does_not_matter(add: Callable[[str], str]) -> None:
    head, opened = open_checkpoint(add(NOTE), LOG.key, [WITNESS.key])
    assert head == HEAD
    assert set(opened.signed) == {LOG.key}


def test_every_bit_of_a_head_counts() -> None:
    raw = NOTE.encode()
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Unusable):
            open_checkpoint(bytes(changed), LOG.key)


@pytest.mark.parametrize("character", ["\0", "\x01", "\t", "\r", "\x1b", "\x1f"])
def test_a_text_with_a_control_character_is_no_note(character: str) -> None:
    with pytest.raises(Unusable, match="malformed: it has a control character"):
        read_note(sign_note(f"one{character}two\n", LOG))


def test_a_text_with_empty_lines_is_divided_at_the_last_one() -> None:
    text = "one\n\ntwo\n"
    assert open_note(sign_note(text, LOG), [LOG.key]).text == text
    assert read_note(sign_note("\n", LOG)).text == "\n"


def test_other_logs_may_have_further_lines() -> None:
    text = TEXT + "extension\n"
    assert Checkpoint.read(text, extended=True).text == text
    assert Checkpoint.read(text, extended=True).extensions == ("extension",)
    with pytest.raises(Unusable):
        Checkpoint.read(TEXT + "\n", extended=True)
    for text in (TEXT[:-1], TEXT + "no end"):
        with pytest.raises(Unusable):
            Checkpoint.read(text, extended=True)


def test_the_head_of_an_empty_log_has_size_nought() -> None:
    empty = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert Checkpoint.read(empty.text) == empty
