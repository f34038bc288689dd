import secrets
from uuid import uuid4

import msgspec
import pytest

from ledger.vault.sealing import (
    CannotOpen,
    Place,
    contact_fingerprint,
    new_data_key,
    new_key_pair,
    normal_contact,
    seal,
    unseal,
    unwrap,
    wrap,
)

FUND, PERSON = uuid4(), uuid4()
PLACE = Place(FUND, PERSON, uuid4(), "contact", 1)


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 1020, b"x" * 1021, b"\0" * 5000])
def test_what_was_sealed_comes_back_and_its_length_says_little(content: bytes) -> None:
    key = new_data_key()
    sealed = seal(key, PLACE, content)
    assert unseal(key, PLACE, sealed) == content
    assert (len(sealed) - 28) % 1024 == 0


@pytest.mark.parametrize(
    "moved",
    [
        msgspec.structs.replace(PLACE, fund_id=uuid4()),
        msgspec.structs.replace(PLACE, person_id=uuid4()),
        msgspec.structs.replace(PLACE, record_id=uuid4()),
        msgspec.structs.replace(PLACE, kind="bail"),
        msgspec.structs.replace(PLACE, version=2),
    ],
)
def test_a_record_opens_only_where_it_was_sealed(moved: Place) -> None:
    key = new_data_key()
    with pytest.raises(CannotOpen):
        unseal(key, moved, seal(key, PLACE, b"said"))


def test_a_changed_byte_or_another_key_opens_nothing() -> None:
    key = new_data_key()
    sealed = seal(key, PLACE, b"said")
    for at in (0, 11, 12, len(sealed) - 1):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(CannotOpen):
            unseal(key, PLACE, changed)
    for other in (b"", sealed[:12], sealed[:-1]):
        with pytest.raises(CannotOpen):
            unseal(key, PLACE, other)
    with pytest.raises(CannotOpen):
        unseal(new_data_key(), PLACE, sealed)


def test_a_wrapped_key_is_one_persons_of_one_vault() -> None:
    private, public = new_key_pair()
    key = new_data_key()
    wrapped = wrap(key, public, FUND, PERSON)
    assert key not in wrapped
    assert unwrap(wrapped, private, FUND, PERSON) == key
    other, _ = new_key_pair()
    for tried in (
        (wrapped, other, FUND, PERSON),
        (wrapped, private, uuid4(), PERSON),
        (wrapped, private, FUND, uuid4()),
        (wrapped[:-1], private, FUND, PERSON),
        (wrapped[:-1] + bytes([wrapped[-1] ^ 1]), private, FUND, PERSON),
        (wrapped[:9] + bytes(32) + wrapped[41:], private, FUND, PERSON),
        (secrets.token_bytes(len(wrapped)), private, FUND, PERSON),
    ):
        with pytest.raises(CannotOpen):
            unwrap(*tried)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("+1 (555) 010-4477", "0015550104477"),
        ("Somebody@Example.org ", "somebody@example.org"),
        ("@amber_heron", "@Amber_Heron"),
    ],
)
def test_one_contact_typed_in_two_ways_is_one(typed: str, same: str) -> None:
    assert normal_contact(typed) == normal_contact(same)
    key = new_data_key()
    assert contact_fingerprint(key, FUND, typed) == contact_fingerprint(key, FUND, same)


def test_the_same_number_has_another_fingerprint_with_everybody_and_in_every_fund() -> None:
    one, other = new_data_key(), new_data_key()
    prints = {
        contact_fingerprint(key, fund, "5550104477")
        for key in (one, other)
        for fund in (FUND, PERSON)
    }
    assert len(prints) == 4
