"""From facts to bytes and back: canonical, checked, and readable for ever."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
import pytest

from ledger.events import EVENTS, BailPosted, Event
from ledger.events.bail import BailKind
from ledger.store.mapper import (
    MAX_PAYLOAD_BYTES,
    UPCASTS,
    Codec,
    UnknownTopic,
    UnreadablePayload,
    UnstorableFact,
    decode,
    encode,
)

ID = UUID("6f2c9a58-6f27-4c49-9f6b-0d8a4b1c2d3e")
POSTED = BailPosted(
    occurred_on=date(2026, 1, 2),
    kind=BailKind.CASH_DEPOSIT,
    account_id=ID,
    purpose_id=ID,
    authority_id=ID,
    amount=50_000,
    currency="USD",
    exponent=2,
    household=ID,
)


class Noted(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "test.noted.v3"

    words: str
    amount: int
    tags: tuple[str, ...] = ()


NOTED = Noted(occurred_on=date(2026, 1, 2), words="x", amount=1)


def split_amount(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "amount": fields["euros"] * 100}


def rename_text(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "words": fields["text"]}


CODEC = Codec(
    {Noted.topic: Noted},
    {"test.noted.v1": ("test.noted.v2", split_amount), "test.noted.v2": (Noted.topic, rename_text)},
)


def test_bytes_are_canonical() -> None:
    topic, payload = encode(POSTED)
    assert topic == "bail.posted.v1"
    assert payload.decode() == (
        f'{{"account_id":"{ID}","amount":50000,"authority_id":"{ID}","currency":"USD",'
        f'"exponent":2,"household":"{ID}","kind":"cash_deposit","occurred_on":"2026-01-02",'
        f'"purpose_id":"{ID}"}}'
    )
    assert decode(topic, payload) == POSTED


def test_the_order_of_fields_in_a_class_does_not_matter() -> None:
    assert CODEC.encode(NOTED)[1] == b'{"amount":1,"occurred_on":"2026-01-02","words":"x"}'


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 5.0},
        {"amount": 5.5},
        {"amount": True},
        {"amount": "5"},
        {"amount": None},
        {"occurred_on": datetime(2026, 1, 2)},  # noqa: DTZ001 - the wrong type is the point
        {"occurred_on": "2026-01-02"},
        {"account_id": str(ID)},
        {"currency": b"USD"},
        {"currency": {"USD"}},
        {"currency": object()},
        {"currency": "\ud800"},
    ],
)
def test_a_fact_that_would_come_back_as_another_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnstorableFact):
        encode(msgspec.structs.replace(POSTED, **wrong))


def test_text_is_composed() -> None:
    composed, taken_apart = "ayuda en M\u00e9xico", "ayuda en Me\u0301xico"
    fact = msgspec.structs.replace(NOTED, words=composed)
    assert CODEC.decode(*CODEC.encode(fact)) == fact
    with pytest.raises(UnstorableFact, match="composed"):
        CODEC.encode(msgspec.structs.replace(NOTED, words=taken_apart))


def test_a_fact_has_a_longest_size() -> None:
    room = MAX_PAYLOAD_BYTES - len(CODEC.encode(NOTED)[1]) + 1
    longest = msgspec.structs.replace(NOTED, words="x" * room)
    assert len(CODEC.encode(longest)[1]) == MAX_PAYLOAD_BYTES
    with pytest.raises(UnstorableFact, match="longer"):
        CODEC.encode(msgspec.structs.replace(NOTED, words="x" * (room + 1)))


def test_a_class_that_only_borrows_a_topic_is_refused() -> None:
    class Impostor(BailPosted, frozen=True, kw_only=True):
        pass

    with pytest.raises(UnstorableFact, match="Impostor"):
        encode(Impostor(**msgspec.structs.asdict(POSTED)))


@pytest.mark.parametrize(
    "topic, payload",
    [
        ("test.noted.v1", b'{"occurred_on":"2020-01-02","text":"old","euros":3}'),
        ("test.noted.v2", b'{"occurred_on":"2020-01-02","text":"old","amount":300}'),
        ("test.noted.v3", b'{"occurred_on":"2020-01-02","words":"old","amount":300}'),
        ("test.noted.v3", b'{"later":1,"occurred_on":"2020-01-02","words":"old","amount":300}'),
    ],
)
def test_old_topics_come_back_as_todays_fact(topic: str, payload: bytes) -> None:
    fact = Noted(occurred_on=date(2020, 1, 2), words="old", amount=300)
    assert CODEC.decode(topic, payload) == fact


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"{",
        b"\xff",
        b'{"occurred_on":"2020-01-02","words":"somebody"}',
        b'{"occurred_on":"2020-01-02","words":"somebody","amount":"1"}',
        b'{"occurred_on":"2020-13-02","words":"somebody","amount":1}',
    ],
)
def test_damaged_bytes_are_named_and_not_quoted(payload: bytes) -> None:
    with pytest.raises(UnreadablePayload, match=r"test\.noted\.v3") as caught:
        CODEC.decode("test.noted.v3", payload)
    assert "somebody" not in str(caught.value)


@pytest.mark.parametrize("payload", [b"{", b"[]", b'{"text":"somebody"}', b'{"euros":"a"}'])
def test_damaged_bytes_of_an_old_topic_are_unreadable_too(payload: bytes) -> None:
    with pytest.raises(UnreadablePayload, match=r"test\.noted\.v1"):
        CODEC.decode("test.noted.v1", payload)


@pytest.mark.parametrize(
    "payload",
    [
        b'{"amount":1,"occurred_on":"2026-01-02","tags":[],"words":"x"}',
        b'{"amount":1,"later":1,"occurred_on":"2026-01-02","words":"x"}',
        b'{"amount":1,"occurred_on":"2026-01-02","words": "x"}',
        b'{"occurred_on":"2026-01-02","amount":1,"words":"x"}',
        b'{"amount":1,"amount":1,"occurred_on":"2026-01-02","words":"x"}',
        b'{"amount":1,"occurred_on":"2026-01-02","words":"\\u0078"}',
        '{"amount":1,"occurred_on":"2026-01-02","words":"Me\u0301xico"}'.encode(),
        b'{"amount":1,"occurred_on":"2026-01-02","words":"' + b"x" * MAX_PAYLOAD_BYTES + b'"}',
    ],
)
def test_bytes_from_elsewhere_are_held_to_the_canonical_ones(payload: bytes) -> None:
    CODEC.decode(Noted.topic, payload)
    with pytest.raises(UnstorableFact):
        CODEC.decode_canonical(Noted.topic, payload)


def test_canonical_bytes_from_elsewhere_are_read_and_so_are_old_topics() -> None:
    fact = msgspec.structs.replace(NOTED, words="ayuda en M\u00e9xico", tags=("a",))
    assert CODEC.decode_canonical(*CODEC.encode(fact)) == fact
    old = b'{"occurred_on":"2026-01-02","text":"x","euros":3}'
    assert CODEC.decode_canonical("test.noted.v1", old) == CODEC.decode("test.noted.v1", old)


def test_an_unknown_topic_is_named() -> None:
    with pytest.raises(UnknownTopic) as caught:
        decode("bail.posted.v99", b"{}")
    assert caught.value.topic == "bail.posted.v99"


def test_upcasts_lead_to_a_fact_and_never_away_from_one() -> None:
    Codec(EVENTS, UPCASTS)
    for upcasts in (
        {"test.noted.v1": ("test.noted.v9", rename_text)},
        {Noted.topic: ("test.noted.v1", rename_text)},
        {"a.b.v1": ("a.b.v2", rename_text), "a.b.v2": ("a.b.v1", rename_text)},
    ):
        with pytest.raises(ValueError, match="leads nowhere"):
            Codec({Noted.topic: Noted}, upcasts)
