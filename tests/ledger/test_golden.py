"""Stored bytes never change: what was written once reads the same for ever."""

from pathlib import Path

import msgspec
import pytest

from ledger.events import EVENTS, FundEvent, FundOpened
from ledger.line import envelope_bytes
from ledger.store.mapper import decode, encode
from tests.golden import ENVELOPE, encoded, read, write_missing
from tests.ledger.samples import ENVELOPES, FULL, MINIMAL

GOLDEN = read()
SAMPLES = [
    *(pytest.param("full", event, id=f"{event.topic}-full") for event in FULL),
    *(pytest.param("minimal", event, id=f"{event.topic}-minimal") for event in MINIMAL),
]


def test_every_topic_has_a_golden_file_with_both_samples() -> None:
    assert set(EVENTS) <= set(GOLDEN), "run make golden"
    for topic in EVENTS:
        assert set(GOLDEN[topic]) == {"full", "minimal"}


@pytest.mark.parametrize("topic", sorted(set(GOLDEN) - {ENVELOPE}))
def test_every_golden_payload_ever_written_can_be_read(topic: str) -> None:
    for payload in GOLDEN[topic].values():
        decode(topic, payload.encode())


@pytest.mark.parametrize("sample", ["full", "minimal"])
def test_a_fund_opened_before_founders_were_written_down_has_none(sample: str) -> None:
    opened = decode("fund.opened.v1", GOLDEN["fund.opened.v1"][sample].encode())
    assert isinstance(opened, FundOpened)
    assert opened.founder is None


@pytest.mark.parametrize("sample, event", SAMPLES)
def test_a_fact_is_stored_as_its_golden_bytes_and_comes_back(sample: str, event: FundEvent) -> None:
    golden = GOLDEN[event.topic][sample].encode()
    assert encode(event) == (event.topic, golden)
    assert decode(event.topic, golden) == event


@pytest.mark.parametrize("event", FULL, ids=lambda event: event.topic)
def test_the_full_sample_gives_every_field_a_value(event: FundEvent) -> None:
    stored = msgspec.json.decode(GOLDEN[event.topic]["full"])
    assert set(stored) == {field.encode_name for field in msgspec.structs.fields(event)}


@pytest.mark.parametrize("event", MINIMAL, ids=lambda event: event.topic)
def test_the_minimal_sample_has_only_the_fields_it_must_have(event: FundEvent) -> None:
    stored = msgspec.json.decode(GOLDEN[event.topic]["minimal"])
    required = {one.encode_name for one in msgspec.structs.fields(event) if one.required}
    assert set(stored) == required


@pytest.mark.parametrize("name", ENVELOPES)
def test_an_envelope_is_its_golden_bytes(name: str) -> None:
    assert envelope_bytes(ENVELOPES[name]).decode() == GOLDEN[ENVELOPE][name]


def test_each_field_of_an_envelope_has_a_line_of_its_own() -> None:
    for text in GOLDEN[ENVELOPE].values():
        assert text.endswith("\n")
        assert len(text.splitlines()) == 7


def test_only_missing_files_are_written(tmp_path: Path) -> None:
    assert write_missing(tmp_path) == sorted(encoded())
    changed = tmp_path / "fee.taken.v1.json"
    changed.write_text('{"full": "as it was", "minimal": "as it was"}')
    (tmp_path / "fee.returned.v1.json").unlink()
    assert write_missing(tmp_path) == ["fee.returned.v1"]
    assert "as it was" in changed.read_text()
    assert write_missing(tmp_path) == []
