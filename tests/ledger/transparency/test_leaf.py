"""Leaves, receipts and promises: their bytes never change."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from ledger.line import envelope_bytes
from ledger.store.reading import StoredLine
from ledger.transparency.keys import log_keys, origin_of
from ledger.transparency.leaf import Blinding, commitment_of, envelope_of
from ledger.transparency.note import sign_note
from ledger.transparency.promise import (
    Promise,
    compose_promise,
    open_promise,
    read_promise,
    sign_promise,
)
from ledger.transparency.receipt import Receipt, compose_receipt, extra_of, read_extra
from ledger.transparency.text import Unusable
from ledger.transparency.tree import leaf_hash
from tests.ledger.samples import ENVELOPES

_FILE: Final = Path(__file__).parents[2] / "data" / "log" / "leaf" / "golden.json"
GOLDEN: Final[dict[str, Any]] = json.loads(_FILE.read_text())
ORIGIN: Final[str] = GOLDEN["origin"]
KEYS: Final = log_keys(bytes.fromhex(GOLDEN["keys"]["master"]), ORIGIN)
BLINDING: Final = Blinding(bytes.fromhex(GOLDEN["secret"]), ORIGIN)


def stored() -> StoredLine:
    line = GOLDEN["line"]
    return StoredLine(
        fund_id=uuid4(),  # no part of a leaf: the origin names the fund
        position=line["position"],
        case_id=UUID(line["case_id"]),
        version=line["version"],
        topic=line["topic"],
        payload=line["payload"].encode(),
        event_id=UUID(line["event_id"]),
        recorded_at=datetime.fromisoformat(line["recorded_at"]),
        actor=line["actor"],
        cause=line["cause"],
    )


def test_a_leaf_has_the_bytes_that_it_had_from_the_first_day() -> None:
    line = stored()
    envelope = envelope_of(line)
    assert envelope == GOLDEN["envelope"].encode()
    salt, salt2 = BLINDING.salts(line.position)
    assert (salt.hex(), salt2.hex()) == (GOLDEN["salt"], GOLDEN["salt2"])
    opening = BLINDING.open(line.position, envelope, line.topic, line.payload)
    assert opening.inner.hex() == GOLDEN["inner"]
    assert opening.opening == GOLDEN["opening"].encode()
    commitment = BLINDING.commitment(line.position, envelope, line.topic, line.payload)
    assert commitment.hex() == GOLDEN["commitment"]
    assert commitment == BLINDING.commitment_of(line) == commitment_of(ORIGIN, *opening)
    assert leaf_hash(commitment).hex() == GOLDEN["leaf_hash"]
    assert extra_of(opening) == b64decode(GOLDEN["extra"])
    assert read_extra(extra_of(opening)) == opening


def test_keys_follow_from_the_master_key_and_the_origin() -> None:
    known = GOLDEN["keys"]
    derived = (KEYS.secret, KEYS.head.seed, KEYS.promise.seed)
    assert [each.hex() for each in derived] == [known["secret"], known["heads"], known["promises"]]
    assert (KEYS.head.name, KEYS.promise.name) == (ORIGIN, ORIGIN + "/promise")
    assert KEYS.secret.hex() not in repr(KEYS)
    assert log_keys(bytes(32), ORIGIN) != KEYS != log_keys(bytes(32), ORIGIN[:-1] + "2")
    fund_id = UUID("6b1c2d3e-0000-4000-8000-000000000001")
    assert origin_of("Fund.Example.org", fund_id, 1) == ORIGIN


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_is_that_of_the_append(name: str) -> None:
    line = ENVELOPES[name]
    assert envelope_of(line) == envelope_bytes(line)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 1, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=30))),
        datetime(2026, 1, 1, 1, 2, 3, 4, tzinfo=timezone(timedelta(0))),
    ],
)
def test_a_moment_is_written_as_the_append_writes_it(moment: datetime) -> None:
    line = next(iter(ENVELOPES.values()))
    fields = {name: getattr(line, name) for name in line.__struct_fields__}
    turned = type(line)(**fields | {"recorded_at": moment})
    assert envelope_of(turned) == envelope_bytes(turned)


@pytest.mark.parametrize("position", [1, 2, 255, 256, 2**31, 2**63 - 1])
def test_salts_are_those_of_the_standard(position: int) -> None:
    info = b"parasol-salt/v1\n" + position.to_bytes(8, "big")
    expected = HKDFExpand(SHA256(), 64, info).derive(bytes.fromhex(GOLDEN["secret"]))
    assert b"".join(BLINDING.salts(position)) == expected


def test_every_part_of_a_line_changes_its_leaf() -> None:
    line = stored()
    changes: list[dict[str, Any]] = [
        {"position": 13},
        {"case_id": uuid4()},
        {"version": 1},
        {"topic": "donation.received.v2"},
        {"payload": line.payload + b" "},
        {"event_id": uuid4()},
        {"recorded_at": line.recorded_at + timedelta(microseconds=1)},
        {"actor": "operator"},
        {"cause": uuid4()},
    ]
    fields = {name: getattr(line, name) for name in line.__struct_fields__}
    leaves = {BLINDING.commitment_of(StoredLine(**fields | change)) for change in [{}, *changes]}
    leaves.add(Blinding(bytes(32), ORIGIN).commitment_of(line))
    leaves.add(Blinding(bytes.fromhex(GOLDEN["secret"]), ORIGIN + "1").commitment_of(line))
    assert len(leaves) == len(changes) + 3


NOTE: Final = sign_note("text\n", KEYS.head)
OPENING: Final = BLINDING.open(12, b"envelope", "a.b.v1", b"{}")


@pytest.mark.parametrize("length", [0, 1, 20])
def test_a_receipt_is_written_and_read(length: int) -> None:
    proof = [leaf_hash(bytes([number])) for number in range(length)]
    text = compose_receipt(7, proof, NOTE, OPENING)
    lines = text.split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == "extra " + b64encode(extra_of(OPENING)).decode()
    assert lines[2] == "index 7"
    assert [b64decode(each) for each in lines[3 : 3 + length]] == proof
    assert "\n".join(lines[4 + length :]) == NOTE
    assert Receipt.read(text) == Receipt(extra_of(OPENING), 7, tuple(proof), NOTE)


RECEIPT: Final = compose_receipt(7, [bytes(32)], NOTE, OPENING)


@pytest.mark.parametrize(
    "data",
    [
        RECEIPT.replace("@v1", "@v2"),
        RECEIPT.replace("index 7", "index 07"),
        RECEIPT.replace("index 7", "index +7"),
        RECEIPT.replace("index 7", "index"),
        RECEIPT.replace("index 7\n", ""),
        RECEIPT.replace("index ", ""),
        RECEIPT.replace("extra ", ""),
        RECEIPT.replace("extra ", "extra  "),
        RECEIPT.replace("\n", "\r\n"),
        RECEIPT.replace("AAA=\n\n", "AAA\n\n"),
        RECEIPT.replace("AAA=\n\n", "AAA=\n"),
        "\n" + RECEIPT,
        "\ufeff" + RECEIPT,
        RECEIPT.encode("utf-16"),
        "c2sp.org/tlog-proof@v1\n\n" + NOTE,
    ],
)
def test_a_receipt_in_another_form_is_not_read(data: str | bytes) -> None:
    with pytest.raises(Unusable, match="malformed"):
        Receipt.read(data)


@pytest.mark.parametrize(
    "extra", [b"", b"parasol-opening/v2\n" + bytes(70), b"parasol-opening/v1\n"]
)
def test_an_opening_in_another_form_is_not_read(extra: bytes) -> None:
    with pytest.raises(Unusable, match="malformed"):
        read_extra(extra)


PROMISE: Final = Promise(ORIGIN, bytes.fromhex(GOLDEN["commitment"]), 1_795_219_200)


def test_a_promise_is_written_and_read() -> None:
    note = sign_promise(PROMISE, KEYS.promise)
    commitment = b64encode(PROMISE.commitment).decode()
    assert PROMISE.text == f"parasol-promise/v1\n{ORIGIN}\n{commitment}\n1795219200\n"
    assert open_promise(note, KEYS.promise.key, ORIGIN) == PROMISE
    file = compose_promise(note, OPENING)
    assert file == f"parasol.promise/v1\nextra {b64encode(extra_of(OPENING)).decode()}\n\n{note}"
    assert read_promise(file) == (extra_of(OPENING), note)


@pytest.mark.parametrize(
    "text, expected",
    [
        (PROMISE.text + "more\n", "malformed"),
        (PROMISE.text.replace("/v1", "/v2", 1), "malformed"),
        (f"{ORIGIN}\n64\n{b64encode(PROMISE.commitment).decode()}\n", "malformed"),  # a head
        (PROMISE.text.replace("179", "0179"), "malformed"),
        (PROMISE.text.replace(ORIGIN, ""), "malformed"),
        (f"parasol-promise/v1\n{ORIGIN}\nAAAA\n1\n", "malformed"),
        (PROMISE.text.replace("/1\n", "/2\n"), "origin-differs"),
    ],
)
def test_a_promise_that_cannot_be_used_says_why(text: str, expected: str) -> None:
    with pytest.raises(Unusable, match=expected):
        open_promise(sign_note(text, KEYS.promise), KEYS.promise.key, ORIGIN)


def test_a_promise_is_signed_by_the_key_of_promises_and_by_no_other() -> None:
    with pytest.raises(Unusable, match="signature-missing"):
        open_promise(sign_promise(PROMISE, KEYS.head), KEYS.promise.key, ORIGIN)
    note = sign_promise(PROMISE, KEYS.promise).replace("1795219200", "1795219201")
    with pytest.raises(Unusable, match="signature-wrong"):
        open_promise(note, KEYS.promise.key, ORIGIN)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "parasol.promise/v1\n",
        "parasol.promise/v1\n\n" + NOTE,
        "parasol.promise/v1\nextra A\n\nx",
    ],
)
def test_the_file_of_a_promise_in_another_form_is_not_read(data: str) -> None:
    with pytest.raises(Unusable, match="malformed"):
        read_promise(data)
